// The search page: the line of controls, and below it the result.
import { api, offers } from "./api.js";
import { announce, fill, h, icon, menu, meter, platformIcon, toast } from "./dom.js";
import { columns } from "./columns.js";
import { Feed } from "./feed.js";
import { SearchForm } from "./form.js";
import { details, newestFirst, termsOf } from "./jobs.js";
import { CreatorPanel } from "./panel.js";
import { CreatorTable, skeleton } from "./table.js";
import { exact, explain, isFinal, many, modeName, short, span, statuses } from "./words.js";

export const title = "Search";

const defaults = columns.filter((column) => !column.optional).map((column) => column.id);

export class SearchPage {
  root = h("div", { class: "search" });
  #context;
  #platforms = [];
  #campaigns = [];
  #form;
  #feed;
  #table = new CreatorTable();
  #panel = new CreatorPanel();
  #shown = new Set(defaults);
  #progress = h("div", { class: "progress" });
  #notice = h("div", { class: "notices" });
  #result = h("div", { class: "result" });
  #clock;
  #facts;
  #cancelButton;
  #exportLink;
  /** Where there is little room, a running search has the form folded away behind this. */
  #again = h("button", { class: "again", type: "button", "aria-expanded": "false", onclick: () => this.#fold(this.#again.getAttribute("aria-expanded") === "true") });
  #campaign = h("select", { id: "campaign", onchange: () => this.#remember() });

  constructor(context) {
    this.#context = context;
    this.#table.addEventListener("open", (event) => this.#open(event.detail));
    this.#table.addEventListener("sort", () => this.#remember());
    this.#panel.addEventListener("close", () => { this.root.classList.remove("beside"); this.#table.focusCurrent(); this.#remember(); });
    this.#panel.addEventListener("walk", (event) => this.#walk(event.detail));
  }

