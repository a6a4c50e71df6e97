// Who is signed in, and how the console looks to them.
import { api, offers, stage, version } from "./api.js";
import { form } from "./dialogs.js";
import { fill, h, icon, radio } from "./dom.js";
import { preferences } from "./preferences.js";
import { load, session, signOut } from "./session.js";
import { moment } from "./words.js";

export class Page {
  root = h("div", {});

  async mount() {
    await load();
    this.#draw();
  }

  async #edit(profile) {
    const field = (name, label, most) => h("label", { class: "field" }, h("span", {}, label),
      h("input", { name, maxlength: most, value: profile[name] ?? "" }));
    const saved = await form({
      title: "Edit profile", action: "Save",
      submit: async (fields) => {
        const change = Object.fromEntries([...fields].map(([name, value]) => [name, value.trim() || null]));
        session.profile = (await api.patch("/api/profile", change)).data;
        return true;
      },
    }, field("fullName", "Name", 200), field("businessName", "Business", 200),
    h("label", { class: "field" }, h("span", {}, "Brand: what it is and whom it wants to reach, in 50 characters or more"),
      h("textarea", { name: "brandDescription", minlength: 50, maxlength: 5000, value: profile.brandDescription ?? "" })));
    if (saved) this.#draw();
  }

  #draw() {
    const profile = session.profile;
    const trial = profile?.trialData;
    const facts = [
      ["Name", profile?.fullName], ["E-mail", profile?.email], ["Business", profile?.businessName],
      ["Brand", profile?.brandDescription], ["Role", profile?.isAdmin ? "Admin" : undefined],
      ["Trial", trial?.status && `${trial.status}${trial.timeUntilExpiry ? `, ${trial.timeUntilExpiry} left` : ""}`],
      ["Since", moment(profile?.createdAt)],
    ].filter(([, value]) => value);
    fill(this.root, h("div", { class: "sheet-page" }, h("h1", { class: "hidden" }, "Account"),
      facts.length > 0 && h("section", {}, h("h2", {}, "Profile"),
        h("dl", { class: "facts-list" }, facts.map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
        h("button", { type: "button", onclick: () => this.#edit(profile) }, "Edit")),
      h("section", {}, h("h2", {}, "Appearance"), schemes()),
      h("section", {}, h("h2", {}, "Keyboard"), h("label", { class: "check" },
        h("input", { type: "checkbox", checked: preferences.keys, onchange: (event) => { preferences.keys = event.target.checked; } }),
        "Single letters and signs are shortcuts, such as j, e and /")),
      h("section", {}, h("h2", {}, "Programs"), h("p", { class: "quiet" }, "Everything here can be done over HTTP as well."),
        h("a", { class: "button", href: "/reference" }, icon("reference"), "API reference")),
      offers("/auth/sign-out") && h("section", {}, h("h2", {}, "Session"), h("button", { type: "button", onclick: signOut }, "Sign out")),
      h("p", { class: "quiet" }, `gemz ${version}${stage === "development" ? ", development" : ""}`)));
  }
}

function schemes() {
  const group = h("div", { class: "tabs", role: "radiogroup", "aria-label": "Colours" });
  const draw = () => fill(group, [[undefined, "As the system"], ["light", "Light"], ["dark", "Dark"]].map(([scheme, label]) =>
    radio(label, { isOn: scheme === preferences.scheme, choose: () => {
      preferences.scheme = scheme;
      draw();
      group.querySelector("[aria-checked=true]").focus();
    } })));
  draw();
  return group;
}
