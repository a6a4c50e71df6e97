// The frame: where one is, how one gets elsewhere, keys, schemes, and what the host says about itself.
import { signedOut, stage, standIns, offers } from "./api.js";
import { append, fill, h, icon, menu } from "./dom.js";
import { help } from "./dialogs.js";
import { preferences } from "./preferences.js";
import { SearchPage } from "./search.js";
import { load, session, signInScreen, signOut } from "./session.js";
import { explain } from "./words.js";

const main = document.getElementById("main");
const top = document.getElementById("top");

const places = [
  { path: "/search", label: "Search", icon: "search", load: () => ({ Page: SearchPage }), match: /^\/(search)?$/ },
  { path: "/campaigns", label: "Campaigns", icon: "campaigns", load: () => import("./campaigns.js"), match: /^\/campaigns(\/[^/]+)?$/ },
  { path: "/account", label: "Account", icon: "account", load: () => import("./account.js"), match: /^\/account$/ },
  { path: "/reference", label: "API", icon: "reference", load: () => import("./reference.js"), match: /^\/reference$/, isPublic: true },
  { path: "/admin", label: "Overview", icon: "overview", load: () => import("./overview.js"), match: /^\/admin$/, needs: "/api/admin/metrics" },
  { path: "/admin/platforms", label: "Platforms", icon: "platforms", load: () => import("./platforms.js"), match: /^\/admin\/platforms$/, needs: "/api/admin/platforms" },
  { path: "/admin/config", label: "Configuration", icon: "filters", load: () => import("./config.js"), match: /^\/admin\/config$/, needs: "/api/admin/config" },
  { path: "/admin/users", label: "Users", icon: "users", load: () => import("./users.js"), match: /^\/admin\/users$/, needs: "/api/admin/users" },
  { path: "/admin/jobs", label: "Jobs", icon: "campaigns", load: () => import("./adminjobs.js"), match: /^\/admin\/jobs(\/[^/]+)?$/, needs: "/api/admin/jobs" },
  { path: "/admin/providers", label: "Providers", icon: "providers", load: () => import("./providers.js"), match: /^\/admin\/providers$/, needs: "/api/admin/providers" },
  { path: "/admin/logs", label: "Logs", icon: "logs", load: () => import("./logs.js"), match: /^\/admin\/logs$/, needs: "/api/admin/logs" },
  { path: "/admin/audit", label: "Audit", icon: "audit", load: () => import("./audit.js"), match: /^\/admin\/audit$/, needs: "/api/admin/audit" },
  { path: "/sign-in", label: "Sign in", load: () => ({ Page: SignInPage }), match: /^\/sign-in$/, isPublic: true, isHidden: true },
];

class SignInPage {
  root = signInScreen();
  async mount() {}
}

let page;
/** Whether the page has come to stand: what is underway is begun anew where one goes elsewhere. */
let isReady = false;
let place;
let turn = 0;

/** What a page may do to the frame. */
const context = {
  push: (address) => go(address),
  reload: () => show(),
  replace: (address) => { if (address !== location.pathname + location.search) history.replaceState(null, "", address); },
  setTop: (...content) => fill(top.querySelector(".here"), content),
  setTitle: (text) => { document.title = `${text} · gemz`; },
};

function go(address) {
  history.pushState(null, "", address);
  return show();
}

async function show() {
  // Where the page of providers stood before there were others for admins.
  if (location.pathname === "/providers") history.replaceState(null, "", `/admin/providers${location.search}`);
  const url = new URL(location.href);
  const next = places.find((one) => one.match.test(url.pathname)) ?? places[0];
  const mine = (turn += 1);
  if (next === place && isReady && page?.update) return attempt(mine, () => page.update(url));
  leave();
  place = next;
  drawRail();
  context.setTop(h("h1", {}, next.label));
  context.setTitle(next.label);
  if (session.isSignedIn === false && !next.isPublic) return signIn();
  return attempt(mine, async () => {
    const { Page } = await next.load();
    if (mine !== turn) return;
    page = new Page(context);
    main.className = next.path.slice(1).replace("/", " ");
    fill(main, page.root);
    await page.mount(url);
    if (mine !== turn) return;
    isReady = true;
    if (!next.isPublic) session.isSignedIn = true;
  });
}

/** Says what went wrong where somebody still waits for it. */
async function attempt(mine, act) {
  try {
    await act();
  } catch (error) {
    if (mine === turn && error.code !== "UNAUTHENTICATED" && error.name !== "AbortError") fail(error);
  }
}

function leave() {
  page?.unmount?.();
  page = undefined;
  isReady = false;
}

function signIn() {
  leave();
  main.className = "";
  fill(main, signInScreen());
}

function fail(error) {
  leave();
  const { title, advice, said } = explain(error.code, error.message);
  fill(main, h("div", { class: "empty", role: "alert" }, h("h2", {}, title), h("p", {}, advice),
    (said || error.requestId) && h("p", { class: "quiet" }, said, error.requestId && ` Request ${error.requestId}.`),
    h("button", { class: "primary", onclick: () => { place = undefined; show(); } }, "Try again")));
}

