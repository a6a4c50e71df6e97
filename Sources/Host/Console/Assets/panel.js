// One creator, whole, beside the table.
import { alone, copy, fill, h, icon, outside } from "./dom.js";
import { avatar, emailSource, lastPost } from "./columns.js";
import { ago, exact, language, many, moment, percent, region, short, whole } from "./words.js";

const narrow = matchMedia("(max-width: 899px)");

/** Dispatches `close`, and `walk` with -1 or 1. */
export class CreatorPanel extends EventTarget {
  root = h("aside", { class: "panel", "aria-label": "Creator", hidden: true });
  creator;

  constructor() {
    super();
    narrow.addEventListener("change", this.#cover);
  }

  get isOpen() { return !this.root.hidden; }

  show(creator, { focus = true } = {}) {
    this.creator = creator;
    this.root.hidden = false;
    fill(this.root, this.#bar(), this.#head(creator), this.#numbers(creator), section("E-mail", emails(creator)),
      section("Biography", creator.bio && h("p", { class: "bio" }, creator.bio)), section("Links", links(creator)),
      section("Why similar", similarity(creator)), section("Posts", posts(creator)),
      section("Found", found(creator)));
    this.root.scrollTop = 0;
    this.#cover();
    if (focus) this.root.querySelector("h2").focus({ preventScroll: true });
  }

  hide() {
    if (this.root.hidden) return;
    this.dismiss();
    this.dispatchEvent(new Event("close"));
  }

  /** Goes because what it belongs to goes. */
  dismiss() {
    this.root.hidden = true;
    this.creator = undefined;
    this.#cover();
  }

  /** For good. */
  remove() {
    this.dismiss();
    narrow.removeEventListener("change", this.#cover);
  }

  /** Where it covers everything, nothing below it can be reached. */
  #cover = () => alone(this.root, this.isOpen && narrow.matches);

  #bar() {
    const walk = (by) => this.dispatchEvent(new CustomEvent("walk", { detail: by }));
    return h("div", { class: "bar" },
      h("button", { class: "plain", "aria-label": "Previous creator", title: "Previous  ←", onclick: () => walk(-1) }, icon("left")),
      h("button", { class: "plain", "aria-label": "Next creator", title: "Next  →", onclick: () => walk(1) }, icon("right")),
      h("span", { class: "grow" }),
      h("button", { class: "plain", "aria-label": "Close", title: "Close  Esc", onclick: () => this.hide() }, icon("close")));
  }

  #head(creator) {
    const handle = creator.handle ? `@${creator.handle}` : creator.externalId;
    return h("header", {}, avatar(creator, "large"), h("div", {},
      h("h2", { tabindex: -1 }, creator.displayName || handle),
      h("p", { class: "quiet" }, creator.profileUrl ? leading(creator.profileUrl, handle) : handle),
      h("p", { class: "badges" },
        creator.verified && h("span", { class: "badge" }, icon("verified"), "Verified"),
        creator.private && h("span", { class: "badge" }, icon("lock"), "Private"),
        creator.category && h("span", { class: "badge" }, creator.category),
        creator.country && h("span", { class: "badge" }, region(creator.country)),
        creator.language && h("span", { class: "badge" }, language(creator.language)))));
  }

  #numbers(creator) {
    const last = lastPost(creator);
    const list = [
      ["Followers", creator.followers, short], ["Following", creator.following, short], ["Posts", creator.posts, short],
      ["Likes", creator.likes, short], ["Engagement", creator.engagementRate, percent],
      ["Last post", last, (text) => ago(text)],
    ].filter(([, value]) => value !== undefined);
    return list.length > 0 && h("dl", { class: "numbers" }, list.map(([label, value, show]) =>
      h("div", {}, h("dt", {}, label),
        h("dd", { class: typeof value === "number" ? "" : "words", title: typeof value === "number" ? exact(value) : moment(value) }, show(value)))));
  }
}

function section(title, content) {
  if (!content || content.length === 0) return false;
  return h("section", {}, h("h3", {}, title), content);
}

const leading = (url, text) => outside(url, {}, text, icon("external"));

function emails(creator) {
  return creator.emails.map((email) => h("p", { class: "line" },
    h("button", { class: "chip", type: "button", onclick: () => copy(email.address) }, email.address, icon("copy")),
    h("span", { class: "quiet" }, `from ${emailSource(email)}`)));
}

function links(creator) {
  return creator.links.map((link) => h("p", { class: "line" }, leading(link.url, link.title || link.url.replace(/^https?:\/\/(www\.)?/, ""))));
}

function similarity(creator) {
  if (!creator.similarity) return false;
  return [h("p", {}, `${whole(creator.similarity.score)} similar`),
    h("ul", {}, creator.similarity.reasons.map((reason) => h("li", {}, reason)))];
}

const counts = [["views", "view"], ["likes", "like"], ["comments", "comment"], ["shares", "share"]];

function posts(creator) {
  return creator.content.map((post) => h("article", { class: "post" },
    h("p", { class: "caption" }, post.caption || (post.hashtags.length ? post.hashtags.map((tag) => `#${tag}`).join(" ") : "No caption")),
    h("p", { class: "quiet" },
      counts.filter(([field]) => post[field] !== undefined)
        .map(([field, word]) => `${short(post[field])} ${post[field] === 1 ? word : `${word}s`}`).join(" · ")),
    h("p", { class: "quiet" },
      post.publishedAt && h("time", { datetime: post.publishedAt, title: moment(post.publishedAt) },
        `${post.publishedAtApproximate ? "about " : ""}${ago(post.publishedAt)}`),
      post.publishedAt && post.url && " · ", post.url && leading(post.url, "Open the post"))));
}

function found(creator) {
  return [h("p", {}, `Number ${exact(creator.position)} of this search, `,
    h("time", { datetime: creator.foundAt, title: moment(creator.foundAt) }, ago(creator.foundAt)), "."),
  h("p", { class: "quiet" }, `${many(creator.postsSeen, "post")} seen`,
    creator.profileFetchedAt && `, profile read ${ago(creator.profileFetchedAt)}`, ".")];
}
