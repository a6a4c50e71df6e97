// For admins: how the data providers do, by platform and endpoint, and who spends most.
import { AdminPage, table, time } from "./admin.js";
import { h } from "./dom.js";
import { skeleton } from "./table.js";
import { exact, moment } from "./words.js";

const states = { closed: ["Answers", "completed"], open: ["Called off", "error"], half_open: ["Being tried", "paused"] };

export class Page extends AdminPage {
  async mount() {
    this.refreshable("Providers", () => this.#look());
    this.draw(skeleton(6));
    await this.#look();
  }

  async #look() {
    const { data } = await this.get("/api/admin/providers");
    this.#draw(data);
  }

  #draw(report) {
    this.draw(
      h("p", { class: "quiet" }, `Calls and failures since ${moment(report.recentSince)}. Credits since midnight UTC, and of 30 days.`),
      report.platforms.map(platform),
      h("section", { class: "wide" }, h("h2", {}, "Who spent most in 30 days"), report.topSpenders.length
        ? table("Who spent most in 30 days", ["User", "Searches", "Credits spent", "Credits saved"], report.topSpenders.map((user) => [
          user.email ?? h("code", {}, user.userId), exact(user.searches), exact(user.creditsSpent), exact(user.creditsSaved)]))
        : h("p", { class: "quiet" }, "Nobody has spent a credit yet. Searches that do are counted here.")));
  }
}

function platform(one) {
  return h("section", { class: "wide" }, h("h2", {}, one.name),
    h("dl", { class: "facts-list" },
      h("dt", {}, "Key"), h("dd", {}, state(one.key)),
      h("dt", {}, "Calls now"), h("dd", {}, `${exact(one.slots.inUse)} of ${exact(one.slots.limit)}, of all hosts`),
      h("dt", {}, "Spent"), h("dd", {}, credits(one.creditsSpent)),
      h("dt", {}, "Saved"), h("dd", {}, credits(one.creditsSaved))),
    one.endpoints.length
      ? table(`Endpoints of ${one.name}`, ["Endpoint", "State", "Calls", "Failures", "Took", "Credits", "Last trouble"], one.endpoints.map((endpoint) => [
        h("code", {}, endpoint.path), state(endpoint.circuit), exact(endpoint.calls), exact(endpoint.failures),
        endpoint.p50Milliseconds === undefined ? "" : `${exact(endpoint.p50Milliseconds)} ms, at worst ${exact(endpoint.p95Milliseconds)} ms`,
        credits(endpoint.creditsSpent), trouble(endpoint)]))
      : h("p", { class: "quiet" }, "Not called in 30 days. A search on this platform fills this table."));
}

/** Whether calls go out, in words: colour only repeats them. */
function state(circuit) {
  const [word, kind] = states[circuit.state] ?? [circuit.state, "paused"];
  return [h("span", { class: `badge ${kind}` }, word),
    circuit.reason && h("p", {}, circuit.reason),
    circuit.since && h("p", { class: "quiet" }, "Since ", time(circuit.since), circuit.openUntil && [", next try ", time(circuit.openUntil)])];
}

const credits = ({ today, thirtyDays }) => `${exact(today)} today, ${exact(thirtyDays)} in 30 days`;

function trouble({ lastError, lastShapeError }) {
  return [lastError && h("p", {}, lastError.message, " ", h("span", { class: "quiet" }, time(lastError.at))),
    lastShapeError && h("p", {}, "Changed: ", lastShapeError.path && [h("code", {}, lastShapeError.path), ", "], lastShapeError.reason, " ",
      h("span", { class: "quiet" }, time(lastShapeError.at)))];
}
