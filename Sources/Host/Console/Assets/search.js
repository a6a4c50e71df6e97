// The search page: the line of controls, and below it the result.
import { api, isId, offers, renew, wishKey } from "./api.js";
import { announce, fill, h, icon, menu, meter, platformIcon, toast } from "./dom.js";
import { columns } from "./columns.js";
import { Feed } from "./feed.js";
import { SearchForm } from "./form.js";
import { details, newestFirst, termsOf } from "./jobs.js";
import { CreatorPanel } from "./panel.js";
import { CreatorTable, skeleton } from "./table.js";
import { exact, explain, isFinal, many, modeName, short, span, statuses } from "./words.js";

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
  /** The wish that was sent last, with its keys, until it is answered. */
  #asked;
  /** Where there is little room, a running search has the form folded away behind this. */
  #again = h("button", { class: "again", type: "button", "aria-expanded": "false", onclick: () => this.#fold(this.#again.getAttribute("aria-expanded") === "true") });
  #campaign = h("select", { id: "campaign", onchange: () => this.#remember() });

  constructor(context) {
    this.#context = context;
    this.#table.addEventListener("open", (event) => this.#open(event.detail));
    this.#table.addEventListener("sort", () => { this.#showSort(); this.#remember(); });
    this.#panel.addEventListener("close", () => { this.root.classList.remove("beside"); this.#table.focusCurrent(); this.#remember(); });
    this.#panel.addEventListener("walk", (event) => this.#walk(event.detail));
  }

  async mount(url) {
    fill(this.root, skeleton(10));
    const [platforms, campaigns] = await Promise.all([api.get("/api/platforms"), api.get("/api/campaigns?limit=50")]);
    this.#platforms = platforms.data;
    this.#campaigns = campaigns.data;
    this.#form = new SearchForm(this.#platforms);
    this.#form.addEventListener("start", (event) => this.#start(event.detail));
    this.#form.addEventListener("change", () => { if (!this.#feed) this.#remember(); });
    this.#drawCampaigns(this.#usualCampaign);
    this.#context.setTop(h("label", { class: "campaign" }, h("span", { class: "quiet" }, "Campaign"), this.#campaign));
    fill(this.root, h("h1", { class: "hidden" }, "Search"), this.#again, this.#form.root, this.#progress, this.#notice, this.#result);
    await this.update(url);
  }

  unmount() {
    this.#feed?.stop();
    clearInterval(this.#clock);
    this.#table.close();
    this.#panel.remove();
  }

  /** Brings the page to where an address says it is. */
  async update(url) {
    const query = url.searchParams;
    const hidden = (query.get("hide") ?? "").split(".").filter(Boolean);
    const added = (query.get("show") ?? "").split(".").filter(Boolean);
    this.#shown = new Set([...defaults, ...added].filter((id) => !hidden.includes(id)));
    const [id = "found", order = "desc"] = (query.get("sort") ?? "").split(".").filter(Boolean);
    if (columns.some((column) => column.id === id)) this.#table.setSort(id, order === "asc" ? "asc" : "desc");
    const job = query.get("job")?.toLowerCase();
    if (isId(job)) {
      if (job !== this.#feed?.id) this.#follow(job, Number(query.get("creator")) || undefined);
      return;
    }
    this.#feed?.stop();
    this.#feed = undefined;
    clearInterval(this.#clock);
    this.root.classList.remove("follows");
    this.#context.setTitle("Search");
    this.#dismissPanel();
    const terms = query.getAll("term");
    this.#form.wish = {
      platform: query.get("platform"), mode: query.get("mode"), terms, wanted: Number(query.get("wanted")) || 100,
      region: query.get("region"), filters: filtersIn(query.get("filters")),
    };
    this.#drawColumns();
    fill(this.#progress);
    fill(this.#notice);
    if (query.has("job")) return this.#showNothing();
    this.#drawEmpty();
    const campaign = query.get("campaign");
    if (campaign) return this.#choose(campaign);
    if (!this.#campaign.value || this.#campaign.selectedOptions[0].disabled) this.#drawCampaigns(this.#usualCampaign);
    return undefined;
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
      query.set("campaign", this.#campaign.value);
    }
    if (this.#panel.creator) query.set("creator", this.#panel.creator.position);
    this.#context.replace(this.#address(query));
  }

  /** With how the table is looked at: that stays from one search to the next. */
  #address(query) {
    const { id, order } = this.#table.sort;
    if (id !== "found" || order !== "desc") query.set("sort", `${id}.${order}`);
    const hidden = defaults.filter((one) => !this.#shown.has(one));
    const added = [...this.#shown].filter((one) => !defaults.includes(one));
    if (hidden.length) query.set("hide", hidden.join("."));
    if (added.length) query.set("show", added.join("."));
    return `/search?${query}`;
  }

  // MARK: Starting

  get #usualCampaign() { return this.#campaigns.find((one) => one.status !== "archived")?.id ?? "new"; }

  #drawCampaigns(chosen) {
    const shown = this.#campaigns.filter((one) => one.status !== "archived" || one.id === chosen);
    fill(this.#campaign, shown.map((one) => h("option", { value: one.id, disabled: one.status === "archived" }, one.name)),
      h("option", { value: "new" }, "New campaign"));
    this.#campaign.value = chosen;
  }

  /** Chooses the campaign that is meant, also where it is not among the newest; never another one in its place. */
  async #choose(id) {
    const feed = this.#feed;
    if (id !== "new" && !this.#campaigns.some((one) => one.id === id)) {
      const missing = { id, name: "No such campaign", status: "archived", jobs: [] };
      const found = isId(id) ? await api.get(`/api/campaigns/${encodeURIComponent(id)}`).then(({ data }) => data, (error) => {
        if (error.status === 404) return missing;
        throw error;
      }) : missing;
      if (feed !== this.#feed) return;
      this.#campaigns.push(found);
    }
    this.#drawCampaigns(id);
  }

  async #start(wish) {
    this.#form.start.disabled = true;
    fill(this.#notice);
    try {
      const keys = this.#keys(wish);
      const campaignId = this.#campaign.value === "new" ? await this.#newCampaign(wish, keys) : this.#campaign.value;
      const { data } = await api.post(`/api/scraping/${wish.platform}/${wish.mode}`, {
        campaignId, targetResults: wish.wanted,
        [wish.kind === "usernames" ? "targetUsernames" : "keywords"]: wish.terms,
        ...(wish.region ? { region: wish.region } : {}),
        ...(Object.keys(wish.filters).length ? { filters: wish.filters } : {}),
      }, { key: keys.search });
      this.#asked = undefined;
      document.activeElement?.blur();
      this.#context.push(this.#address(new URLSearchParams({ job: data.jobId })));
    } catch (error) {
      if (!unanswered.has(error.code)) this.#asked = undefined;
      this.#refused(error, wish);
    } finally {
      this.#form.start.disabled = false;
    }
  }

  /** A wish that nobody answered keeps its keys, so that it is done once when it is sent again. */
  #keys(wish) {
    const asked = JSON.stringify([wish, this.#campaign.value]);
    if (this.#asked?.asked !== asked) this.#asked = { asked, campaign: wishKey(), search: wishKey() };
    return this.#asked;
  }

  async #newCampaign(wish, keys) {
    const { data } = await api.post("/api/campaigns", { name: wish.terms.join(", ").slice(0, 200) }, { key: keys.campaign });
    if (!this.#campaigns.some((one) => one.id === data.id)) this.#campaigns.unshift(data);
    this.#drawCampaigns(data.id);
    keys.asked = JSON.stringify([wish, data.id]);
    return data.id;
  }

  #refused(error, wish) {
    if (error.code === "UNAUTHENTICATED") return;
    if (error.fields.length) {
      this.#form.complain(error.fields.map(({ field, message, accepted }) =>
        `${fieldName(field, wish)} ${message}. Accepted: ${accepted}.`).join(" "));
    } else this.#warn(error.code, error.message, { retry: () => this.#start(wish), requestId: error.requestId });
    if (error.code === "PLATFORM_PAUSED") this.#lookAtPlatforms();
  }

  /** What can be searched may have changed since the page came. */
  async #lookAtPlatforms() {
    try {
      this.#platforms = (await api.get("/api/platforms")).data;
      this.#form.platforms = this.#platforms;
    } catch {
      // The line of controls stays as it is; what is off is refused all the same.
    }
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
    const feed = new Feed(id);
    this.#feed = feed;
    this.#dismissPanel();
    fill(this.#notice);
    this.#pause = undefined;
    this.root.classList.add("follows");
    this.#fold(true);
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
    feed.addEventListener("reread", () => this.#replaceRows(feed.rows));
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

  #replaceRows(rows) {
    this.#table.replaceRows(rows);
    const open = rows[(this.#panel.creator?.position ?? 0) - 1];
    if (open && JSON.stringify(open) !== JSON.stringify(this.#panel.creator)) this.#panel.show(open, { focus: false });
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
      // Where it cannot be had, the next look at the search tells of it.
      this.#choose(job.campaignId).catch(() => {});
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
    if (error.status === 404) return this.#showNothing();
    return this.#warn(error.code, error.message, { requestId: error.requestId });
  }

  #showNothing() {
    this.#dismissPanel();
    fill(this.#progress);
    fill(this.#notice);
    fill(this.#result, empty("There is no such search.", "It may have been deleted, or it belongs to somebody else.",
      h("a", { class: "button primary", href: "/search" }, "New search")));
  }

  #ended(feed) {
    clearInterval(this.#clock);
    const job = feed.job;
    if (!job || !this.#progress.firstChild) return;
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
      hidden: true, title: "Download CSV  e", onclick: (event) => { event.preventDefault(); this.#export(); } }, icon("download"), "CSV");
    fill(this.#progress, h("div", { class: "line" }, this.#facts, h("span", { class: "grow" }), this.#cancelButton, this.#exportLink,
      this.#columnMenu));
  }

  #drawProgress() {
    const job = this.#feed?.job;
    const line = this.#progress.firstChild;
    if (!job || !line) return;
    const ended = isFinal(job.status);
    const start = new Date(job.startedAt ?? job.createdAt).getTime();
    const end = job.completedAt ? new Date(job.completedAt).getTime() : Date.now();
    const state = statuses[job.status] ?? job.status;
    const numbers = [many(job.processedRuns, "page"), many(job.creditsSpent, "credit"),
      job.creditsSaved > 0 && `${short(job.creditsSaved)} saved`, job.filteredOut > 0 && `${short(job.filteredOut)} filtered out`,
      span(end - start)].filter(Boolean).join(" · ");
    line.className = `line ${job.status}`;
    line.dataset.status = job.status;
    fill(this.#facts, h("span", { class: "state" }, h("i", { class: "dot" }), state),
      h("span", { class: "found" }, h("strong", {}, exact(job.processedResults)), ` of ${exact(job.targetResults)} found`),
      !ended && meter(job.progress), h("span", { class: "quiet" }, numbers),
      // Why it is paused is told by the notice below.
      job.message && !(job.status === "paused" && job.error) && job.processedResults < job.targetResults && h("span", { class: "quiet" }, job.message));
    this.#cancelButton.hidden = ended;
    if (this.#exportLink) this.#exportLink.hidden = !ended || job.processedResults === 0;
    const tenth = Math.floor((10 * job.processedResults) / job.targetResults) * 10;
    announce(ended ? `${state}: ${job.processedResults} creators found` : `${state}: ${tenth} %`);
  }

  get #exportAddress() { return `/api/export/csv?jobId=${encodeURIComponent(this.#feed.id)}`; }

  async #cancel() {
    try {
      await this.#feed.cancel();
    } catch (error) {
      this.#warn(error.code, error.message);
    }
  }

  // MARK: Columns

  #columnMenu;
  #sortBy;
  #sortOrder;

  #drawColumns() {
    const mode = this.#form.wish.mode;
    const possible = columns.filter((column) => !column.mode || column.mode === mode);
    this.#table.setColumns(possible.filter((column) => this.#shown.has(column.id)).map((column) => column.id));
    const sort = (id, order) => { this.#table.setSort(id, order); this.#showSort(); this.#remember(); };
    this.#sortBy = h("select", {
      onchange: (event) => {
        const column = columns.find((one) => one.id === event.target.value);
        sort(column.id, column.kind === "number" ? "desc" : "asc");
      },
    }, possible.map((column) => h("option", { value: column.id }, column.about ?? column.label)));
    this.#sortOrder = h("select", { onchange: (event) => sort(this.#table.sort.id, event.target.value) });
    this.#showSort();
    this.#columnMenu = menu([icon("columns"), "View"], {},
      h("label", { class: "field" }, h("span", {}, "Sort by"), this.#sortBy),
      h("label", { class: "field" }, h("span", {}, "Order"), this.#sortOrder),
      h("fieldset", {}, h("legend", {}, "Columns"), possible.filter((column) => !column.fixed).map((column) =>
        h("label", { class: "check" }, h("input", {
          type: "checkbox", checked: this.#shown.has(column.id),
          onchange: (event) => {
            if (event.target.checked) this.#shown.add(column.id); else this.#shown.delete(column.id);
            this.#table.setColumns(possible.filter((one) => this.#shown.has(one.id)).map((one) => one.id));
            this.#remember();
          },
        }), column.about ?? column.label))));
  }

  /** Says in the menu how the table is sorted. */
  #showSort() {
    const { id, order } = this.#table.sort;
    const { kind, orders = kind === "number" ? ["Greatest first", "Least first"] : ["Z to A", "A to Z"] } = columns.find((one) => one.id === id);
    this.#sortBy.value = id;
    fill(this.#sortOrder, ["desc", "asc"].map((value, index) => h("option", { value }, orders[index])));
    this.#sortOrder.value = order;
  }

  // MARK: One creator

  #open(creator, { focus = true } = {}) {
    this.root.classList.add("beside");
    this.#panel.show(creator, { focus });
    this.#remember();
  }

  #dismissPanel() {
    this.root.classList.remove("beside");
    this.#panel.dismiss();
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
    const current = this.#campaigns.filter((campaign) => campaign.status !== "archived");
    const jobs = current.flatMap((campaign) => campaign.jobs.map((job) => ({ ...job, campaignName: campaign.name })));
    const latest = jobs.sort(newestFirst).slice(0, 6);
    const names = new Map(latest.map((job) => [job.id, job.campaignName]));
    const known = await details(latest);
    fill(list, known.map((job) => h("li", {}, h("a", { href: this.#address(new URLSearchParams({ job: job.id })) },
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
    if (event.key === "e") {
      this.#export();
      return true;
    }
    return false;
  }

  async #export() {
    if (!offers("/api/export/csv")) return;
    if (!isFinal(this.#feed.job?.status)) return toast("The search still runs; the file is ready when it has ended.");
    const address = this.#exportAddress;
    try {
      await renew();
      return h("a", { href: address, download: "" }).click();
    } catch (error) {
      return error.code === "UNAUTHENTICATED" ? undefined
        : this.#warn(error.code, error.message, { retry: () => this.#export(), requestId: error.requestId });
    }
  }
}

/** What leaves open whether the host has done what it was asked to. */
const unanswered = new Set(["OFFLINE", "UNREADABLE", "DATABASE_UNAVAILABLE", "IDEMPOTENCY_IN_PROGRESS"]);

/** The filters that an address has; none where it has something else. */
function filtersIn(text) {
  try {
    const filters = JSON.parse(text || "{}");
    return Object.prototype.toString.call(filters) === "[object Object]" ? filters : {};
  } catch {
    return {};
  }
}

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
