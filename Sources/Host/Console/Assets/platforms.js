// For admins: platforms and their modes, on or off, now or from a time on.
import { AdminPage, address, instant, nothing, person, time, toggle } from "./admin.js";
import { api, offers } from "./api.js";
import { confirm, form } from "./dialogs.js";
import { h, icon, toast } from "./dom.js";
import { skeleton } from "./table.js";
import { exact, modeName, moment } from "./words.js";

const fates = { finish: "Let them finish", pause: "Pause them until it is on again", cancel: "Cancel them; what was found stays" };
const done = { finish: "what runs may finish", pause: "what runs is paused", cancel: "what runs is cancelled" };

const path = (platform, rest) => `/api/admin/platforms/${encodeURIComponent(platform.id)}/${rest}`;

export class Page extends AdminPage {
  #platforms = [];

  async mount() {
    this.draw(skeleton(6));
    await this.#look();
    this.repeat(() => this.#look(), 3000);
  }

  async #look() {
    this.#show((await this.get("/api/admin/platforms")).data);
  }

  #show(platforms) {
    this.#platforms = platforms;
    if (!this.isNew(platforms)) return;
    this.draw(platforms.length ? platforms.map((one) => this.#platform(one))
      : nothing("No platforms", "This host was built without a plugin. Add one, and it can be switched here."));
  }

