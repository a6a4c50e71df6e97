// For admins: how the whole of it does, in numbers.
import { AdminPage, address, nothing } from "./admin.js";
import { offers } from "./api.js";
import { entries } from "./audit.js";
import { h } from "./dom.js";
import { plot } from "./plot.js";
import { skeleton } from "./table.js";
import { exact, many } from "./words.js";

export class Page extends AdminPage {
  async mount() {
    this.refreshable("Overview", () => this.#look());
    this.draw(skeleton(6));
    await this.#look();
  }

  async #look() {
    const { data } = await this.get("/api/admin/metrics");
    this.#draw(data);
  }

  #draw({ users, admins, searches, credits, recentActions }) {
    const open = searches.open;
    this.draw(
      h("dl", { class: "numbers tiles" },
        tile("Users", exact(users.total), `${many(users.last7Days, "new one")} in 7 days`, "/api/admin/users", "/admin/users"),
        tile("Admins", exact(admins.byEnvironment + admins.byDatabase),
          `${exact(admins.byEnvironment)} by environment, ${exact(admins.byDatabase)} by database`, "/api/admin/users",
          address("/admin/users", { admins: "true" })),
        [["Waiting", "pending"], ["Searching", "processing"], ["Paused", "paused"]].map(([label, status]) =>
          tile(label, exact(open[status]), "open searches", "/api/admin/jobs", address("/admin/jobs", { status })))),
      h("div", { class: "plots" },
        plot("Searches per day", searches.perDay, [{ field: "completed", label: "Completed" }, { field: "failed", label: "Failed" },
          { field: "cancelled", label: "Cancelled" }], [{ field: "started", label: "Started" }]),
        plot("Credits per day", credits.perDay, [{ field: "spent", label: "Spent" }, { field: "saved", label: "Saved" }])),
      h("section", { class: "wide" }, h("div", { class: "headline" }, h("h2", {}, "Recent actions"), h("span", { class: "grow" }),
        offers("/api/admin/audit") && h("a", { href: "/admin/audit" }, "All of them")),
      recentActions.length ? entries(recentActions) : nothing("Nothing done yet", "What admins change is written here.")));
  }
}

const tile = (label, value, note, route, href) => h("div", {}, h("dt", {}, label), h("dd", {}, offers(route) ? h("a", { href }, value) : value),
  h("dd", { class: "note" }, note));
