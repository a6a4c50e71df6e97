// What the table shows of a creator, and how it is sorted. Unknown is an empty cell, never 0.
import { copy, h, icon, outside } from "./dom.js";
import { ago, exact, language, moment, percent, region, short, whole } from "./words.js";

const sources = { bio: "the biography", profile: "the profile", content: "a post", linkInBio: "the linked page" };

export const lastPost = (creator) =>
  creator.content.reduce((latest, post) => (post.publishedAt > (latest ?? "") ? post.publishedAt : latest), undefined);

export function initials(creator) {
  const words = (creator.displayName || creator.handle || "?").match(/[\p{L}\p{N}]+/gu) ?? ["?"];
  return (words[0][0] + (words[1]?.[0] ?? "")).toUpperCase();
}

/** Initials on one of eight quiet colours, the same for a creator each time. */
export function avatar(creator, size = "") {
  let sum = 0;
  for (const letter of creator.externalId) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return h("span", { class: `avatar tint-${sum % 8} ${size}`, "aria-hidden": "true" }, initials(creator));
}

export const emailSource = (email) => sources[email.source] ?? email.source;

function emailChip(email) {
  return h("button", {
    class: "chip", type: "button", tabindex: -1, title: `${email.address}, from ${emailSource(email)}. Copies it.`,
    onclick: (event) => { event.stopPropagation(); copy(email.address); },
  }, email.address);
}

function linkIcon(link) {
  return outside(link.url, {
    class: "link", tabindex: -1,
    title: link.title ? `${link.title}: ${link.url}` : link.url, "aria-label": link.title || link.url,
    onclick: (event) => event.stopPropagation(),
  }, icon("link"));
}

function more(count) {
  return count > 0 && h("span", { class: "quiet" }, `+${count}`);
}

function scoreBar(similarity) {
  if (!similarity) return "";
  const bar = h("span", { class: "score", title: similarity.reasons.join("\n") }, h("span", {}));
  bar.firstChild.style.width = `${Math.round(similarity.score * 100)}%`;
  return [bar, h("span", {}, whole(similarity.score))];
}

const number = (id, label, width, value, show = short) => ({
  id, label, width, kind: "number", value,
  cell: (creator) => {
    const known = value(creator);
    return known === undefined ? "" : h("span", { title: exact(known) }, show(known));
  },
});

export const columns = [
  { id: "found", label: "#", width: 48, kind: "number", value: (creator) => -creator.position,
    cell: (creator) => h("span", { class: "quiet" }, exact(creator.position)), about: "Order of arrival",
    orders: ["First come first", "Last come first"] },
  { id: "name", label: "Creator", width: 216, fixed: true, kind: "text",
    value: (creator) => (creator.handle ?? creator.displayName ?? "").toLowerCase() },
  number("followers", "Followers", 88, (creator) => creator.followers),
  { ...number("engagement", "Engagement", 104, (creator) => creator.engagementRate),
    cell: (creator) => creator.engagementRate === undefined ? "" : h("span", {
      title: `Likes and comments by ${creator.engagementBasis}, the median of ${creator.postsSeen} posts`,
    }, percent(creator.engagementRate)) },
  { id: "email", label: "E-mail", width: 200, kind: "text", value: (creator) => creator.emails[0]?.address,
    cell: (creator) => creator.emails.length ? [emailChip(creator.emails[0]), more(creator.emails.length - 1)] : "" },
  { id: "similarity", label: "Similarity", width: 96, kind: "number", value: (creator) => creator.similarity?.score,
    cell: (creator) => scoreBar(creator.similarity), mode: "similar" },
  { id: "links", label: "Links", width: 88, kind: "number", value: (creator) => creator.links.length || undefined,
    cell: (creator) => [creator.links.slice(0, 2).map(linkIcon), more(creator.links.length - 2)] },
  { id: "country", label: "Country", width: 76, kind: "text", value: (creator) => creator.country,
    cell: (creator) => creator.country ? h("span", { title: region(creator.country) }, creator.country) : "" },
  { id: "language", label: "Language", width: 88, kind: "text", value: (creator) => creator.language,
    cell: (creator) => creator.language ? language(creator.language) : "" },
  { id: "last", label: "Last post", width: 108, kind: "text", value: lastPost, orders: ["Latest first", "Oldest first"],
    cell: (creator) => {
      const last = lastPost(creator);
      return last ? h("time", { datetime: last, title: moment(last) }, ago(last)) : "";
    } },
  { ...number("posts", "Posts", 88, (creator) => creator.posts), optional: true },
  { ...number("following", "Following", 96, (creator) => creator.following), optional: true },
  { id: "category", label: "Category", width: 128, kind: "text", value: (creator) => creator.category,
    cell: (creator) => creator.category ?? "", optional: true },
];

/** Compares by a column; creators whose value is unknown come last, whichever the order. */
export function comparison(column, order) {
  const sign = order === "asc" ? 1 : -1;
  return (one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    const difference = a < b ? -1 : a > b ? 1 : 0;
    return difference ? sign * difference : one.position - other.position;
  };
}
