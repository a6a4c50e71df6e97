// For admins: everybody's searches, one of them with what became of its steps, and messages that died.
import { AdminPage, Filters, Pages, person, personId, select, table, time } from "./admin.js";
import { ApiError, isId } from "./api.js";
import { DeadLetters } from "./deadletters.js";
import { h } from "./dom.js";
import { InspectedJob } from "./inspectedjob.js";
import { exact, modeName, short, statuses, whole } from "./words.js";

const open = ["pending", "processing", "paused", "completed", "error", "timeout", "cancelled"];

export class Page extends AdminPage {
  #view;
  #kind;

  async mount(url) {
    await this.update(url);
  }

  /** Shows the list, dead letters or one job, by the address; what stands already is told of the new one. */
  async update(url) {
    const id = url.pathname.split("/")[3];
    const kind = id ?? "list";
    if (kind !== this.#kind) {
      this.rest();
      this.say();
      this.#kind = kind;
      this.#view = await this.#make(id);
      this.draw(this.#view.root);
    }
    return this.#view.update(url);
  }

  async #make(id) {
    if (isId(id)) return new InspectedJob(this, id);
    if (id && id !== "dead-letters") throw new ApiError("NOT_FOUND", "There is no such job.", { status: 404 });
    this.context.setTop(h("h1", {}, "Jobs"), h("ul", { class: "views" }, [["/admin/jobs", "Searches"], ["/admin/jobs/dead-letters", "Dead letters"]]
      .map(([href, label]) => h("li", {}, h("a", { href, "aria-current": (href === "/admin/jobs") === !id ? "page" : undefined }, label)))));
    if (id) return new DeadLetters(this);
    return new JobList(this, (await this.get("/api/platforms")).data);
  }
}

class JobList {
  #page;
  #filters;
  #list;

  constructor(page, platforms) {
    this.#page = page;
    this.#filters = new Filters([
      ["user", "Of (address or id)", h("input", { type: "search", maxlength: 200 })],
      ["status", "Status", select([["", "Any"], ...open.map((status) => [status, statuses[status]])])],
      ["platform", "Platform", select([["", "Any"], ...platforms.map((one) => [one.id, one.name])])],
    ], (values) => page.seek("/admin/jobs", values));
    const nameOf = (id) => platforms.find((one) => one.id === id)?.name ?? id;
    this.#list = new Pages(page, (jobs) => table("Searches", ["Search", "Platform", "Of", "Status", "Found", "Credits", "Started"], jobs.map((job) => [
      h("a", { href: `/admin/jobs/${job.id}` }, job.terms.join(", ")), `${nameOf(job.platform)}, ${modeName(job.mode).toLowerCase()}`,
      person({ id: job.userId, email: job.email }),
      [h("span", { class: `badge ${job.status}`, title: job.error?.message }, statuses[job.status] ?? job.status),
        job.error && h("p", { class: "quiet" }, job.error.message)],
      h("span", { title: whole(job.progress / 100) }, `${exact(job.processedResults)} of ${exact(job.targetResults)}`), short(job.creditsSpent), time(job.createdAt),
    ])), ["No such search", "Searches of all users are listed here. Take a filter away to see more."]);
    this.root = h("div", { class: "pages" }, this.#filters.root, this.#list.root);
  }

  async update(url) {
    const { status, platform, user: wanted } = Object.fromEntries(url.searchParams);
    this.#filters.values = url.searchParams;
    const user = await personId(this.#page, wanted);
    if (wanted && !isId(user)) return this.#list.show([], null);
    return this.#list.read("/api/admin/jobs", { status, platform, user });
  }
}
