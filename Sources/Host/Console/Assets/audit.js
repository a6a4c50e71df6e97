// For admins: what admins changed, by whom, and what it was before.
import { AdminPage, Filters, Pages, address, instant, person, personId, time } from "./admin.js";
import { isId, offers } from "./api.js";
import { h } from "./dom.js";

const filters = (changed) => new Filters([
  ["action", "Action", h("input", { type: "search", placeholder: "user.promote", maxlength: 100 })],
  ["subject", "Subject", h("input", { placeholder: "user/…", maxlength: 200 })],
  ["actor", "By (address or id)", h("input", { maxlength: 200 })],
  ["since", "Since", h("input", { type: "datetime-local" })],
  ["until", "Until", h("input", { type: "datetime-local" })],
], changed);

export class Page extends AdminPage {
  #filters = filters((values) => this.seek("/admin/audit", values));
  #list = new Pages(this, entries, ["No such action", "What admins change is written here. Take a filter away to see more."]);

  async mount(url) {
    this.draw(this.#filters.root, this.#list.root);
    await this.update(url);
  }

  async update(url) {
    this.#filters.values = url.searchParams;
    const wanted = Object.fromEntries(url.searchParams);
    const actor = await personId(this, wanted.actor);
    if (wanted.actor && !isId(actor)) return this.#list.show([], null);
    return this.#list.read("/api/admin/audit", {
      action: wanted.action, subject: wanted.subject, actor, since: instant(wanted.since), until: instant(wanted.until) });
  }
}

export const entries = (list) => h("ul", { class: "entries" }, list.map((entry) => h("li", {},
  h("p", { class: "entry" }, person(entry.actor), h("code", {}, entry.action), subject(entry.subject), h("span", { class: "grow" }),
    entry.requestId && offers("/api/admin/logs") && h("a", { href: address("/admin/logs", { request: entry.requestId }) }, "Log"), time(entry.at)),
  diff(entry.before, entry.after))));

const pages = { job: (id) => `/admin/jobs/${encodeURIComponent(id)}`, user: (id) => address("/admin/users", { q: id }), config: (key) => address("/admin/config", { q: key }) };

function subject(text) {
  const at = text.indexOf("/");
  const href = pages[text.slice(0, at)]?.(text.slice(at + 1));
  return href ? h("a", { href }, text) : h("span", {}, text);
}

/** What differs, member by member. */
function diff(before, after) {
  const [old, now] = [flat(before), flat(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter((path) => old.get(path) !== now.get(path));
  return paths.length > 0 && h("dl", { class: "diff" }, paths.map((path) => h("div", {}, h("dt", {}, path || "value"), h("dd", {},
    change(old.get(path), now.get(path))))));
}

/** A value that was and one that is; what is undefined is not there. */
export function change(before, after) {
  return [before !== undefined && h("del", {}, before), before !== undefined && h("span", { class: "hidden" }, " became "),
    after !== undefined ? h("ins", {}, after) : h("span", { class: "quiet" }, "taken away")];
}

/** Each member by its path, as text. */
function flat(value, path = "", found = new Map()) {
  if (value === undefined || value === null) return found;
  if (typeof value !== "object") return found.set(path, String(value));
  for (const [key, one] of Object.entries(value)) flat(one, path ? `${path}.${key}` : key, found);
  return found;
}
