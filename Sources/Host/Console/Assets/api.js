// The one place that speaks to the host.

const meta = (name) => document.querySelector(`meta[name="gemz-${name}"]`)?.content ?? "";

export const stage = meta("stage");
export const version = meta("version");
export const standIns = meta("stand-ins").split("\n").filter(Boolean).map((line) => {
  const at = line.indexOf(" ");
  return { vendor: line.slice(0, at), url: line.slice(at + 1) };
});
const routes = new Set(meta("routes").split(" "));

/** Whether this host has a route; the console offers nothing that would not answer. */
export const offers = (path) => routes.has(path);

/** Whether a text is an id of the host's. What an address brings may be anything, a path that leads elsewhere too. */
export const isId = (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? "");

/** A key under which one wish is done once, however often it is sent. */
export const wishKey = unique;

/** What the host refused, or `OFFLINE` where it could not be asked. */
export class ApiError extends Error {
  constructor(code, message, { status = 0, details, requestId, retryAfter } = {}) {
    super(message);
    Object.assign(this, { code, status, details, requestId, retryAfter });
  }

  /** What the host says about single fields, by their names. */
  get fields() {
    return Array.isArray(this.details) ? this.details : [];
  }
}

export const api = {
  get: (path, options) => call("GET", path, undefined, options),
  post: (path, body, options) => call("POST", path, body, options),
  put: (path, body, options) => call("PUT", path, body, options),
  patch: (path, body, options) => call("PATCH", path, body, options),
  delete: (path, options) => call("DELETE", path, undefined, options),
};

/** Told when the host no longer knows who we are. */
export const signedOut = new EventTarget();

/**
 * Makes sure that a link is followed as who we are: a session lasts a minute, and a download cannot ask for another one.
 * Throws as all of `api` does.
 */
export async function renew() {
  if (!(await refreshed())) await api.get("/api/platforms");
}

/** Answers `{data, meta}`; throws `ApiError`, or the browser's `AbortError`. */
async function call(method, path, body, options = {}) {
  const key = method === "POST" ? { "Idempotency-Key": options.key ?? unique() } : {};
  let answer = await send(method, path, body, key, options);
  if (answer.status === 401 && (await refreshed())) answer = await send(method, path, body, key, options);
  const text = await answer.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ApiError("UNREADABLE", "The host's answer cannot be read.", { status: answer.status });
  }
  if (answer.ok) return json;
  if (answer.status === 401) signedOut.dispatchEvent(new Event("signed-out"));
  throw new ApiError(json.code ?? "INTERNAL", json.error ?? "", {
    status: answer.status, details: json.details, requestId: json.requestId,
    retryAfter: Number(answer.headers.get("Retry-After")) || undefined,
  });
}

async function send(method, path, body, headers, { signal } = {}) {
  // Whatever got into a path, the browser must not make another path of it.
  if (new URL(path, location.origin).pathname !== path.split("?")[0]) throw new ApiError("INVALID_INPUT", "There is no such address.");
  try {
    return await fetch(path, {
      method, signal, credentials: "same-origin",
      headers: { Accept: "application/json", ...headers, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("OFFLINE", "The host cannot be reached.");
  }
}

let refreshing;

/** Asks for a new session once for all calls that wait for one. */
function refreshed() {
  if (!offers("/auth/refresh")) return Promise.resolve(false);
  refreshing ??= fetch("/auth/refresh", { method: "POST", credentials: "same-origin" })
    .then((answer) => answer.ok, () => false)
    .finally(() => { refreshing = undefined; });
  return refreshing;
}

/** `crypto.randomUUID` is missing where the page came without TLS from another machine. */
function unique() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