  async mount(url) {
    fill(this.root, skeleton(10));
    const [platforms, campaigns] = await Promise.all([api.get("/api/platforms"), api.get("/api/campaigns?limit=50")]);
    this.#platforms = platforms.data;
    this.#campaigns = campaigns.data.filter((one) => one.status !== "archived");
    this.#form = new SearchForm(this.#platforms);
    this.#form.addEventListener("start", (event) => this.#start(event.detail));
    this.#form.addEventListener("change", () => { if (!this.#feed) this.#remember(); });
    this.#drawCampaigns(url.searchParams.get("campaign"));
    this.#context.setTop(h("label", { class: "campaign" }, h("span", { class: "quiet" }, "Campaign"), this.#campaign));
    fill(this.root, h("h1", { class: "hidden" }, "Search"), this.#again, this.#form.root, this.#progress, this.#notice, this.#result);
    this.update(url);
  }

  unmount() {
    this.#feed?.stop();
    clearInterval(this.#clock);
    this.#table.close();
  }

  /** Brings the page to where an address says it is. */
  update(url) {
    const query = url.searchParams;
    const hidden = (query.get("hide") ?? "").split(".").filter(Boolean);
    const added = (query.get("show") ?? "").split(".").filter(Boolean);
    this.#shown = new Set([...defaults, ...added].filter((id) => !hidden.includes(id)));
    const [id = "found", order = "desc"] = (query.get("sort") ?? "").split(".").filter(Boolean);
    if (columns.some((column) => column.id === id)) this.#table.setSort(id, order === "asc" ? "asc" : "desc");
    const job = query.get("job");
    if (job) {
      if (job !== this.#feed?.id) this.#follow(job, Number(query.get("creator")) || undefined);
      return;
    }
    this.#feed?.stop();
    this.#feed = undefined;
    this.root.classList.remove("follows");
    this.#context.setTitle(title);
    this.#panel.hide();
    const terms = query.getAll("term");
    this.#form.wish = {
      platform: query.get("platform"), mode: query.get("mode"), terms, wanted: Number(query.get("wanted")) || 100,
      region: query.get("region"), filters: JSON.parse(query.get("filters") || "{}"),
    };
    this.#drawColumns();
    fill(this.#progress);
    fill(this.#notice);
    this.#drawEmpty();
  }

  // MARK: The address

  #remember() {
    const query = new URLSearchParams();
    const wish = this.#form.wish;
    if (this.#feed) query.set("job", this.#feed.id);
    else {
      query.set("platform", wish.platform);
      query.set("mode", wish.mode);
      for (const term of wish.terms) query.append("term", term);
      if (wish.wanted !== 100) query.set("wanted", wish.wanted);
      if (wish.region) query.set("region", wish.region);
      if (Object.keys(wish.filters).length) query.set("filters", JSON.stringify(wish.filters));
      if (this.#campaign.value) query.set("campaign", this.#campaign.value);
    }
    const { id, order } = this.#table.sort;
    if (id !== "found" || order !== "desc") query.set("sort", `${id}.${order}`);
    const hidden = defaults.filter((one) => !this.#shown.has(one));
    const added = [...this.#shown].filter((one) => !defaults.includes(one));
    if (hidden.length) query.set("hide", hidden.join("."));
    if (added.length) query.set("show", added.join("."));
    if (this.#panel.creator) query.set("creator", this.#panel.creator.position);
    this.#context.replace(`/search?${query}`);
  }

  // MARK: Starting

  #drawCampaigns(chosen = this.#campaign.value) {
    fill(this.#campaign, this.#campaigns.map((one) => h("option", { value: one.id }, one.name)),
      h("option", { value: "" }, "New campaign"));
    this.#campaign.value = this.#campaigns.some((one) => one.id === chosen) ? chosen : this.#campaigns[0]?.id ?? "";
  }

  async #start(wish) {
    this.#form.start.disabled = true;
    fill(this.#notice);
    try {
      const campaignId = this.#campaign.value || (await this.#newCampaign(wish));
      const { data } = await api.post(`/api/scraping/${wish.platform}/${wish.mode}`, {
        campaignId, targetResults: wish.wanted,
        [wish.kind === "usernames" ? "targetUsernames" : "keywords"]: wish.terms,
        ...(wish.region ? { region: wish.region } : {}),
        ...(Object.keys(wish.filters).length ? { filters: wish.filters } : {}),
      });
      document.activeElement?.blur();
      this.#context.push(`/search?job=${data.jobId}`);
    } catch (error) {
      this.#refused(error, wish);
    } finally {
      this.#form.start.disabled = false;
    }
  }

  async #newCampaign(wish) {
    const { data } = await api.post("/api/campaigns", { name: wish.terms.join(", ").slice(0, 200) });
    this.#campaigns.unshift(data);
    this.#drawCampaigns(data.id);
    return data.id;
  }

  #refused(error, wish) {
    if (error.code === "UNAUTHENTICATED") return;
    if (error.fields.length) {
      this.#form.complain(error.fields.map(({ field, message, accepted }) =>
        `${fieldName(field, wish)} ${message}. Accepted: ${accepted}.`).join(" "));
    } else this.#warn(error.code, error.message, { retry: () => this.#start(wish), requestId: error.requestId });
  }

  #warn(code, message, { retry, requestId } = {}) {
    const { title: head, advice, said } = explain(code, message);
    fill(this.#notice, h("div", { class: "notice", role: "alert" }, icon("warning"), h("div", {}, h("strong", {}, head), " ", advice,
      (said || requestId) && h("p", { class: "quiet" }, said, requestId && ` Request ${requestId}.`)),
    retry && h("button", { type: "button", onclick: retry }, "Try again")));
  }

  // MARK: Following

  #pause;

