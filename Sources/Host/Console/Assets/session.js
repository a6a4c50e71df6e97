// Who is signed in, and how one gets in and out.
import { api, offers, signedOut, stage } from "./api.js";
import { h, icon, toast } from "./dom.js";
import { explain } from "./words.js";

export const session = { profile: undefined, isSignedIn: undefined };

/** Finds out who we are, as far as this host tells. */
export async function load() {
  if (!offers("/api/profile")) return;
  session.profile = (await api.get("/api/profile")).data;
}

export function signInAddress() {
  const given = new URLSearchParams(location.search).get("return");
  const back = location.pathname === "/sign-in" ? given ?? "/search" : location.pathname + location.search;
  return `/auth/sign-in?return=${encodeURIComponent(back)}`;
}

export async function signOut() {
  try {
    const { data } = await api.post("/auth/sign-out");
    if (!data.sessionEnded) toast("Signed out here. The sign-in service could not be told: the session ends there by itself.");
    signedOut.dispatchEvent(new Event("signed-out"));
  } catch (error) {
    // Who was no longer signed in is told so by the frame.
    if (error.code !== "UNAUTHENTICATED") toast(`You are still signed in. ${explain(error.code, error.message).title}`);
  }
}

/** Why the host led back here, where it did. */
const failures = {
  UNAUTHENTICATED: ["You are not signed in.", "This way in was used before, or it is more than a minute old. Sign in again."],
  FORBIDDEN: ["This sign-in was not begun in this browser.", "Begin it here."],
  VALIDATION_FAILED: ["The sign-in did not come back whole.", "Sign in again."],
};

function failure() {
  const code = location.pathname === "/sign-in" && new URLSearchParams(location.search).get("error");
  if (!code) return false;
  const { title, advice } = explain(code, "You are not signed in.");
  const [head, text] = failures[code] ?? [title, advice || "Sign in again."];
  return h("div", { class: "notice", role: "alert" }, icon("warning"), h("div", {}, h("strong", {}, head), " ", text));
}

/** What stands in place of a page for somebody who is not signed in. */
export function signInScreen() {
  return h("section", { class: "sign-in" },
    failure(),
    h("h1", {}, "Find creators"),
    h("p", {}, "Search by keyword or by example, watch creators arrive with their contact addresses, and export them."),
    h("p", {}, offers("/auth/sign-in")
      ? h("a", { class: "button primary big", href: signInAddress(), "data-outside": "" }, icon("account"), "Sign in")
      : "This host has no sign-in page; call its API with a session token."),
    stage === "development" && h("p", { class: "quiet" }, "In development any address does, such as dev@example.com."),
    h("p", { class: "quiet" }, h("a", { href: "/reference" }, "Read the API reference")));
}
