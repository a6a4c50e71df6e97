// What the pages of jobs and of dead letters share: what went wrong, another try, and what was said meanwhile.
import { address, time } from "./admin.js";
import { api, offers } from "./api.js";
import { h } from "./dom.js";
import { exact } from "./words.js";

/** What went wrong with a message, the oldest first. */
export const history = (failures) => h("ol", { class: "entries" }, failures.map((one) => h("li", {},
  h("p", { class: "entry" }, h("span", {}, one.error), h("span", { class: "grow" }), time(one.at)),
  (one.host || one.delay !== undefined) && h("p", { class: "quiet" }, one.host && `on ${one.host}`, one.host && one.delay !== undefined && ", ",
    one.delay !== undefined && `tried again after ${exact(one.delay)} s`))));

/** A button that puts work back on the queue. */
export function retry(page, path, done) {
  const work = async () => done((await api.post(path)).data);
  return h("button", { type: "button", id: `retry-${path}`, onclick: (event) => page.act(event.currentTarget, work) }, "Retry");
}

export const logsOf = (parameters) => offers("/api/admin/logs") && h("a", { class: "button", href: address("/admin/logs", parameters) }, "Log");
