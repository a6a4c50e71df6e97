// What somebody has chosen about the console itself, kept by this browser.

function read(name) {
  try { return localStorage.getItem(`gemz.${name}`) ?? undefined; } catch { return undefined; }
}

function write(name, value) {
  try {
    if (value === undefined) localStorage.removeItem(`gemz.${name}`); else localStorage.setItem(`gemz.${name}`, value);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

const root = document.documentElement;
let keys = read("keys") !== "off";

export const preferences = {
  /** `light`, `dark`, or undefined for the system's; theme.js reads it before the first paint. */
  get scheme() { return root.dataset.scheme; },
  set scheme(scheme) {
    if (scheme) root.dataset.scheme = scheme; else delete root.dataset.scheme;
    write("scheme", scheme);
  },
  /** Whether a letter alone does something: who speaks to the computer, or slips on keys, had better be without. */
  get keys() { return keys; },
  set keys(isOn) {
    keys = isOn;
    write("keys", isOn ? undefined : "off");
  },
};