  #follow(id, position) {
    this.#feed?.stop();
    this.#panel.hide();
    fill(this.#notice);
    this.#pause = undefined;
    this.root.classList.add("follows");
    this.#fold(true);
    const feed = new Feed(id);
    this.#feed = feed;
    this.#table.setRows(null);
    this.#drawColumns();
    this.#makeProgress();
    fill(this.#result, skeleton());
    feed.addEventListener("job", () => this.#jobRead(feed));
    feed.addEventListener("rows", () => {
      if (!this.#table.root.isConnected) fill(this.#result, this.#table.root, this.#panel.root);
      this.#table.setRows(feed.rows);
      if (position && feed.rows.length >= position) {
        this.#table.open(feed.rows[position - 1]);
        position = undefined;
      }
    });
    feed.addEventListener("trouble", (event) => this.#troubled(event.detail));
    feed.addEventListener("end", () => this.#ended(feed));
    clearInterval(this.#clock);
    this.#clock = setInterval(() => this.#drawProgress(), 1000);
    feed.run();
  }

  #fold(isFolded) {
    this.#form.root.classList.toggle("open", !isFolded);
    this.#again.setAttribute("aria-expanded", String(!isFolded));
  }

  #jobRead(feed) {
    const job = feed.job;
    if (feed.isKnown !== true) {
      feed.isKnown = true;
      this.#form.wish = {
        platform: job.platform, mode: job.mode, terms: job.keywords ?? job.targetUsernames, wanted: job.targetResults,
        region: job.region, filters: job.filters,
      };
      const platform = this.#platforms.find((one) => one.id === job.platform) ?? { name: job.platform };
      fill(this.#again, platformIcon(platform), h("span", {}, `${modeName(job.mode)}: ${termsOf(job)}`), icon("down"));
      this.#drawCampaigns(job.campaignId);
      this.#context.setTitle(termsOf(job));
      const before = this.#columnMenu;
      this.#drawColumns();
      before.replaceWith(this.#columnMenu);
    }
    this.#drawProgress();
    this.#drawPause(job);
  }

  /** Why a search waits, for as long as it does. */
  #drawPause(job) {
    const reason = job.status === "paused" ? job.error : undefined;
    if (reason?.message === this.#pause) return;
    this.#pause = reason?.message;
    if (reason) this.#warn(reason.code, reason.message);
    else fill(this.#notice);
  }

  #troubled(error) {
    if (!error) return fill(this.#notice);
    if (error.code === "UNAUTHENTICATED") return undefined;
    if (error.status === 404) {
      fill(this.#progress);
      return fill(this.#result, empty("There is no such search.", "It may have been deleted, or it belongs to somebody else.",
        h("a", { class: "button primary", href: "/search" }, "New search")));
    }
    return this.#warn(error.code, error.message, { requestId: error.requestId });
  }

  #ended(feed) {
    clearInterval(this.#clock);
    const job = feed.job;
    if (!job) return;
    this.#drawProgress();
    if (job.error) {
      const again = job.error.code.startsWith("TARGET_") || job.error.code === "INVALID_INPUT" ? undefined : () => this.#start(this.#form.wish);
      this.#warn(job.error.code, job.error.message, { retry: again });
    }
    if (feed.rows.length === 0) {
      fill(this.#result, job.error ? "" : empty("Nobody was found.", job.status === "cancelled" ? "The search was cancelled before the first creator came." : "Try other terms, fewer filters, or another platform."));
    }
  }

  /** Made once for a search, so that what has the focus in it keeps it. */
  #makeProgress() {
    this.#facts = h("div", { class: "facts" }, h("span", { class: "state" }, "Loading"));
    this.#cancelButton = h("button", { type: "button", hidden: true, onclick: () => this.#cancel() }, icon("stop"), "Cancel");
    this.#exportLink = offers("/api/export/csv") && h("a", { class: "button", href: this.#exportAddress, download: "",
      "data-outside": "", hidden: true, title: "Download CSV  e" }, icon("download"), "CSV");
    fill(this.#progress, h("div", { class: "line" }, this.#facts, h("span", { class: "grow" }), this.#cancelButton, this.#exportLink,
      this.#columnMenu));
  }

  #drawProgress() {
    const job = this.#feed?.job;
    if (!job) return;
    const ended = isFinal(job.status);
    const start = new Date(job.startedAt ?? job.createdAt).getTime();
    const end = job.completedAt ? new Date(job.completedAt).getTime() : Date.now();
    const state = statuses[job.status] ?? job.status;
    const numbers = [many(job.processedRuns, "page"), many(job.creditsSpent, "credit"),
      job.creditsSaved > 0 && `${short(job.creditsSaved)} saved`, job.filteredOut > 0 && `${short(job.filteredOut)} filtered out`,
      span(end - start)].filter(Boolean).join(" · ");
    const line = this.#progress.firstChild;
    line.className = `line ${job.status}`;
    line.dataset.status = job.status;
    fill(this.#facts, h("span", { class: "state" }, h("i", { class: "dot" }), state),
      h("span", { class: "found" }, h("strong", {}, exact(job.processedResults)), ` of ${exact(job.targetResults)} found`),
      !ended && meter(job.progress), h("span", { class: "quiet" }, numbers),
      job.message && job.processedResults < job.targetResults && h("span", { class: "quiet" }, job.message));
    this.#cancelButton.hidden = ended;
    if (this.#exportLink) this.#exportLink.hidden = !ended || job.processedResults === 0;
    const tenth = Math.floor((10 * job.processedResults) / job.targetResults) * 10;
    announce(ended ? `${state}: ${job.processedResults} creators found` : `${state}: ${tenth} %`);
  }

  get #exportAddress() { return `/api/export/csv?jobId=${this.#feed.id}`; }

  async #cancel() {
    try {
      await this.#feed.cancel();
    } catch (error) {
      this.#warn(error.code, error.message);
    }
  }

  // MARK: Columns

  #columnMenu;

  #drawColumns() {
    const mode = this.#form.wish.mode;
    const possible = columns.filter((column) => !column.mode || column.mode === mode);
    this.#table.setColumns(possible.filter((column) => this.#shown.has(column.id)).map((column) => column.id));
    const sortBy = h("select", {
      onchange: (event) => {
        const column = columns.find((one) => one.id === event.target.value);
        this.#table.setSort(column.id, column.kind === "number" ? "desc" : "asc");
        this.#remember();
      },
    }, possible.map((column) => h("option", { value: column.id, selected: column.id === this.#table.sort.id },
      column.id === "found" ? "Order of arrival" : column.label)));
    this.#columnMenu = menu([icon("columns"), "View"], {},
      h("label", { class: "field" }, h("span", {}, "Sort by"), sortBy),
      h("fieldset", {}, h("legend", {}, "Columns"), possible.filter((column) => !column.fixed).map((column) =>
        h("label", { class: "check" }, h("input", {
          type: "checkbox", checked: this.#shown.has(column.id),
          onchange: (event) => {
            if (event.target.checked) this.#shown.add(column.id); else this.#shown.delete(column.id);
            this.#table.setColumns(possible.filter((one) => this.#shown.has(one.id)).map((one) => one.id));
            this.#remember();
          },
        }), column.id === "found" ? "Order of arrival" : column.label))));
  }

  // MARK: One creator

  #open(creator, { focus = true } = {}) {
    this.root.classList.add("beside");
    this.#panel.show(creator, { focus });
    this.#remember();
  }

  #walk(by) {
    if (this.#table.move(by, { focus: false })) this.#open(this.#table.current);
  }

  // MARK: Nothing yet

  #drawEmpty() {
    const recent = h("ul", {});
    fill(this.#result, empty("Find creators",
      "Choose a platform, type what they post about, or the handle of somebody like them, and press Start. Creators appear here while they are found.",
      h("p", { class: "quiet" }, h("kbd", {}, "/"), " to type, ", h("kbd", {}, "?"), " for all keys"),
      h("section", { class: "recent", hidden: true }, h("h2", {}, "Recent searches"), recent)));
    this.#drawRecent(recent);
  }

