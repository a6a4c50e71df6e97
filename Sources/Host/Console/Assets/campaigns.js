// Campaigns: the list, and one with its searches.
import { api, ApiError, isId } from "./api.js";
import { confirm, form } from "./dialogs.js";
import { fill, h, icon, menu, meter, platformIcon, toast } from "./dom.js";
import { details, termsOf } from "./jobs.js";
import { skeleton } from "./table.js";
import { ago, exact, explain, isFinal, many, modeName, moment, statuses } from "./words.js";

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
    if (id && !isId(id)) throw new ApiError("NOT_FOUND", "There is no such campaign.", { status: 404 });
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
    this.#drawList(data, meta.pagination.nextCursor, mine);
    this.#again(data.flatMap((campaign) => campaign.jobs), () => this.#showList(mine), mine);
  }

  #drawList(campaigns, cursor, mine) {
    const [archived, current] = [campaigns.filter((one) => one.status === "archived"), campaigns.filter((one) => one.status !== "archived")];
    const list = (some) => h("ul", { class: "list" }, some.map((campaign) => this.#item(campaign)));
    this.#draw(
      current.length ? list(current) : nothing(archived.length ? "No campaigns but archived ones" : "No campaigns yet", "A campaign keeps the searches that belong together. Make one, or start a search and it is made for you."),
      cursor && this.#more(campaigns, cursor, mine),
      archived.length > 0 && h("details", { open: this.root.querySelector("details")?.open }, h("summary", {}, many(archived.length, "archived campaign")),
        list(archived)));
  }

  #more(campaigns, cursor, mine) {
    const button = h("button", { type: "button", id: "more", onclick: async () => {
      // What was read further down would be lost with the next look at the first page.
      clearTimeout(this.#timer);
      button.disabled = true;
      try {
        const { data, meta } = await api.get(`/api/campaigns?limit=50&cursor=${encodeURIComponent(cursor)}`);
        if (mine === this.#turn) this.#drawList([...campaigns, ...data], meta.pagination.nextCursor, mine);
      } catch (error) {
        button.disabled = false;
        toast(explain(error.code, error.message).title);
      }
    } }, "Show more");
    return button;
  }

  /** Draws the page anew; what has the focus, or has stood in its place, has it again. */
  #draw(...content) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : undefined;
    const id = focused?.id;
    const address = focused?.getAttribute("href");
    fill(this.root, h("div", { class: "sheet-page" }, content));
    const again = id ? document.getElementById(id) : address && [...this.root.querySelectorAll("a")].find((one) => one.getAttribute("href") === address);
    again?.focus({ preventScroll: true });
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

  #actions(campaign) {
    const actions = menu(icon("more"), { class: "plain", id: `actions-${campaign.id}`, "aria-label": `Actions for ${campaign.name}` },
      h("button", { type: "button", onclick: () => { actions.close(); this.#rename(campaign); } }, "Rename"),
      h("button", { type: "button", onclick: () => { actions.close(); this.#archive(campaign); } },
        campaign.status === "archived" ? "Bring back" : "Archive"),
      h("button", { type: "button", class: "danger", onclick: () => { actions.close(); this.#delete(campaign); } }, "Delete"));
    return actions;
  }

  async #create() {
    const made = await form({ title: "New campaign", action: "Create", submit: (fields) => save("post", "/api/campaigns", fields) },
      ...campaignFields());
    if (made) this.#context.push(`/campaigns/${made.id}`);
  }

  async #rename(campaign) {
    const saved = await form({ title: "Rename campaign", action: "Save",
      submit: (fields) => save("patch", `/api/campaigns/${campaign.id}`, fields) }, ...campaignFields(campaign));
    if (saved) this.#context.reload();
  }

  async #archive(campaign) {
    const isBack = campaign.status === "archived";
    try {
      await api.patch(`/api/campaigns/${campaign.id}`, { status: isBack ? "active" : "archived" });
      toast(isBack ? "Campaign is back" : "Campaign archived: nothing new is searched in it");
    } catch (error) {
      toast(explain(error.code, error.message).title);
    }
    this.#context.reload();
  }

  async #delete(campaign) {
    const gone = await confirm(`Delete “${campaign.name}”?`,
      `Its ${many(campaign.jobs.length, "search is", "searches are")} cancelled, and everything found goes with it. This cannot be taken back.`,
      "Delete", () => api.delete(`/api/campaigns/${campaign.id}`));
    if (!gone) return;
    toast("Campaign deleted");
    await (location.pathname === "/campaigns" ? this.#context.reload() : this.#context.push("/campaigns"));
    document.getElementById("main").focus({ preventScroll: true });
  }

  // MARK: One campaign

  async #showOne(id, mine) {
    const { data: campaign } = await api.get(`/api/campaigns/${encodeURIComponent(id)}`);
    const jobs = await details(campaign.jobs);
    if (mine !== this.#turn) return;
    this.#context.setTop(h("a", { href: "/campaigns" }, "Campaigns"), h("span", { class: "quiet" }, "/"), h("span", {}, campaign.name));
    this.#context.setTitle(campaign.name);
    this.#draw(h("div", {}, h("div", { class: "headline" }, h("h1", {}, campaign.name),
        h("span", { class: `badge ${campaign.status}` }, statuses[campaign.status] ?? campaign.status), h("span", { class: "grow" }),
        campaign.status !== "archived"
          && h("a", { class: "button primary", href: `/search?campaign=${campaign.id}` }, icon("search"), "New search"),
        this.#actions(campaign)),
      h("p", { class: "quiet" }, campaign.description || "", campaign.description && " · ", `made ${ago(campaign.createdAt)}`)),
      jobs.length ? h("ul", { class: "list" }, jobs.map((job) => this.#job(job)))
        : nothing("No searches yet", "Start one, and its creators are kept here."));
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
      const isBusy = document.querySelector("dialog[open], .menu.open");
      if (isBusy || document.hidden) return this.#again(jobs, look, mine);
      await look().catch(() => { if (mine === this.#turn) this.#again(jobs, look, mine); });
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
  // Nothing written is nothing there for a new campaign, and takes away what was there for an old one.
  const nothing = method === "patch" ? { description: null } : {};
  return (await api[method](path, { name: fields.get("name"), ...(description ? { description } : nothing) })).data;
}
