// The line of controls that starts a search. Made from what the host says about its platforms, so that another one
// needs no change here.
import { fill, h, icon, platformIcon, radio } from "./dom.js";
import { open } from "./dialogs.js";
import { modeName, region } from "./words.js";

/** Dispatches `start` with the wish, and `change` when the wish has changed. */
export class SearchForm extends EventTarget {
  #platforms;
  #terms = [];
  #filters = {};
  #mode;
  #platform;

  constructor(platforms) {
    super();
    this.#platforms = platforms;
    this.#platform = platforms.find((one) => one.enabled) ?? platforms[0];
    this.#mode = this.#platform.modes[0];
    this.tabs = h("div", { class: "tabs", role: "radiogroup", "aria-label": "Platform" });
    this.modes = h("div", { class: "tabs", role: "radiogroup", "aria-label": "Search by" });
    this.chips = h("div", { class: "terms", onclick: (event) => event.target === this.chips && this.input.focus() });
    this.input = h("input", {
      type: "text", id: "terms", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "done",
      "aria-describedby": "terms-hint",
      onkeydown: (event) => this.#typed(event), onpaste: (event) => this.#pasted(event),
    });
    this.wanted = h("input", { type: "number", min: 1, max: 100000, step: 1, value: 100, inputmode: "numeric", required: true,
      onchange: () => this.#changed() });
    this.regions = h("select", { onchange: () => this.#changed() });
    this.regionField = h("label", { class: "field region" }, h("span", {}, "Region"), this.regions);
    this.filterButton = h("button", { type: "button", class: "filters", onclick: () => this.#openFilters() });
    this.trouble = h("p", { class: "trouble", role: "alert", hidden: true });
    this.start = h("button", { class: "primary" }, "Start");
    this.root = h("form", { class: "controls", novalidate: true, onsubmit: (event) => this.#submit(event) },
      this.tabs, this.modes,
      h("div", { class: "field grow" }, h("label", { for: "terms" }), this.chips,
        h("span", { class: "hidden", id: "terms-hint" }, "Enter or a comma adds a term, Backspace takes the last one back.")),
      h("label", { class: "field wanted" }, h("span", {}, "Wanted"), this.wanted),
      this.regionField, this.filterButton, this.start, this.trouble);
    this.#draw();
  }

  /** What is asked for, as the address of the page and the host take it. */
  get wish() {
    return {
      platform: this.#platform.id, mode: this.#mode.id, kind: this.#mode.input.kind, terms: [...this.#terms],
      wanted: Number(this.wanted.value), region: this.regionField.hidden ? "" : this.regions.value,
      filters: { ...this.#filters },
    };
  }

  set wish({ platform, mode, terms, wanted, region: code, filters }) {
    this.#platform = this.#platforms.find((one) => one.id === platform) ?? this.#platform;
    this.#mode = this.#platform.modes.find((one) => one.id === mode) ?? this.#platform.modes[0];
    this.#terms = terms ?? this.#terms;
    this.#filters = { ...(filters ?? {}) };
    if (wanted) this.wanted.value = wanted;
    this.#draw();
    this.regions.value = code ?? "";
    if (this.regions.selectedIndex < 0) this.regions.value = "";
  }

  /** What can be searched now; what is chosen stays. */
  set platforms(platforms) {
    const wish = this.wish;
    this.#platforms = platforms;
    this.wish = wish;
  }

  focus() { this.input.focus(); }

  /** Says what the host did not like, at the line of controls. */
  complain(text) {
    this.trouble.textContent = text;
    this.trouble.hidden = !text;
  }

  #changed() { this.dispatchEvent(new Event("change")); }

  #draw() {
    fill(this.tabs, this.#platforms.map((platform) => this.#choice(platform.name, platform === this.#platform, () => {
      const mode = this.#mode.id;
      this.#platform = platform;
      this.#mode = platform.modes.find((one) => one.id === mode) ?? platform.modes[0];
    }, platform, platformIcon(platform))));
    fill(this.modes, this.#platform.modes.map((mode) => this.#choice(modeName(mode.id), mode === this.#mode, () => {
      if (mode.input.kind !== this.#mode.input.kind) this.#terms = [];
      this.#mode = mode;
    }, mode)));
    const before = this.regions.value;
    const names = this.#mode.regions.map((code) => [code, region(code)]).sort((a, b) => a[1].localeCompare(b[1]));
    fill(this.regions, h("option", { value: "" }, "Any"), names.map(([code, name]) => h("option", { value: code }, name)));
    this.regions.value = this.#mode.regions.includes(before) ? before : "";
    this.regionField.hidden = names.length === 0;
    this.root.querySelector("label[for=terms]").textContent = this.#mode.input.label;
    this.#drawTerms();
    const count = Object.keys(this.#filters).length;
    fill(this.filterButton, icon("filters"), "Filters", count > 0 && h("span", { class: "count" }, String(count)));
  }

  #choice(name, isOn, choose, { enabled, reason }, picture) {
    const off = enabled ? undefined : `Paused by an admin${reason ? `: ${reason}` : ""}`;
    return radio(name, { isOn, picture, off,
      choose: () => {
        if (off) return this.complain(`${name}: ${off}.`);
        choose();
        return this.#redrawKeepingFocus();
      } });
  }

  #redrawKeepingFocus() {
    const group = document.activeElement?.closest(".tabs");
    this.complain("");
    this.#draw();
    group?.querySelector("[aria-checked=true]")?.focus();
    this.#changed();
  }

  // MARK: Terms

  #drawTerms() {
    const hadFocus = document.activeElement === this.input;
    fill(this.chips, this.#terms.map((term, index) => h("span", { class: "chip" }, h("span", {}, term),
      h("button", { type: "button", "aria-label": `Remove ${term}`, onclick: () => this.#remove(index) }, icon("close")))),
    this.input);
    this.input.placeholder = this.#terms.length ? "" : this.#mode.input.kind === "usernames" ? "@handle or profile address" : "vegan recipes";
    if (hadFocus) this.input.focus();
  }

  /** Takes a text's terms as long as there is room; answers with those that found none. */
  #add(text, separators) {
    const most = this.#mode.input.max;
    const left = [];
    for (const part of text.split(separators)) {
      const term = part.trim();
      if (!term || this.#terms.some((one) => one.toLowerCase() === term.toLowerCase())) continue;
      if (this.#terms.length < most) this.#terms.push(term); else left.push(term);
    }
    if (left.length) this.complain(`One search takes at most ${most} terms.`);
    this.#drawTerms();
    this.#changed();
    return left.join(", ");
  }

  #remove(index) {
    this.#terms.splice(index, 1);
    this.complain("");
    this.#drawTerms();
    this.input.focus();
    this.#changed();
  }

  /** Answers whether all that is typed in found room; the rest stays where it is. */
  #take() {
    this.input.value = this.#add(this.input.value, /[,;\n]/);
    return !this.input.value;
  }

  #typed(event) {
    // An input method is at work: its Enter chooses among words that are not written yet.
    if (event.isComposing) return;
    if (event.key === "Enter" && this.input.value.trim()) {
      event.preventDefault();
      this.complain("");
      this.#take();
    } else if (event.key === "," || event.key === ";") {
      event.preventDefault();
      this.#take();
    } else if (event.key === "Backspace" && !this.input.value && this.#terms.length) {
      this.#remove(this.#terms.length - 1);
    }
  }