  #replace(changed) {
    this.#show(this.#platforms.map((one) => (one.id === changed.id ? changed : one)));
  }

  #platform(one) {
    return h("section", { class: "wide card", "aria-label": one.name },
      h("div", { class: "headline" }, h("h2", {}, one.name), badge(one), h("span", { class: "grow" }), jobs(one), this.#changer(one),
        toggle(`switch-${one.id}`, one.name, one.enabled, (event) => this.#toggle(event.currentTarget, one))),
      h("ul", { class: "modes" }, one.modes.map((mode) => h("li", {}, h("div", { class: "what" }, h("span", {}, modeName(mode.id)), badge(mode)),
        this.#changer(one, mode), toggle(`switch-${one.id}-${mode.id}`, `${one.name}: ${modeName(mode.id)}`, mode.enabled,
          (event) => this.#toggle(event.currentTarget, one, mode))))),
      h("div", { class: "headline" }, h("h3", {}, "Scheduled"), h("span", { class: "grow" }),
        h("button", { type: "button", id: `schedule-${one.id}`, onclick: (event) => this.#schedule(event.currentTarget, one) }, icon("plus"), "Schedule", h("span", { class: "hidden" }, ` ${one.name}`))),
      one.switches.length ? h("ul", { class: "modes" }, one.switches.map((scheduled) => this.#scheduled(one, scheduled)))
        : h("p", { class: "quiet" }, "Nothing is scheduled. A time when it is to be off can be set ahead, such as for a provider's maintenance."));
  }

  #scheduled(platform, one) {
    const what = one.mode ? modeName(one.mode) : "Whole platform";
    return h("li", {}, h("div", { class: "grow" },
      h("p", {}, `${what} off from `, time(one.from), one.until ? [" until ", time(one.until)] : ", until it is removed", " ",
        one.isActive && h("span", { class: "badge paused" }, "In force")),
      h("p", { class: "quiet" }, `“${one.reason}”, ${done[one.running]}`, one.by && [", by ", person(one.by)])),
    h("button", { type: "button", id: `remove-${one.id}`, "aria-label": `Remove: ${what} of ${platform.name} off from ${moment(one.from)}`, onclick: async () => {
      const changed = await removed(platform, one, what);
      if (changed) this.#replace(changed);
    } }, "Remove"));
  }

  /** A button for what is off by its own toggle: why, and what becomes of searches. */
  #changer(platform, mode) {
    const { toggle: own } = mode ?? platform;
    const name = nameOf(platform, mode);
    return own?.enabled === false && h("button", { type: "button", id: `change-${platform.id}-${mode?.id ?? ""}`, "aria-label": `Change why ${name} is off`,
      onclick: () => this.#switchOff(platform, mode, { title: `Change why ${name} is off`, action: "Change", done: `${name} stays off, as changed` }, ...offFields(own)) }, "Change");
  }

  async #toggle(button, platform, mode) {
    const name = nameOf(platform, mode);
    const one = mode ?? platform;
    if (one.toggle?.enabled ?? one.enabled) {
      const held = one.enabled ? undefined : holder(platform, mode);
      await this.#switchOff(platform, mode, { title: `Switch ${name} off`, action: "Switch off", danger: true, done: `${name} is off` },
        held && h("p", {}, `It is off already: ${held}. Switched off here, it stays off after that, too.`), ...offFields());
      return;
    }
    const changed = await this.act(button, () => switched(platform, mode, { enabled: true }));
    if (!changed) return;
    this.#replace(changed);
    const now = mode ? changed.modes.find((other) => other.id === mode.id) : changed;
    toast(now?.enabled ? `${name} is on` : `${name} stays off: ${holder(changed, mode)}`);
  }

  async #switchOff(platform, mode, { done, ...words }, ...fields) {
    const changed = await form({ ...words, submit: (given) => switched(platform, mode, {
      enabled: false, reason: given.get("reason").trim(), running: given.get("running") }) }, ...fields);
    if (!changed) return;
    this.#replace(changed);
    toast(done);
  }

  async #schedule(button, platform) {
    const made = await form({ title: `Schedule ${platform.name} off`, action: "Schedule",
      submit: async (fields) => (await api.post(path(platform, "switches"), {
        ...(fields.get("mode") ? { mode: fields.get("mode") } : {}), reason: fields.get("reason").trim(), running: fields.get("running"),
        from: instant(fields.get("from")), ...(fields.get("until") ? { until: instant(fields.get("until")) } : {}) })).data },
    h("label", { class: "field" }, h("span", {}, "What"), h("select", { name: "mode" }, h("option", { value: "" }, "Whole platform"),
      platform.modes.map((mode) => h("option", { value: mode.id }, modeName(mode.id))))),
    h("div", { class: "pair" },
      h("label", { class: "field" }, h("span", {}, "Off from"), h("input", { name: "from", type: "datetime-local", required: true })),
      h("label", { class: "field" }, h("span", {}, "Until (or until removed)"), h("input", { name: "until", type: "datetime-local" }))),
    ...offFields());
    if (!made) return;
    toast(`Scheduled for ${moment(made.from)}`);
    await this.act(button, () => this.#look());
  }
}

const nameOf = (platform, mode) => (mode ? `${platform.name}, ${modeName(mode.id)}` : platform.name);

const switched = async (platform, mode, body) => (await api.post(path(platform, "toggle"), { ...(mode ? { mode: mode.id } : {}), ...body })).data;

/** What holds something off, other than its own toggle. */
function holder(platform, mode) {
  if (mode && !platform.enabled) return `${platform.name} is off as a whole`;
  return platform.switches.some((one) => one.isActive && one.mode === mode?.id) ? "a scheduled switch is in force" : "something else holds it";
}

/** Why, and what becomes of searches, beginning with what is said so far. */
function offFields({ reason = "", running = "finish" } = {}) {
  return [
    h("label", { class: "field" }, h("span", {}, "Reason, which users see after “Paused by an admin:”"),
      h("input", { name: "reason", value: reason, required: true, maxlength: 200, pattern: ".*\\S.*", autocomplete: "off" })),
    h("fieldset", { class: "choices" }, h("legend", {}, "Searches that are underway"), Object.entries(fates).map(([value, label]) =>
      h("label", { class: "check" }, h("input", { type: "radio", name: "running", value, checked: value === running }), label))),
  ];
}

async function removed(platform, one, what) {
  let changed;
  await confirm(`Remove this switch of ${platform.name}?`,
    one.isActive ? `${what} is on again at once, and what it paused goes on.` : `${what} stays on at ${moment(one.from)}.`,
    "Remove", async () => { changed = (await api.delete(path(platform, `switches/${one.id}`))).data; });
  return changed;
}

const badge = (one) => h("span", { class: `badge ${one.enabled ? "completed" : "paused"}` },
  one.enabled ? "On" : ["Off", one.reason && `: ${one.reason}`, one.running && ` (${done[one.running]})`]);

function jobs(one) {
  const text = `${exact(one.jobs.processing)} searching, ${exact(one.jobs.pending)} waiting, ${exact(one.jobs.paused)} paused`;
  return offers("/api/admin/jobs") ? h("a", { class: "load", href: address("/admin/jobs", { platform: one.id }) }, text)
    : h("span", { class: "load quiet" }, text);
}
