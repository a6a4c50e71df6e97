// For admins: messages that ran out of attempts, to be put back or thrown away.
import { Pages, person, time } from "./admin.js";
import { history, logsOf, retry } from "./steps.js";
import { api } from "./api.js";
import { confirm } from "./dialogs.js";
import { h, toast } from "./dom.js";
import { many } from "./words.js";

export class DeadLetters {
  #page;
  #list;

  constructor(page) {
    this.#page = page;
    this.#list = new Pages(page, (letters) => h("ul", { class: "entries" }, letters.map((one) => this.#letter(one))),
      ["No dead letters", "A message that fails in all its attempts is kept here until somebody puts it back or throws it away."]);
    this.root = this.#list.root;
  }

  update() {
    return this.#list.read("/api/admin/jobs/dead-letters");
  }

  #letter(one) {
    const path = `/api/admin/jobs/dead-letters/${one.id}`;
    return h("li", {},
      h("p", { class: "entry" }, h("strong", {}, one.error), h("span", { class: "grow" }), time(one.diedAt)),
      h("p", { class: "quiet" }, h("code", {}, one.kind), `, ${many(one.attempts, "attempt")}, ${many(one.interruptions, "interruption")}`,
        one.platform && `, ${one.platform}`, one.userId && [", of ", person({ id: one.userId })]),
      one.history.length > 0 && h("details", {}, h("summary", {}, "All that went wrong"), history(one.history)),
      h("div", { class: "buttons" },
        one.jobId && h("a", { class: "button", href: `/admin/jobs/${one.jobId}` }, "Job"), one.jobId && logsOf({ job: one.jobId }),
        h("button", { type: "button", class: "danger", onclick: () => this.#discard(one, path) }, "Discard"),
        retry(this.#page, `${path}/retry`, () => {
          this.#list.replace(one.id);
          this.#list.root.focus();
          toast("Back on the queue");
        })));
  }

  async #discard(one, path) {
    const gone = await confirm("Discard this dead letter?", "Its job stays as it ended and cannot be retried any more. This cannot be taken back.",
      "Discard", () => api.delete(path));
    if (!gone) return;
    this.#list.replace(one.id);
    this.#list.root.focus();
    toast("Discarded");
  }
}
