// Campaigns: the list, and one with its searches.
import { api } from "./api.js";
import { confirm, form } from "./dialogs.js";
import { fill, h, icon, menu, meter, platformIcon, toast } from "./dom.js";
import { details, termsOf } from "./jobs.js";
import { skeleton } from "./table.js";
import { ago, exact, isFinal, many, modeName, moment, statuses } from "./words.js";

export class Page {
  root = h("div", {});
  #context;
  #platforms = [];
  #timer;
  #turn = 0;

  constructor(context) {
    this.#context = context;
  }

  async mount(url) {
    fill(this.root, skeleton(6));
    this.#platforms = (await api.get("/api/platforms")).data;
    await this.update(url);
  }

  unmount() {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }

  async update(url) {
    const id = url.pathname.split("/")[2];
    const mine = (this.#turn += 1);
    clearTimeout(this.#timer);
    if (id) return this.#showOne(id, mine);
    return this.#showList(mine);
  }

  #platform(id) {
    return this.#platforms.find((one) => one.id === id) ?? { name: id };
  }

  // MARK: The list

  async #showList(mine) {
    const { data, meta } = await api.get("/api/campaigns?limit=50");
    if (mine !== this.#turn) return;
    this.#context.setTop(h("h1", {}, "Campaigns"), h("span", { class: "grow" }),
      h("button", { class: "primary", type: "button", onclick: () => this.#create() }, icon("plus"), "New campaign"));
    this.#context.setTitle("Campaigns");
    const [archived, current] = [data.filter((one) => one.status === "archived"), data.filter((one) => one.status !== "archived")];
    const list = h("ul", { class: "list" }, current.map((campaign) => this.#item(campaign)));
    fill(this.root, h("div", { class: "sheet-page" },
      current.length ? list : nothing(archived.length ? "No campaigns but archived ones" : "No campaigns yet", "A campaign keeps the searches that belong together. Make one, or start a search and it is made for you."),
      meta.pagination.nextCursor && this.#more(list, meta.pagination.nextCursor),
      archived.length > 0 && h("details", {}, h("summary", {}, many(archived.length, "archived campaign")),
        h("ul", { class: "list" }, archived.map((campaign) => this.#item(campaign))))));
    this.#again(data.flatMap((campaign) => campaign.jobs), () => this.#showList(mine), mine);
  }

  #more(list, cursor) {
    const button = h("button", { onclick: async () => {
      const { data, meta } = await api.get(`/api/campaigns?limit=50&cursor=${encodeURIComponent(cursor)}`);
      list.append(...data.map((campaign) => this.#item(campaign)));
      // What was read further down would be lost with the next look at the first page.
      clearTimeout(this.#timer);
      if (meta.pagination.nextCursor) button.replaceWith(this.#more(list, meta.pagination.nextCursor));
      else button.remove();
    } }, "Show more");
    return button;
  }

  #item(campaign) {
    const running = campaign.jobs.filter((job) => !isFinal(job.status));
    return h("li", {}, h("div", { class: "row" },
      h("div", { class: "what" }, h("a", { href: `/campaigns/${campaign.id}` }, campaign.name),
        h("span", { class: "quiet" }, campaign.description || many(campaign.jobs.length, "search", "searches"))),
      h("div", { class: "side" },
        running.length > 0 && meter(running.reduce((sum, job) => sum + job.progress, 0) / running.length),
        h("span", { class: `badge ${campaign.status}` }, statuses[campaign.status] ?? campaign.status),
        h("time", { class: "quiet", datetime: campaign.updatedAt, title: moment(campaign.updatedAt) }, ago(campaign.updatedAt)),
        this.#actions(campaign))));
  }

  #actions(campaign, then = () => this.#reload()) {
    const actions = menu(icon("more"), { class: "plain", "aria-label": `Actions for ${campaign.name}` },
      h("button", { type: "button", onclick: () => { actions.close(); this.#rename(campaign, then); } }, "Rename"),
      h("button", { type: "button", onclick: () => { actions.close(); this.#archive(campaign, then); } },
        campaign.status === "archived" ? "Bring back" : "Archive"),
      h("button", { type: "button", class: "danger", onclick: () => { actions.close(); this.#delete(campaign); } }, "Delete"));
    return actions;
  }

  #reload() { return this.update(new URL(location.href)); }

  async #create() {
    const made = await form({ title: "New campaign", action: "Create", submit: (fields) => save("post", "/api/campaigns", fields) },
      ...campaignFields());
    if (made) this.#context.push(`/campaigns/${made.id}`);
  }

  async #rename(campaign, then) {
    const saved = await form({ title: "Rename campaign", action: "Save",
      submit: (fields) => save("patch", `/api/campaigns/${campaign.id}`, fields) }, ...campaignFields(campaign));
    if (saved) then();
  }

  async #archive(campaign, then) {
    const isBack = campaign.status === "archived";
    try {
      await api.patch(`/api/campaigns/${campaign.id}`, { status: isBack ? "active" : "archived" });
      toast(isBack ? "Campaign is back" : "Campaign archived: nothing new is searched in it");
    } catch (error) {
      toast(error.message);
    }
    then();
  }

  async #delete(campaign) {
    const gone = await confirm(`Delete “${campaign.name}”?`,
      `Its ${many(campaign.jobs.length, "search is", "searches are")} cancelled, and everything found goes with it. This cannot be taken back.`,
      "Delete", () => api.delete(`/api/campaigns/${campaign.id}`));
    if (!gone) return;
    toast("Campaign deleted");
    if (location.pathname === "/campaigns") this.#reload(); else this.#context.push("/campaigns");
  }

  // MARK: One campaign

  async #showOne(id, mine) {
    const { data: campaign } = await api.get(`/api/campaigns/${encodeURIComponent(id)}`);
    const jobs = await details(campaign.jobs);
    if (mine !== this.#turn) return;
    this.#context.setTop(h("a", { href: "/campaigns" }, "Campaigns"), h("span", { class: "quiet" }, "/"), h("span", {}, campaign.name));
    this.#context.setTitle(campaign.name);
    fill(this.root, h("div", { class: "sheet-page" },
      h("div", {}, h("div", { class: "headline" }, h("h1", {}, campaign.name),
        h("span", { class: `badge ${campaign.status}` }, statuses[campaign.status] ?? campaign.status), h("span", { class: "grow" }),
        campaign.status !== "archived"
          && h("a", { class: "button primary", href: `/search?campaign=${campaign.id}` }, icon("search"), "New search"),
        this.#actions(campaign)),
      h("p", { class: "quiet" }, campaign.description || "", campaign.description && " · ", `made ${ago(campaign.createdAt)}`)),
      jobs.length ? h("ul", { class: "list" }, jobs.map((job) => this.#job(job)))
        : nothing("No searches yet", "Start one, and its creators are kept here.")));
    this.#again(campaign.jobs, () => this.#showOne(id, mine), mine);
  }

  #job(job) {
    const platform = this.#platform(job.platform);
    const terms = termsOf(job) ?? platform.name;
    return h("li", {}, h("div", { class: "row" }, platformIcon(platform),
      h("div", { class: "what" }, h("a", { href: `/search?job=${job.id}` }, terms),
        h("span", { class: "quiet" }, `${platform.name} · ${modeName(job.mode)}`, job.error && ` · ${job.error.message}`)),
      h("div", { class: "side" },
        job.processedResults !== undefined && h("span", {}, `${exact(job.processedResults)} of ${exact(job.targetResults)}`),
        !isFinal(job.status) && meter(job.progress),
        h("span", { class: `badge ${job.status}` }, statuses[job.status] ?? job.status),
        job.createdAt && h("time", { class: "quiet", datetime: job.createdAt, title: moment(job.createdAt) }, ago(job.createdAt)))));
  }

  /** Looks again while a search runs, unless somebody is in the middle of something. */
  #again(jobs, look, mine) {
    if (jobs.every((job) => isFinal(job.status))) return;
    this.#timer = setTimeout(async () => {
      if (mine !== this.#turn) return;
      const isBusy = document.querySelector("dialog[open], .menu.open") || this.root.contains(document.activeElement);
      if (isBusy || document.hidden) return this.#again(jobs, look, mine);
      await look().catch(() => this.#again(jobs, look, mine));
    }, 2000);
  }
}

function nothing(title, text) {
  return h("div", { class: "empty" }, h("h2", {}, title), h("p", {}, text));
}

function campaignFields(campaign = {}) {
  return [
    h("label", { class: "field" }, h("span", {}, "Name"),
      h("input", { name: "name", required: true, maxlength: 200, value: campaign.name ?? "", autocomplete: "off" })),
    h("label", { class: "field" }, h("span", {}, "Description, if it needs one"),
      h("textarea", { name: "description", maxlength: 2000, value: campaign.description ?? "" })),
  ];
}

async function save(method, path, fields) {
  const description = fields.get("description").trim();
  return (await api[method](path, { name: fields.get("name"), ...(description ? { description } : {}) })).data;
}
