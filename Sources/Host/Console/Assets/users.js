// For admins: who uses this, and who else is one.
import { AdminPage, Filters, Pages, address, table, time } from "./admin.js";
import { api, offers, stage } from "./api.js";
import { confirm, form, open } from "./dialogs.js";
import { copy, fill, h, icon, toast } from "./dom.js";
import { session } from "./session.js";
import { exact, explain, moment } from "./words.js";

const nameOf = (user) => user.email ?? user.fullName ?? user.clerkId;
const role = (user) => user.isAdmin && h("span", { class: "badge active" }, `Admin${user.adminBy ? ` by ${user.adminBy}` : ""}`);

export class Page extends AdminPage {
  #filters = new Filters([
    ["q", "E-mail, name or id", h("input", { type: "search", maxlength: 200 })],
    ["admins", "Admins only", h("input", { type: "checkbox" })],
  ], (values) => this.seek("/admin/users", values));
  #list = new Pages(this, (users) => table("Users", ["User", "Name", "Role", "Searches", "Credits in 30 days", "Since"], users.map((user) => [
    h("button", { type: "button", class: "link", id: `user-${user.id}`, onclick: () => this.#open(user) }, nameOf(user)),
    [user.fullName, user.businessName].filter(Boolean).join(", "), role(user), exact(user.jobs), exact(user.creditsSpent), time(user.createdAt),
  ])), ["Nobody found", "Search for another part of an address or a name, or take a filter away."]);

  async mount(url) {
    const canMake = stage === "development" && offers("/api/admin/create-test-user");
    this.context.setTop(h("h1", {}, "Users"), h("span", { class: "grow" }), canMake
      && h("button", { type: "button", onclick: () => this.#make() }, icon("plus"), "Create test user"));
    this.draw(this.#filters.root, this.#list.root);
    await this.update(url);
  }

  update(url) {
    this.#filters.values = url.searchParams;
    return this.#list.read("/api/admin/users", { q: url.searchParams.get("q"), admins: url.searchParams.get("admins") });
  }

  async #make() {
    const made = await form({ title: "Create test user", action: "Create", submit: async (fields) => {
      const texts = Object.fromEntries(["email", "fullName"].map((name) => [name, fields.get(name).trim()]).filter(([, value]) => value));
      return (await api.post("/api/admin/create-test-user", { ...texts, admin: fields.get("admin") === "on" })).data;
    } },
    h("label", { class: "field" }, h("span", {}, "E-mail at example.com, or none for one that is made up"),
      h("input", { name: "email", type: "email", maxlength: 200, pattern: ".+@example\\.com", title: "An address at example.com", autocomplete: "off" })),
    h("label", { class: "field" }, h("span", {}, "Name"), h("input", { name: "fullName", maxlength: 200, autocomplete: "off" })),
    h("label", { class: "check" }, h("input", { name: "admin", type: "checkbox" }), "An admin"));
    if (!made) return;
    this.#list.show([made, ...this.#list.items]);
    toast(`${nameOf(made)} can sign in`);
  }

  /** One user, whole, at the side. */
  #open(shown) {
    const body = h("div", { class: "person" });
    const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
    const dialog = h("dialog", { class: "drawer", "aria-labelledby": "person-title" }, body, trouble);
    const failed = (error) => {
      if (error.name === "AbortError") return;
      const { title, advice } = explain(error.code, error.message);
      Object.assign(trouble, { textContent: `${title} ${advice}`, hidden: false });
    };
    const draw = (user) => {
      fill(body, h("div", { class: "headline" }, h("h2", { id: "person-title", tabindex: -1 }, nameOf(user)), h("span", { class: "grow" }),
        h("button", { type: "button", onclick: () => dialog.close() }, "Close")), facts(user),
      h("div", { class: "buttons" }, links(user), this.#actions(user, (changed) => {
        this.#list.replace(changed.id, changed);
        draw(changed);
      }, failed)));
    };
    draw(shown);
    // What has changed since the list was read.
    this.get(`/api/admin/users/${shown.id}`).then(({ data }) => { if (JSON.stringify(data) !== JSON.stringify(shown)) draw(data); }, failed);
    return open(dialog);
  }

  #actions(user, changed, failed) {
    const change = (verb) => async () => { changed((await api.post(`/api/admin/users/${user.id}/${verb}`)).data); };
    return [
      offers("/api/admin/test-login") && stage === "development" && h("button", { type: "button", onclick: () => login(user).catch(failed) }, icon("copy"), "Copy a session token"),
      user.isAdmin ? user.adminBy !== "environment" && user.id !== session.profile?.id && h("button", { type: "button", id: "change-role", class: "danger", onclick: () => confirm(`Demote ${nameOf(user)}?`,
        "These pages and all that admins may do are gone for them with their next request.", "Demote", change("demote")) }, "Demote")
        : h("button", { type: "button", id: "change-role", class: "primary", onclick: () => confirm(`Make ${nameOf(user)} an admin?`,
          "They see everybody's searches and logs, and may switch platforms, change settings and make other admins.", "Make admin", change("promote")) }, "Make admin"),
    ];
  }
}

async function login(user) {
  const { data } = await api.post("/api/admin/test-login", { userId: user.id });
  await copy(data.token, `a token that holds until ${moment(data.expiresAt)}`);
}

function facts(user) {
  return h("dl", { class: "facts-list" }, [
    ["Name", user.fullName], ["E-mail", user.email], ["Business", user.businessName], ["Role", role(user)],
    ["", user.adminBy === "environment" && h("span", { class: "quiet" }, "Named in NEXT_PUBLIC_ADMIN_EMAILS: taken away there.")],
    ["Set-up", user.onboardingStep], ["Searches", exact(user.jobs)], ["Credits in 30 days", exact(user.creditsSpent)],
    ["Since", moment(user.createdAt)], ["Id", h("code", {}, user.id)], ["Clerk's id", h("code", {}, user.clerkId)],
  ].filter(([, value]) => value).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]));
}

const links = (user) => [
  ["/api/admin/jobs", address("/admin/jobs", { user: user.id }), "Searches"],
  ["/api/admin/audit", address("/admin/audit", { actor: user.id }), "What they changed"],
].filter(([route]) => offers(route)).map(([, href, label]) => h("a", { class: "button", href }, label));
