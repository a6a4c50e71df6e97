// Words for numbers, dates, states and errors: short, in the reader's locale, and honest about what is unknown.

const locale = navigator.language;
const exactFormat = new Intl.NumberFormat(locale);
const shortFormat = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
const percentFormat = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholeFormat = new Intl.NumberFormat(locale, { style: "percent" });
const dateFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
const regions = new Intl.DisplayNames(locale, { type: "region" });
const languages = new Intl.DisplayNames(locale, { type: "language" });

export const exact = (value) => (value === undefined ? "" : exactFormat.format(value));
export const short = (value) => (value === undefined ? "" : shortFormat.format(value));
export const percent = (value) => (value === undefined ? "" : percentFormat.format(value));
export const whole = (value) => (value === undefined ? "" : wholeFormat.format(value));
export const moment = (text) => (text ? dateFormat.format(new Date(text)) : "");
export const many = (count, one, more = `${one}s`) => `${exact(count)} ${count === 1 ? one : more}`;

export function region(code) {
  try { return regions.of(code) ?? code; } catch { return code; }
}

export function language(code) {
  try { return languages.of(code) ?? code; } catch { return code; }
}

// Years only from the second on: "last year" may be yesterday.
const units = [["year", 31536000, 63072000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** Such as "3 days ago". */
export function ago(text, now = Date.now()) {
  if (!text) return "";
  const seconds = (new Date(text).getTime() - now) / 1000;
  for (const [unit, length, from = length] of units) {
    if (Math.abs(seconds) >= from) return relativeFormat.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}

export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export const statuses = {
  pending: "Waiting", processing: "Searching", paused: "Paused", completed: "Completed", error: "Failed",
  timeout: "Out of time", cancelled: "Cancelled", draft: "Draft", active: "Active", archived: "Archived",
};

export const isFinal = (status) => ["completed", "error", "timeout", "cancelled"].includes(status);

export const modes = { keyword: "Keyword", similar: "Similar to" };
export const modeName = (id) => modes[id] ?? id.charAt(0).toUpperCase() + id.slice(1);

/** What happened and what to do about it, for each code that the host has; the host's own sentence otherwise. */
const explanations = {
  OFFLINE: ["The host cannot be reached.", "What you see stays. The console goes on by itself once it answers."],
  UNAUTHENTICATED: ["You are signed out.", "Sign in again to go on where you were."],
  FORBIDDEN: ["This is not yours to change.", "Ask an admin if you need it."],
  RATE_LIMITED: ["Too many requests.", "Wait a moment, then try again."],
  OVERLOADED: ["The host has too much to do.", "Wait a moment, then try again."],
  DATABASE_UNAVAILABLE: ["The database is away.", "Nothing is lost. Try again in a few seconds."],
  VENDOR_UNAVAILABLE: ["Sign-in cannot be checked right now.", "Try again in a few seconds."],
  INTERNAL: ["Something went wrong on our side.", "Try again; if it happens again, report the request id."],
  PLATFORM_PAUSED: ["This platform is paused.", "What was found is kept. Try again later, or search elsewhere."],
  ONBOARDING_REQUIRED: ["Your account is not set up yet.", "Finish the set-up, then search."],
  TRIAL_EXPIRED: ["Your trial is over.", "What you found stays readable; subscribe to search again."],
  PLAN_LIMIT_REACHED: ["Your plan's limit is reached.", "Wait for a search to end, or change the plan."],
  CREDIT_BUDGET_REACHED: ["The credit budget is used up.", "What was found is kept. Ask an admin for more."],
  PROVIDER_UNAVAILABLE: ["The data provider did not answer.", "What was found is kept. Try again in a few minutes."],
  PROVIDER_RATE_LIMITED: ["The data provider wants us slower.", "What was found is kept. Try again in a few minutes."],
  PROVIDER_OUT_OF_CREDITS: ["The data provider is out of credits.", "What was found is kept, and the search goes on by itself. Tell an admin."],
  PROVIDER_UNAUTHORIZED: ["The data provider refuses our key.", "What was found is kept, and the search goes on by itself. Tell an admin."],
  PROVIDER_CHANGED: ["The data provider's answers have changed.", "What was found is kept. Tell an admin: the platform needs an update."],
  TARGET_NOT_FOUND: ["There is no such creator.", "Check the spelling of the handle, or paste the profile's address."],
  TARGET_PRIVATE: ["This creator's profile is private.", "Choose a creator whose profile is public."],
  INVALID_INPUT: ["The platform cannot search for this.", "Change the terms, then search again."],
  TOO_MANY_RUNS: ["The search took all the pages it may.", "What was found is kept. Narrower terms find more."],
  JOB_TIMEOUT: ["The search ran out of time.", "What was found is kept. Search again for the rest."],
};

export function explain(code, message) {
  const known = explanations[code];
  const said = message && !known?.[0].startsWith(message) ? message : "";
  return { title: known?.[0] ?? (message || "That did not work."), advice: known?.[1] ?? "", said: known ? said : "" };
}
