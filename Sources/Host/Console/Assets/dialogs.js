import { offers } from "./api.js";
import { h, icon } from "./dom.js";

/** Shows a dialog and answers what it was closed with: `undefined` where it was dismissed. */
export function open(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      // Where it was drawn anew meanwhile, another one stands in its place.
      (before?.isConnected ? before : before?.id && document.getElementById(before.id))?.focus?.();
      resolve(dialog.answer);
    });
  });
}

/** A dialog with a title, a form and its buttons. `submit` answers true to close; what it throws is shown. */
export function form({ title, action, danger = false, submit, wide = false }, ...fields) {
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const go = h("button", { class: danger ? "danger" : "primary" }, action);
  const id = `title-${title.replace(/\W+/g, "-")}`;
  const dialog = h("dialog", { class: wide ? "wide" : "", "aria-labelledby": id },
    h("form", {
      onsubmit: async (event) => {
        event.preventDefault();
        trouble.hidden = true;
        go.disabled = true;
        try {
          dialog.answer = await submit(new FormData(event.target));
          dialog.close();
        } catch (error) {
          trouble.textContent = error.fields?.[0]
            ? error.fields.map((field) => `${field.field} ${field.message}; ${field.accepted} would do.`).join(" ")
            : error.message;
          trouble.hidden = false;
        } finally {
          go.disabled = false;
        }
      },
    },
    h("h2", { id }, title), fields, trouble,
    h("div", { class: "buttons" },
      h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), go)));
  return open(dialog);
}

/** Asks before something that cannot be taken back. */
export function confirm(title, text, action, submit) {
  return form({ title, action, danger: true, submit: async () => { await submit(); return true; } }, h("p", {}, text));
}

const keys = [
  ["/", "Type a term"], ["g s", "Go to Search"], ["g c", "Go to Campaigns"], ["j  k", "Next and previous creator"],
  ["Enter", "Open a creator"], ["←  →", "Walk through creators"], ["Esc", "Close"], ["e", "Download CSV"],
  ["?", "This list"],
].filter(([key]) => key !== "e" || offers("/api/export/csv"));

export function help() {
  const dialog = h("dialog", { "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, "Keyboard"),
    h("dl", { class: "keys" }, keys.map(([key, what]) => [
      h("dt", {}, key.split("  ").map((one) => h("kbd", {}, one))), h("dd", {}, what)])),
    h("div", { class: "buttons" }, h("button", { class: "primary", onclick: () => dialog.close() }, icon("close"), "Close")));
  return open(dialog);
}
