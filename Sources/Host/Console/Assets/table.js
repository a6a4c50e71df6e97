// A table of creators in which only the rows near the view are in the document.
import { append, fill, h, icon } from "./dom.js";
import { avatar, columns as allColumns, comparison } from "./columns.js";
import { exact, short } from "./words.js";

const margin = 8;
const narrow = matchMedia("(max-width: 899px)");

/** Dispatches `open` with the creator, and `sort`. */
export class CreatorTable extends EventTarget {
  #rows = [];
  #shown = [];
  #columns = [];
  #sort = { id: "found", order: "desc" };
  #current = -1;
  #from = 0;
  #to = 0;
  #drawn = new Map();
  #seen = 0;
  #frame;

  constructor() {
    super();
    this.head = h("thead", { role: "rowgroup" });
    this.body = h("tbody", { role: "rowgroup" });
    this.table = h("table", { class: "creators", role: "table", "aria-label": "Creators" }, this.head, this.body);
    this.scroller = h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Creators found" }, this.table);
    this.pill = h("button", { class: "pill", type: "button", hidden: true, onclick: () => this.#showNew() });
    this.root = h("div", { class: "table" }, this.scroller, this.pill);
    this.scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    this.#watch = new ResizeObserver(() => this.#soon());
    this.#watch.observe(this.scroller);
    narrow.addEventListener("change", this.#relayout);
  }

  #watch;
  #relayout = () => { this.#drawn.clear(); this.#drawHead(); this.#soon(); };

  close() {
    this.#watch.disconnect();
    narrow.removeEventListener("change", this.#relayout);
  }

  get current() { return this.#shown[this.#current]; }
  get sort() { return this.#sort; }
  #height() { return narrow.matches ? 76 : 44; }

  /** The columns to show, by their ids, in the order of the list. */
  setColumns(ids) {
    this.#columns = allColumns.filter((column) => ids.includes(column.id) || column.fixed);
    this.#drawn.clear();
    this.#drawHead();
    this.#soon();
  }

  setSort(id, order) {
    this.#sort = { id, order };
    this.#drawHead();
    this.#arrange();
  }

  /** Shows rows of a list that only ever grows; `null` stands for a list that is not here yet. */
  setRows(rows) {
    const isFresh = rows === null || rows !== this.#rows;
    this.#rows = rows ?? [];
    if (isFresh) {
      this.#drawn.clear();
      this.#current = -1;
      this.#seen = 0;
      this.scroller.scrollTop = 0;
    }
    this.root.classList.toggle("loading", rows === null);
    // In another order than that of arrival a new row may come in anywhere: who reads is asked first.
    if (isFresh || this.#sort.id === "found" || (this.scroller.scrollTop === 0 && this.#current < 0)) this.#arrange();
    else this.#soon();
  }

  /** The same creators as they are known by now: each stays where it is. */
  replaceRows(rows) {
    const fresh = new Map(rows.map((row) => [row.position, row]));
    const hadFocus = this.body.contains(document.activeElement);
    this.#rows = rows;
    this.#shown = this.#shown.map((row) => fresh.get(row.position) ?? row);
    this.#drawn.clear();
    this.#draw();
    if (hadFocus) this.focusCurrent();
  }

  #arrange() {
    const current = this.current;
    const column = allColumns.find((one) => one.id === this.#sort.id);
    const isArrival = this.#sort.id === "found" && this.#sort.order === "desc";
    this.#shown = isArrival ? this.#rows : [...this.#rows].sort(comparison(column, this.#sort.order));
    if (isArrival) this.#shown = this.#shown.slice();
    this.#current = current ? this.#shown.indexOf(current) : -1;
    this.#soon();
  }

  #soon() { this.#frame ??= requestAnimationFrame(() => { this.#frame = undefined; this.#draw(); }); }

  #drawHead() {
    const group = h("colgroup");
    for (const column of this.#columns) {
      const col = h("col");
      col.style.width = `${column.width}px`;
      group.append(col);
    }
    this.table.querySelector("colgroup")?.remove();
    this.table.prepend(group);
    this.table.style.minWidth = `${this.#columns.reduce((sum, column) => sum + column.width, 0)}px`;
    fill(this.head, h("tr", { role: "row", "aria-rowindex": 1 }, this.#columns.map((column) => {
      const isSorted = this.#sort.id === column.id && !(column.id === "found" && this.#sort.order === "desc");
      const order = isSorted ? (this.#sort.order === "asc" ? "ascending" : "descending") : "none";
      return h("th", { role: "columnheader", scope: "col", class: `${column.kind} ${column.id}`, "aria-sort": order },
        // On a phone they are read out and not seen: the order is chosen under View.
        h("button", { type: "button", title: column.about, tabindex: narrow.matches ? -1 : undefined, onclick: () => this.#turn(column) }, column.label,
          isSorted && icon(this.#sort.order === "asc" ? "up" : "down")));
    })));
  }

  /** A header's clicks go: the greatest first (texts: the least), the other way round, back to the order of arrival. */
  #turn(column) {
    const first = column.kind === "number" ? "desc" : "asc";
    const isOn = this.#sort.id === column.id;
    if (column.id === "found") this.setSort("found", isOn && this.#sort.order === "desc" ? "asc" : "desc");
    else if (!isOn) this.setSort(column.id, first);
    else if (this.#sort.order === first) this.setSort(column.id, first === "asc" ? "desc" : "asc");
    else this.setSort("found", "desc");
    this.dispatchEvent(new Event("sort"));
  }

  #draw() {
    const [height, view] = [this.#height(), this.scroller.clientHeight];
    const from = Math.max(0, Math.floor(this.scroller.scrollTop / height) - margin);
    const to = Math.min(this.#shown.length, Math.ceil((this.scroller.scrollTop + view) / height) + margin);
    const rows = [];
    const kept = new Map();
    for (let index = from; index < to; index += 1) {
      const creator = this.#shown[index];
      const row = this.#drawn.get(creator) ?? this.#row(creator);
      this.#place(row, index);
      kept.set(creator, row);
      rows.push(row);
    }
    this.#drawn = kept;
    const focused = document.activeElement;
    this.body.replaceChildren(this.#space(from * height), ...rows, this.#space((this.#shown.length - to) * height));
    if (focused && focused !== document.activeElement && this.body.contains(focused)) focused.focus({ preventScroll: true });
    this.table.setAttribute("aria-rowcount", this.#shown.length + 1);
    [this.#from, this.#to] = [from, to];
    this.#drawPill(view, height);
  }

  #space(height) {
    const row = h("tr", { class: "space", role: "presentation" });
    row.style.height = `${height}px`;
    return row;
  }

  #place(row, index) {
    const isCurrent = index === this.#current;
    row.setAttribute("aria-rowindex", index + 2);
    row.classList.toggle("current", isCurrent);
    row.classList.toggle("odd", index % 2 === 1);
    const reach = isCurrent || (this.#current < 0 && index === 0) ? 0 : -1;
    if (row.reach === reach) return;
    row.reach = reach;
    for (const control of row.querySelectorAll("a, button")) control.tabIndex = reach;
  }

  #row(creator) {
    const row = h("tr", { role: "row", onclick: () => this.open(creator) });
    for (const column of this.#columns) {
      const content = column.id === "name" ? this.#name(creator) : column.cell(creator);
      append(row, [h("td", { role: "cell", class: `${column.kind} ${column.id}` }, content)]);
    }
    return row;
  }

  #name(creator) {
    const handle = creator.handle ? `@${creator.handle}` : creator.externalId;
    return [avatar(creator),
      h("button", { class: "name", type: "button", tabindex: -1,
        onclick: (event) => { event.stopPropagation(); this.open(creator); } },
      h("span", { class: "first" }, h("span", {}, creator.displayName || handle), creator.verified && icon("verified")),
      creator.displayName && h("span", { class: "second" }, handle),
      creator.verified && h("span", { class: "hidden" }, "verified"),
      narrow.matches && creator.followers !== undefined
        && h("span", { class: "second" }, `${short(creator.followers)} followers`))];
  }

  /** New rows are counted while the reader looks at others, and never move what is being read. */
  #drawPill(view, height) {
    const last = Math.min(this.#shown.length, Math.floor((this.scroller.scrollTop + view - this.#headHeight()) / height));
    const held = this.#rows.length - this.#shown.length;
    this.#seen = Math.max(this.#seen, last);
    if (this.scroller.scrollTop === 0 && held === 0) this.#seen = this.#shown.length;
    const fresh = held > 0 ? held : this.#shown.length - this.#seen;
    this.pill.hidden = fresh <= 0;
    if (fresh > 0) fill(this.pill, icon("down"), `${exact(fresh)} new`);
  }

  #headHeight() { return this.head.offsetHeight; }

  #showNew() {
    const isHeld = this.#rows.length > this.#shown.length;
    if (isHeld) this.#arrange();
    this.#seen = this.#shown.length;
    this.scroller.scrollTop = isHeld ? 0 : this.#shown.length * this.#height();
    this.#soon();
  }

  open(creator) {
    this.select(this.#shown.indexOf(creator), { focus: false });
    this.dispatchEvent(new CustomEvent("open", { detail: creator }));
  }

  /** Moves the current row by one, or to the first; answers whether there was one to move to. */
  move(by, options) {
    const next = this.#current < 0 ? (by > 0 ? this.#from + (this.scroller.scrollTop ? margin : 0) : -1) : this.#current + by;
    if (next < 0 || next >= this.#shown.length) return false;
    this.select(next, options);
    return true;
  }

  select(index, { focus = true } = {}) {
    this.#current = index;
    if (index >= 0) this.#reveal(index);
    this.#draw();
    if (focus) this.focusCurrent();
  }

  focusCurrent() {
    this.#drawn.get(this.current)?.querySelector("button.name")?.focus({ preventScroll: true });
  }

  #reveal(index) {
    const [height, view, head] = [this.#height(), this.scroller.clientHeight, this.#headHeight()];
    const top = index * height;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + height > this.scroller.scrollTop + view - head) this.scroller.scrollTop = top + height - view + head;
  }
}

/** Grey bars in place of rows that are on their way. */
export function skeleton(count = 8) {
  return h("div", { class: "skeleton", "aria-hidden": "true" }, Array.from({ length: count }, () => h("div", {}, h("i"), h("b"), h("b"), h("b"))));
}