  /** Comes when it is there: nobody waits for it. */
  async #drawRecent(list) {
    const jobs = this.#campaigns.flatMap((campaign) => campaign.jobs.map((job) => ({ ...job, campaignName: campaign.name })));
    const latest = jobs.sort(newestFirst).slice(0, 6);
    const names = new Map(latest.map((job) => [job.id, job.campaignName]));
    const known = await details(latest);
    fill(list, known.map((job) => h("li", {}, h("a", { href: `/search?job=${job.id}` },
      platformIcon(this.#platforms.find((one) => one.id === job.platform) ?? { name: job.platform }),
      h("span", { class: "grow" }, termsOf(job) ?? names.get(job.id)), h("span", { class: "quiet" }, modeName(job.mode)),
      h("span", { class: `badge ${job.status}` }, statuses[job.status])))));
    list.parentNode.hidden = known.length === 0;
  }

  // MARK: Keys

  key(event) {
    if (event.key === "/") return this.#form?.focus() ?? true;
    if (event.key === "Escape" && this.#panel.isOpen) return this.#panel.hide() ?? true;
    if (!this.#feed?.rows.length) return false;
    const by = { j: 1, k: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by && this.#panel.isOpen) return this.#walk(by) ?? true;
    if (by && (event.key === "j" || event.key === "k")) return this.#table.move(by) || true;
    if (event.key === "e") return this.#export() ?? true;
    return false;
  }

  #export() {
    if (!offers("/api/export/csv")) return;
    if (!isFinal(this.#feed.job?.status)) return toast("The search still runs; the file is ready when it has ended.");
    location.assign(this.#exportAddress);
  }
}

export const Page = SearchPage;

function empty(head, text, ...more) {
  return h("div", { class: "empty" }, h("h2", {}, head), h("p", {}, text), more);
}

/** A field of the host's in the words of the form. */
function fieldName(field, wish) {
  const place = field.match(/^(keywords|targetUsernames)\[(\d+)\]$/);
  if (place) return `“${wish.terms[Number(place[2])]}”`;
  const names = { targetResults: "The number wanted", region: "The region", campaignId: "The campaign" };
  return names[field] ?? field.replace("filters.", "The filter ");
}