signedOut.addEventListener("signed-out", () => {
  session.isSignedIn = false;
  session.profile = undefined;
  drawRail();
  drawTop();
  if (!place?.isPublic) signIn();
});

// MARK: The frame

function drawRail() {
  const rail = document.getElementById("rail");
  for (const old of rail.querySelectorAll("ul, .foot")) old.remove();
  const shown = places.filter(isShown);
  const forAdmins = shown.filter((one) => one.needs);
  append(rail, [h("ul", {}, shown.filter((one) => !one.needs).map(entry),
    // Where there is little room, one entry leads to all of them.
    forAdmins.length > 0 && h("li", { class: "narrow" }, h("a", { href: forAdmins[0].path, "aria-current": place?.needs ? "true" : undefined },
      icon("overview"), h("span", {}, "Admin")))),
  forAdmins.length > 0 && h("ul", { class: "admin", "aria-label": "Admin" }, forAdmins.map(entry)),
  h("div", { class: "foot" },
    h("button", { class: "plain", type: "button", title: "Light or dark", "aria-label": "Theme: light or dark", onclick: switchScheme },
      icon("scheme"), h("span", {}, "Theme")),
    h("button", { class: "plain", type: "button", title: "Keyboard  ?", "aria-label": "Keyboard shortcuts", onclick: help }, icon("keyboard")))]);
  const nav = document.getElementById("places");
  nav.hidden = !place?.needs || forAdmins.length === 0;
  fill(nav, nav.hidden ? [] : h("ul", {}, forAdmins.map(entry)));
  nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

const entry = (one) => h("li", {}, h("a", { href: one.path, "aria-current": one === place ? "page" : undefined }, icon(one.icon), h("span", {}, one.label)));

/** What admins alone may see is offered to them alone. */
function isShown(one) {
  return !one.isHidden && (!one.needs || (session.profile?.isAdmin && offers(one.needs)));
}

function drawTop() {
  const profile = session.profile;
  const name = profile?.fullName ?? profile?.email ?? "";
  const here = top.querySelector(".here") ?? h("div", { class: "here" });
  fill(top, here, trial(profile?.trialData), session.isSignedIn !== false && profile && menu(
    h("span", { class: "avatar tint-3" }, name ? name.slice(0, 1).toUpperCase() : icon("account")),
    { class: "plain", "aria-label": name ? `Account of ${name}` : "Your account" }, name && h("p", { class: "who" }, name), h("a", { href: "/account" }, "Account"),
    offers("/auth/sign-out") && h("button", { type: "button", onclick: signOut }, "Sign out")));
}

function trial(data) {
  if (!data || !["active", "expired"].includes(data.status)) return false;
  return h("span", { class: `badge ${data.isExpired ? "error" : "paused"}` },
    data.isExpired ? "Trial over" : `Trial: ${data.timeUntilExpiry} left`);
}

function switchScheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (preferences.scheme ?? system) === "dark" ? "light" : "dark";
  preferences.scheme = next === system ? undefined : next;
}

function drawStrip() {
  if (stage !== "development") return;
  const strip = document.getElementById("strip");
  strip.hidden = false;
  fill(strip, h("strong", {}, "Development"), h("span", {}, "Stand-ins answer for the vendors:"),
    standIns.map(({ vendor, url }) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, vendor)));
}

function drawOffline() {
  const bar = document.getElementById("offline");
  bar.hidden = navigator.onLine;
  bar.textContent = navigator.onLine ? "" : "You are offline. What you see stays; the console goes on by itself when the network is back.";
}

// MARK: Keys and links

let prefix;

function key(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = event.target;
  const isTyping = target.matches?.("input, textarea, select") && !["checkbox", "radio"].includes(target.type);
  if (isTyping) {
    if (event.key === "Escape") target.blur();
    return;
  }
  if (event.key.length === 1 && !preferences.keys) return;
  if (prefix === "g") {
    prefix = undefined;
    const path = { s: "/search", c: "/campaigns", a: "/account" }[event.key];
    if (path) {
      event.preventDefault();
      go(path);
      return;
    }
  }
  if (event.key === "g") {
    prefix = "g";
    setTimeout(() => { prefix = undefined; }, 1500);
  } else if (event.key === "?") {
    event.preventDefault();
    help();
  } else if (event.key === "/" && !(page instanceof SearchPage)) {
    event.preventDefault();
    if (page?.key?.(event)) return;
    go("/search").then(() => page?.key?.(event));
  } else if (page?.key?.(event)) event.preventDefault();
}

document.addEventListener("keydown", key);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("data-outside") || link.origin !== location.origin || link.hash) return;
  event.preventDefault();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  go(link.pathname + link.search).then(() => { if (!event.detail) main.focus({ preventScroll: true }); });
});

window.addEventListener("popstate", show);
window.addEventListener("online", drawOffline);
window.addEventListener("offline", drawOffline);

drawStrip();
drawOffline();
drawRail();
drawTop();
show();
load().then(() => { session.isSignedIn = true; if (session.profile?.isAdmin) drawRail(); drawTop(); }, () => {});
