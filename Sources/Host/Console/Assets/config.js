// For admins: settings, edited where they stand, several at once, each with its history.
import { AdminPage, nothing, person, time } from "./admin.js";
import { api } from "./api.js";
import { change } from "./audit.js";
import { open } from "./dialogs.js";
import { fill, h, toast } from "./dom.js";
import { skeleton } from "./table.js";
import { explain, many } from "./words.js";

const path = (key) => `/api/admin/config/${encodeURIComponent(key)}`;

/** What is edited and not saved, with what stood there at the time, by key: it stays while one looks at other pages. */
const drafts = new Map();

export class Page extends AdminPage {
  #settings = [];
  #rows = new Map();
  #bar = h("div", { class: "save-bar", role: "region", "aria-label": "Changes", hidden: true });
  #list = h("div", { class: "settings" }, skeleton(8));
  #search = h("input", { type: "search", "aria-label": "Search settings", placeholder: "Search settings", oninput: () => {
    this.context.replace(this.#search.value ? `/admin/config?q=${encodeURIComponent(this.#search.value)}` : "/admin/config");
    this.#filter();
  } });
  #changed = h("input", { type: "checkbox", onchange: () => this.#filter() });

  async mount(url) {
    this.draw(h("div", { class: "filter-bar" }, this.#search, h("label", { class: "check" }, this.#changed, "Changed ones only")), this.#list, this.#bar);
    this.#read((await this.get("/api/admin/config")).data);
    this.update(url);
  }

  /** Draws what the host has; what is edited to the same is no change. */
  #read(settings) {
    this.#settings = settings;
    for (const [key, { value }] of drafts) {
      const setting = this.#setting(key);
      if (!setting || setting.value === value) drafts.delete(key);
    }
    this.#drawList();
  }

  #setting(key) { return this.#settings.find((one) => one.key === key); }

  update(url) {
    this.#search.value = url.searchParams.get("q") ?? "";
    this.#filter();
  }

  #drawList() {
    const categories = [...new Set(this.#settings.map((one) => one.category))];
    fill(this.#list, categories.map((category) => h("section", { class: "wide" }, h("h2", {}, category.replaceAll("_", " ")),
      h("ul", { class: "list" }, this.#settings.filter((one) => one.category === category).map((one) => {
        const row = h("li", { data: { words: `${one.key} ${one.about}`.toLowerCase() } });
        this.#rows.set(one.key, row);
        this.#drawRow(one);
        return row;
      })))), h("div", { class: "none", hidden: true }, nothing("No such setting", "Search for other words, or show all of them.")));
    this.#drawBar();
  }

  #drawRow(setting) {
    const row = this.#rows.get(setting.key);
    const id = `setting-${setting.key.replace(/\W/g, "-")}`;
    const draft = drafts.get(setting.key);
    const isOld = draft !== undefined && draft.shown !== setting.value;
    const control = editor(setting, id, draft ? draft.value : setting.value);
    control.addEventListener("input", () => this.#edit(setting, control));
    row.classList.toggle("edited", draft !== undefined);
    fill(row, h("div", { class: "setting" },
      h("div", { class: "what" }, h("label", { for: id }, h("code", {}, setting.key)), " ", !setting.isDefault && h("span", { class: "badge active" }, "Changed"),
        h("p", { id: `${id}-about` }, setting.about, " ", h("span", { class: "quiet" }, bounds(setting))),
        setting.changedAt && h("p", { class: "quiet" }, "Changed ", time(setting.changedAt), setting.changedBy && [" by ", person(setting.changedBy)],
          setting.reason && `: ${setting.reason}`),
        h("p", { class: "trouble", id: `${id}-trouble`, role: "alert", hidden: !isOld },
          isOld && `Changed meanwhile: it was ${draft.shown}, it is ${setting.value} now. Save to replace that.`)),
      h("div", { class: "value" }, control, h("span", { class: "quiet" }, setting.type === "boolean" ? "" : setting.isDefault ? "default" : `default ${setting.default}`)),
      h("div", { class: "do" },
        h("button", { type: "button", id: `${id}-default`, "aria-label": `Default of ${setting.key}`, disabled: setting.isDefault && !setting.changedAt, onclick: (event) => this.#reset(setting, event.currentTarget) }, "Default"),
        h("button", { type: "button", id: `${id}-history`, "aria-label": `History of ${setting.key}`, onclick: () => this.#history(setting) }, "History"))));
  }

  #edit(setting, control) {
    const value = read(setting, control);
    if (value === setting.value) drafts.delete(setting.key); else drafts.set(setting.key, { value, shown: setting.value });
    const row = this.#rows.get(setting.key);
    row.classList.toggle("edited", drafts.has(setting.key));
    row.querySelector(".trouble").hidden = true;
    this.#drawBar();
  }

  #drawBar() {
    const count = drafts.size;
    const wasThere = !this.#bar.hidden;
    this.#bar.hidden = count === 0;
    if (wasThere && count) {
      this.#bar.querySelector("strong").textContent = `${count} changed`;
      return;
    }
    const save = h("button", { class: "primary" }, "Save");
    fill(this.#bar, h("form", { onsubmit: (event) => { event.preventDefault(); this.#save(save, new FormData(event.target).get("reason").trim()); } },
      h("strong", {}, `${count} changed`),
      h("input", { name: "reason", maxlength: 200, "aria-label": "Reason", placeholder: "Reason, if it needs one", autocomplete: "off" }),
      h("button", { type: "button", onclick: () => { drafts.clear(); this.#drawList(); this.#filter(); this.#search.focus(); } }, "Discard"), save));
  }

  async #save(button, reason) {
    const keys = [...drafts.keys()];
    await this.act(button, async () => {
      try {
        const { data } = await api.put("/api/admin/config", {
          settings: keys.map((key) => ({ key, value: drafts.get(key).value, expected: this.#setting(key).value })), ...(reason ? { reason } : {}) });
        drafts.clear();
        for (const setting of data) this.#take(setting);
        this.#drawBar();
        this.#search.focus({ preventScroll: true });
        toast(`${many(data.length, "setting")} saved, on every host within a second`);
      } catch (error) {
        if (error.code === "CONFLICT" && this.#rows.has(error.details?.key)) await this.#compare(error.details);
        else if (!this.#mark(error.fields ?? [], keys)) throw error;
      }
    });
  }

  /** Shows what others have made of the settings beside what is edited; of one of them the host has said it. */
  async #compare({ key, value }) {
    const { data } = await this.get("/api/admin/config");
    this.#read(data.map((one) => (one.key === key ? { ...one, value } : one)));
    this.#filter();
    this.#rows.get(key).querySelector("input, select").focus();
    if (!drafts.has(key)) toast(`${key} is ${value} already`);
  }

  /** Says at the settings what the host did not take. */
  #mark(fields, keys) {
    const rows = fields.map(({ field, message, accepted }) => {
      const row = this.#rows.get(keys[/^settings\[(\d+)\]/.exec(field)?.[1]]);
      const trouble = row?.querySelector(".trouble");
      if (!trouble) return undefined;
      trouble.textContent = `It ${message}. Accepted: ${accepted}.`;
      trouble.hidden = false;
      return row;
    });
    const isWhole = rows.length > 0 && rows.every(Boolean);
    if (isWhole) rows[0].querySelector("input, select").focus();
    return isWhole;
  }

  #take(setting) {
    this.#settings = this.#settings.map((one) => (one.key === setting.key ? setting : one));
    this.#drawRow(setting);
  }

  async #reset(setting, button) {
    await this.act(button, async () => {
      const { data } = await api.delete(path(setting.key));
      drafts.delete(setting.key);
      this.#take(data);
      this.#drawBar();
      this.#rows.get(setting.key).querySelector("input, select").focus();
      toast(`${setting.key} is ${data.value}, its default`);
    });
  }

  #filter() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const setting of this.#settings) {
      const row = this.#rows.get(setting.key);
      row.hidden = !words.every((word) => row.dataset.words.includes(word))
        || this.#changed.checked && setting.isDefault && !drafts.has(setting.key);
    }
    for (const section of this.#list.querySelectorAll("section")) section.hidden = !section.querySelector("li:not([hidden])");
    const none = this.#list.querySelector(".none");
    if (none) none.hidden = this.#list.querySelector("section:not([hidden])") !== null;
  }

  #history(setting) {
    const list = h("div", {}, skeleton(3));
    const dialog = h("dialog", { class: "drawer", "aria-labelledby": "history-title" },
      h("div", { class: "headline" }, h("h2", { id: "history-title" }, "History"), h("span", { class: "grow" }),
        h("button", { type: "button", onclick: () => dialog.close() }, "Close")),
      h("p", {}, h("code", {}, setting.key)), h("p", { class: "trouble", role: "alert", hidden: true }), list);
    const failed = (error) => {
      const { title, advice } = explain(error.code, error.message);
      Object.assign(dialog.querySelector(".trouble"), { textContent: `${title} ${advice}`, hidden: false });
    };
    const look = async () => {
      const { data } = await this.get(`/api/admin/config/history?key=${encodeURIComponent(setting.key)}&limit=50`);
      fill(list, data.length ? h("ul", { class: "entries" }, data.map((one) => h("li", {},
        h("p", { class: "entry" }, change(text(one.before), text(one.after))),
        h("p", { class: "quiet" }, time(one.at), one.by && [" by ", person(one.by)], one.reason && `: ${one.reason}`),
        h("button", { type: "button", onclick: () => revert(one).catch(failed) }, `Back to ${text(one.before)}`))))
        : nothing("Never changed", "The default has always stood."));
    };
    const revert = async (one) => {
      const { data } = await api.post(`/api/admin/config/history/${encodeURIComponent(one.id)}/revert`);
      drafts.delete(setting.key);
      this.#take(data);
      this.#drawBar();
      toast(`${setting.key} is ${data.value} again`);
      await look();
      dialog.querySelector("button").focus();
    };
    look().catch(failed);
    return open(dialog);
  }
}

const text = (value) => (value === undefined ? "default" : String(value));

function editor(setting, id, value) {
  const props = { id, "aria-describedby": `${id}-about ${id}-trouble` };
  if (setting.choices) return Object.assign(h("select", props, setting.choices.map((one) => h("option", { value: one }, one))), { value });
  if (setting.type === "boolean") return h("input", { ...props, type: "checkbox", checked: value });
  if (setting.type === "number") return h("input", { ...props, type: "number", value, min: setting.minimum, max: setting.maximum, step: "any", inputmode: "decimal" });
  return h("input", { ...props, value, maxlength: setting.maxLength, autocomplete: "off", spellcheck: "false" });
}

/** The value as the host takes it; what is no number is for the host to refuse. */
function read(setting, control) {
  if (setting.type === "boolean") return control.checked;
  if (setting.type === "number" && control.value !== "") return Number(control.value);
  return control.value;
}

function bounds({ minimum, maximum, maxLength }) {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `At least ${minimum}.`;
  if (maximum !== undefined) return `At most ${maximum}.`;
  return maxLength === undefined ? "" : `At most ${maxLength} characters.`;
}
