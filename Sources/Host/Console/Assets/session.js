// Who is signed in, and how one gets in and out.
import { api, offers, signedOut, stage } from "./api.js";
import { h, icon } from "./dom.js";

export const session = { profile: undefined, isSignedIn: undefined };

/** Finds out who we are, as far as this host tells. */
export async function load() {
  if (!offers("/api/profile")) return;
  session.profile = (await api.get("/api/profile")).data;
}

export function signInAddress() {
  const back = location.pathname === "/sign-in" ? "/search" : location.pathname + location.search;
  return `/auth/sign-in?return=${encodeURIComponent(back)}`;
}

export async function signOut() {
  await fetch("/auth/sign-out", { method: "POST", credentials: "same-origin" });
  signedOut.dispatchEvent(new Event("signed-out"));
}

/** What stands in place of a page for somebody who is not signed in. */
export function signInScreen() {
  return h("section", { class: "sign-in" },
    h("h1", {}, "Find creators"),
    h("p", {}, "Search by keyword or by example, watch creators arrive with their contact addresses, and export them."),
    h("p", {}, offers("/auth/sign-in")
      ? h("a", { class: "button primary big", href: signInAddress(), "data-outside": "" }, icon("account"), "Sign in")
      : "This host has no sign-in page; call its API with a session token."),
    stage === "development" && h("p", { class: "quiet" }, "In development any address does, such as dev@example.com."),
    h("p", { class: "quiet" }, h("a", { href: "/reference" }, "Read the API reference")));
}