  #pasted(event) {
    const text = event.clipboardData.getData("text");
    if (!/[,;\n\t]/.test(text.trim())) return;
    event.preventDefault();
    const left = this.#add(text, /[,;\n\t]/);
    if (left) this.input.value = [this.input.value, left].filter(Boolean).join(", ");
  }

  // MARK: Starting

  #submit(event) {
    event.preventDefault();
    this.complain("");
    if (!this.#take()) return undefined;
    if (this.#terms.length === 0) {
      this.complain(this.#mode.input.kind === "usernames" ? "Name a creator to start from: a handle or a profile's address." : "Type at least one keyword, then press Enter.");
      return this.focus();
    }
    if (!(Number.isInteger(Number(this.wanted.value)) && Number(this.wanted.value) >= 1)) {
      this.complain("Say how many creators you want: a whole number from 1.");
      return this.wanted.focus();
    }
    return this.dispatchEvent(new CustomEvent("start", { detail: this.wish }));
  }

  #openFilters() {
    const fields = filterFields(this.#filters);
    const finish = (filters) => { this.#filters = filters; this.#draw(); this.#changed(); dialog.close(); };
    const dialog = h("dialog", { class: "drawer", "aria-labelledby": "filters-title" },
      h("form", { onsubmit: (event) => { event.preventDefault(); finish(readFilters(new FormData(event.target))); } },
        h("h2", { id: "filters-title" }, "Filters"),
        h("p", { class: "quiet" }, "Creators that do not fit are not counted towards the number wanted."), fields,
        h("div", { class: "buttons" },
          h("button", { type: "button", onclick: () => finish({}) }, "Clear"),
          h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
          h("button", { class: "primary" }, "Apply"))));
    open(dialog);
  }
}

const labelled = (label, control) => h("label", { class: "field" }, h("span", {}, label), control);

function filterFields(now) {
  const number = (name, more = {}) => h("input", { type: "number", name, min: 0, inputmode: "numeric", value: now[name] ?? "", ...more });
  const choice = (name, words) => h("select", { name, value: undefined }, Object.entries(words).map(([value, word]) =>
    h("option", { value, selected: String(now[name] ?? "") === value }, word)));
  const code = (name, hint) => h("input", { name, maxlength: 2, pattern: "[A-Za-z]{2}", placeholder: hint, value: now[name] ?? "", title: "Two letters" });
  return [
    h("div", { class: "pair" }, labelled("Followers from", number("minFollowers")), labelled("Followers to", number("maxFollowers"))),
    labelled("Engagement at least, %", number("minEngagementRate", {
      max: 100, step: "any", value: now.minEngagementRate === undefined ? "" : Math.round(now.minEngagementRate * 10000) / 100 })),
    h("div", { class: "pair" }, labelled("E-mail address", choice("hasEmail", { "": "Any", true: "Known", false: "Unknown" })),
      labelled("Verified", choice("verified", { "": "Any", true: "Yes", false: "No" }))),
    h("div", { class: "pair" }, labelled("Country", code("country", "US")), labelled("Language", code("language", "en"))),
    labelled("Posted within, days", number("postedWithinDays", { min: 1, max: 3650 })),
    labelled("Handle, name or biography has", h("input", { name: "q", maxlength: 100, value: now.q ?? "" })),
  ];
}

/** The filters as the host takes them, from texts; what is empty or no filter is left out. */
export function readFilters(texts) {
  const filters = {};
  for (const [name, read] of Object.entries({
    minFollowers: Number, maxFollowers: Number, minEngagementRate: (text) => Math.round(Number(text) * 100) / 10000,
    postedWithinDays: Number, hasEmail: (text) => text === "true", verified: (text) => text === "true",
    country: (text) => text.toUpperCase(), language: (text) => text.toLowerCase(), q: (text) => text,
  })) {
    const text = (texts.get(name) ?? "").trim();
    if (text) filters[name] = read(text);
  }
  return filters;
}
