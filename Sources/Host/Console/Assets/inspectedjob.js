// For admins: anybody's job, and how its next step does.
import { nothing, person, time } from "./admin.js";
import { history, logsOf, retry } from "./steps.js";
import { fill, h, meter, toast } from "./dom.js";
import { termsOf } from "./jobs.js";
import { skeleton } from "./table.js";
import { exact, isFinal, many, modeName, moment, statuses } from "./words.js";

export class InspectedJob {
  root = h("div", { class: "pages" }, skeleton(6));
  #page;
  #id;

  constructor(page, id) {
    this.#page = page;
    this.#id = id;
  }

  async update() {
    this.#page.context.setTop(h("a", { href: "/admin/jobs" }, "Jobs"), h("span", { class: "quiet" }, "/"), h("code", {}, this.#id));
    await this.#look();
  }

  async #look() {
    const { data } = await this.#page.get(`/api/admin/jobs/${this.#id}`);
    this.#show(data);
    if (isFinal(data.job.status)) this.#page.rest(); else this.#page.repeat(() => this.#look(), 2000);
  }

  #show(inspected) {
    if (!this.#page.isNew(this.#id, inspected)) return;
    const { job, userId, step, deadLetterId } = inspected;
    const terms = termsOf(job) ?? job.platform;
    this.#page.context.setTitle(terms);
    fill(this.root,
      h("div", { class: "headline" }, h("h1", {}, terms), h("span", { class: `badge ${job.status}` }, statuses[job.status] ?? job.status), h("span", { class: "grow" }),
        logsOf({ job: job.id }), deadLetterId && retry(this.#page, `/api/admin/jobs/${job.id}/retry`, (again) => {
          this.#show(again);
          this.#page.repeat(() => this.#look(), 1000);
          toast("Back on the queue");
        })),
      job.error && h("div", { class: "notice boxed" }, h("div", {}, h("strong", {}, job.error.message), " ", h("code", {}, job.error.code))),
      !isFinal(job.status) && meter(job.progress),
      h("dl", { class: "facts-list" }, [
        ["Platform", `${job.platform}, ${modeName(job.mode).toLowerCase()}`], ["Of", person({ id: userId })],
        ["Found", `${exact(job.processedResults)} of ${exact(job.targetResults)}`],
        ["Pages", `${exact(job.processedRuns)} of at most ${exact(job.maxRuns)}`],
        ["Left out", job.filteredOut > 0 && `${exact(job.filteredOut)} by filters`], ["Unreadable", job.skippedItems > 0 && exact(job.skippedItems)],
        ["Credits", `${exact(job.creditsSpent)} spent, ${exact(job.creditsSaved)} saved`], ["Says", job.message],
        ["Made", moment(job.createdAt)], ["Started", moment(job.startedAt)], ["Ended", moment(job.completedAt)],
        ["Ends at the latest", !isFinal(job.status) && moment(job.timeoutAt)],
      ].filter(([, value]) => value).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
      h("section", { class: "wide" }, h("h2", {}, "Next step"), step ? stepFacts(step)
        : h("p", { class: "quiet" }, deadLetterId ? "It died; a retry puts it back where it stood." : "None: this search has ended.")));
  }
}

function stepFacts(step) {
  return [
    h("p", {}, step.isWaiting ? "Waits for another search of its user or platform to end." : step.host ? `Underway on ${step.host}.` : ["Due ", time(step.notBefore), "."],
      ` ${many(step.attempts, "attempt")}, ${many(step.interruptions, "interruption")}.`),
    step.history.length ? history(step.history) : nothing("Nothing went wrong", "What fails in a step is listed here with its next try."),
  ];
}
