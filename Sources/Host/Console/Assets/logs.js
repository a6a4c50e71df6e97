// For admins: what hosts say, by request, job, tag or level, and how much of it they say.
import { AdminPage, Filters, address, nothing, select } from "./admin.js";
import { api, offers } from "./api.js";
import { fill, h, toast } from "./dom.js";
import { skeleton } from "./table.js";
import { exact } from "./words.js";

const levels = ["debug", "info", "notice", "warning", "error"];
const clock = new Intl.DateTimeFormat(navigator.language, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hour12: false });

export class Page extends AdminPage {
  #filters = new Filters([
    ["request", "Request id", h("input", { type: "search", maxlength: 128, spellcheck: "false" })],
    ["job", "Job id", h("input", { maxlength: 36, spellcheck: "false" })],
    ["tag", "Tag", h("input", { maxlength: 40, spellcheck: "false" })],
    ["level", "At least", select([["", "Any level"], ...levels.map((level) => [level, level])])],
    ["limit", "Newest", select([["", "200 lines"], ["50", "50 lines"], ["500", "500 lines"]])],
    ["follow", "Follow", h("input", { type: "checkbox" })],
  ], (values) => this.seek("/admin/logs", values));
  #lines = h("div", { class: "log", role: "region", "aria-label": "Lines", tabindex: 0 }, skeleton(8));
  #levels = h("div", {});
  #wanted;

  async mount(url) {
    this.draw(this.#filters.root, this.#lines, this.#levels);
    await this.update(url);
    if (offers("/api/admin/config")) this.#drawLevels((await this.get("/api/admin/config")).data);
  }

  async update(url) {
    this.#filters.values = url.searchParams;
    const { follow, ...wanted } = Object.fromEntries(url.searchParams);
    this.#wanted = address("/api/admin/logs", { limit: 200, ...wanted });
    this.rest();
    await this.#look();
    this.#toEnd();
    if (follow) this.repeat(() => this.#look(), 1000);
  }

  async #look() {
    const asked = this.#wanted;
    const { data } = await this.get(asked);
    if (asked !== this.#wanted || !this.isNew(asked, data)) return;
    const box = this.#lines;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    fill(box, data.length ? h("ol", {}, data.map((one) => this.#line(one)))
      : nothing("Nothing said", "Hosts keep their newest lines only. Lower a level below, do it again, and look here."));
    if (isAtEnd) this.#toEnd();
  }

  #toEnd() { this.#lines.scrollTop = this.#lines.scrollHeight; }

  #line(one) {
    const by = (name, text) => h("a", { href: address("/admin/logs", { [name]: text }), title: `Only lines of this ${name}` }, `${name} ${text.slice(-6)}`);
    return h("li", { class: one.level }, h("time", { datetime: one.at, title: `${new Date(one.at).toLocaleString()} on ${one.host}` }, clock.format(new Date(one.at))),
      " ", h("span", { class: "level" }, one.level), " ", h("span", { class: "tag" }, `${one.mark ?? ""} ${one.tag}`), " ", h("span", { class: "said" }, one.message), " ",
      Object.entries(one.fields ?? {}).map(([key, value]) => [h("span", { class: "quiet" }, `${key}=${typeof value === "object" ? JSON.stringify(value) : value}`), " "]),
      one.request && [by("request", one.request), " "], one.job && by("job", one.job));
  }

  /** How much each tag says: settings like others, so that each change is in their history. */
  #drawLevels(settings) {
    const own = settings.filter((one) => one.key.startsWith("logging.") && one.choices);
    if (!own.length) return;
    fill(this.#levels, h("details", { class: "levels" }, h("summary", {}, `Levels (${exact(own.filter((one) => !one.isDefault).length)} changed)`),
      h("p", { class: "quiet" }, "What hosts say from now on. ", h("a", { href: address("/admin/config", { q: "logging." }) }, "With history")),
      h("div", { class: "filter-bar" }, own.map((one) => h("label", { class: "field" },
        h("span", {}, /^logging\.(.+)\.level$/.exec(one.key)?.[1] ?? "All tags"), this.#level(one))))));
  }

  #level(setting) {
    const control = select(setting.choices.map((one) => [one, one === "inherit" ? "as all" : one]));
    let value = setting.value;
    control.value = value;
    control.addEventListener("change", async () => {
      const changed = await this.act(control, async () => (await api.post("/api/admin/config", { key: setting.key, value: control.value })).data);
      value = changed?.value ?? value;
      control.value = value;
      if (changed) toast(`${setting.key} is ${value} on every host within a second`);
    });
    return control;
  }
}
