// What the admin pages share: reading, saying what failed, tables, lists that go on, filters in the address, times and people.
import { api, isId, offers } from "./api.js";
import { announce, fill, h, icon } from "./dom.js";
import { skeleton } from "./table.js";
import { ago, explain, moment } from "./words.js";

// The style sheet comes with the first admin page, before any of it is drawn.
await new Promise((done) => {
  document.head.append(h("link", { rel: "stylesheet", href: new URL("admin.css", import.meta.url).href, onload: done, onerror: done }));
});

/** A page that stops reading when it goes, keeps the focus where it draws anew, and says what failed above all else. */
export class AdminPage {
  root = h("div", { class: "sheet-page" });
  #gone = new AbortController();
  #notice = h("div", { role: "alert" });
  #timer;
  #drawn;

  constructor(context) {
    this.context = context;
  }

  get isGone() { return this.#gone.signal.aborted; }

  unmount() {
    this.#gone.abort();
    clearTimeout(this.#timer);
  }

  get(path) {
    return api.get(path, { signal: this.#gone.signal });
  }

  key(event) {
    const box = event.key === "/" && this.root.querySelector("input[type=search]");
    box?.focus?.();
    return Boolean(box);
  }

  /** Gives the page its title, and a button that reads it anew. */
  refreshable(title, look) {
    const button = h("button", { type: "button", onclick: () => this.act(button, async () => {
      await look();
      announce("Read anew.");
    }) }, "Refresh");
    this.context.setTop(h("h1", {}, title), h("span", { class: "grow" }), button);
  }

  draw(...content) {
    keepingFocus(this.root, () => fill(this.root, this.#notice, content));
  }

  /** Whether what was read differs from what was drawn last. */
  isNew(...read) {
    const text = JSON.stringify(read);
    if (text === this.#drawn) return false;
    this.#drawn = text;
    return true;
  }

  /** Looks again and again, unless somebody is in the middle of something; what fails is said and tried again. */
  repeat(look, milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const isBusy = document.hidden || document.querySelector("dialog[open], .menu.open");
      if (!isBusy) {
        await look().then(() => { if (this.#notice.dataset.isOld) this.say(); }, (error) => {
          this.complain(error);
          this.#notice.dataset.isOld = "true";
        });
      }
      if (!this.isGone) this.repeat(look, milliseconds);
    }, milliseconds);
  }

  rest() { clearTimeout(this.#timer); }

  /** Does what a button is for, once at a time. Answers undefined where it failed, which is said. */
  async act(button, work) {
    if (button.ariaBusy === "true") return undefined;
    button.ariaBusy = "true";
    this.say();
    try {
      return await work();
    } catch (error) {
      this.complain(error);
      return undefined;
    } finally {
      button.ariaBusy = null;
    }
  }

  complain(error) {
    if (error.name === "AbortError" || error.code === "UNAUTHENTICATED") return;
    const { title, advice, said } = explain(error.code, error.message);
    this.say(h("strong", {}, title), " ", advice, (said || error.requestId) && h("p", { class: "quiet" }, said,
      error.requestId && ` Request ${error.requestId}.`));
  }

  /** Says what went wrong, or with nothing to say that it did not. */
  say(...content) {
    delete this.#notice.dataset.isOld;
    fill(this.#notice, content.length > 0 && h("div", { class: "notice boxed" }, icon("warning"), h("div", {}, content)));
    if (content.length) this.#notice.scrollIntoView({ block: "nearest" });
  }

  /** Puts what is asked for into the address, and has it read. */
  seek(path, parameters) {
    this.context.replace(address(path, parameters));
    return this.context.reload();
  }
}

/** Draws, and gives the focus back to what has it, or has come in its place. */
function keepingFocus(root, draw) {
  const focused = root.contains(document.activeElement) ? document.activeElement : undefined;
  draw();
  if (!focused || focused.isConnected && document.activeElement === focused) return;
  (focused.isConnected ? focused : focused.id ? document.getElementById(focused.id) : undefined)?.focus({ preventScroll: true });
}

/** A path with those parameters that are not empty. */
export function address(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  return query ? `${path}?${query}` : path;
}

/** A list that comes by pages: skeletons first, a word where it is empty, a button while there is more. */
export class Pages {
  root = h("div", { class: "pages", tabindex: -1 }, skeleton(6));
  #page;
  #draw;
  #empty;
  #path;
  #items = [];
  #turn = 0;

  /** `draw` makes elements of all items; `empty` is the title and text where there are none. */
  constructor(page, draw, empty) {
    this.#page = page;
    this.#draw = draw;
    this.#empty = empty;
  }

  get items() { return this.#items; }

  async read(path, parameters) {
    const mine = (this.#turn += 1);
    this.#path = address(path, { limit: 50, ...parameters });
    const { data, meta } = await this.#page.get(this.#path);
    if (mine === this.#turn) this.show(data, meta?.pagination?.nextCursor ?? null);
  }

  show(items = this.#items, cursor = this.cursor) {
    this.#items = items;
    this.cursor = cursor;
    const more = h("button", { type: "button", id: "more", onclick: () => this.#page.act(more, () => this.#more()) }, "Show more");
    keepingFocus(this.root, () => fill(this.root, items.length ? this.#draw(items) : nothing(...this.#empty), cursor && more));
  }

  /** Puts what has changed in the place of what it was; undefined takes it away. */
  replace(id, changed) {
    this.show(this.#items.flatMap((one) => (one.id === id ? changed ?? [] : one)));
  }

  async #more() {
    const mine = this.#turn;
    const { data, meta } = await this.#page.get(`${this.#path}&cursor=${encodeURIComponent(this.cursor)}`);
    if (mine !== this.#turn) return;
    this.show([...this.#items, ...data], meta?.pagination?.nextCursor ?? null);
    if (!this.cursor) this.root.focus({ preventScroll: true });
  }
}

/** A line of controls whose values are in the address. `controls` are `[name, label, element]`. */
export class Filters {
  #controls;
  #timer;

  constructor(controls, changed) {
    this.#controls = controls;
    this.root = h("form", { class: "filter-bar", role: "search", onsubmit: (event) => { event.preventDefault(); this.#tell(changed); },
      oninput: (event) => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#tell(changed), event.target.matches("select, [type=checkbox]") ? 0 : 250);
      } }, controls.map(([, label, element]) => (element.type === "checkbox"
      ? h("label", { class: "check" }, element, label) : h("label", { class: "field" }, h("span", {}, label), element))));
  }

  #tell(changed) {
    clearTimeout(this.#timer);
    if (this.root.isConnected) changed(this.values);
  }

  get values() {
    return Object.fromEntries(this.#controls.map(([name, , one]) => [name, one.type === "checkbox" ? one.checked && "true" : one.value.trim()]));
  }

  set values(parameters) {
    for (const [name, , one] of this.#controls) {
      const value = parameters.get(name) ?? "";
      if (one.type === "checkbox") one.checked = value === "true";
      // Who is typing knows better than an address that is written a moment later.
      else if (one !== document.activeElement || one.matches("select")) one.value = value;
    }
  }
}

export const select = (choices) => h("select", {}, choices.map(([value, label]) => h("option", { value }, label)));

/** A switch, as wide as a finger. */
export const toggle = (id, label, isOn, onclick) => h("button", {
  type: "button", role: "switch", class: "switch", id, "aria-label": label, "aria-checked": String(isOn), onclick,
}, h("span", {}));

export function nothing(title, text) {
  return h("div", { class: "empty" }, h("h2", {}, title), h("p", {}, text));
}

/** A table that scrolls by itself where the window is narrow, by keyboard too. */
export function table(name, heads, rows) {
  return h("div", { class: "figures", role: "region", "aria-label": name, tabindex: 0 }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell)))))));
}

export const time = (text) => h("time", { datetime: text, title: moment(text) }, new Date(text) > Date.now() ? moment(text) : ago(text));

/** Somebody by address, or by id where that is all there is. */
export function person(one) {
  const name = one.email ?? h("code", {}, one.id);
  return offers("/api/admin/users") ? h("a", { href: address("/admin/users", { q: one.id }) }, name) : name;
}

/** The id of whom somebody means by an id or an address; undefined where there is nobody. */
export async function personId(page, text) {
  if (!text || isId(text) || !offers("/api/admin/users")) return text;
  const { data } = await page.get(address("/api/admin/users", { q: text }));
  return (data.find((one) => one.email?.toLowerCase() === text.toLowerCase()) ?? data[0])?.id;
}

/** A time as a field for it has it, in the reader's zone, and as the host takes it. */
export const instant = (text) => (text ? new Date(text).toISOString() : undefined);
