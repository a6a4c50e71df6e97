// Elements without markup in strings: what creators write about themselves can only ever become text.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Properties are attributes, `on…` listeners, or `data` for the dataset; false and undefined are left out. */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "value" || key === "checked") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

/** Appends nodes and texts, flattening lists and leaving out what is not there. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    element.append(child);
  }
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

const drawings = {
  search: "M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM16 16l5 5",
  campaigns: "M4 6h16M4 12h16M4 18h10",
  account: "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4 21c1-4 4-6 8-6s7 2 8 6",
  reference: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
  providers: "M3 12h4l3-8 4 16 3-8h4",
  overview: "M4 20V11M10 20V4M16 20v-7M3 20h18",
  platforms: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  users: "M9 5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM2 20c1-4 4-5 7-5s6 1 7 5M16 5a3.5 3.5 0 0 1 0 7M18 15c2 1 3 3 4 5",
  logs: "M5 3h14v18H5zM9 8h6M9 12h6M9 16h3",
  audit: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16zM12 8v4l3 2",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  scheme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  close: "M6 6l12 12M18 6L6 18",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  filters: "M4 6h16M7 12h10M10 18h4",
  columns: "M4 5h16v14H4zM10 5v14M15 5v14",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  mail: "M3 6h18v12H3zM3 7l9 6 9-6",
  verified: "M5 12l5 5 9-10",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  plus: "M12 5v14M5 12h14",
  stop: "M7 7h10v10H7z",
  warning: "M12 4L2 20h20zM12 10v5M12 18h.01",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

/** One of the console's line drawings. It says nothing to a screen reader: the words beside it do. */
export function icon(name) {
  return drawing(drawings[name] ?? drawings.more);
}

export function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** A platform's own drawing, or the first letter of its name. */
export function platformIcon(platform) {
  if (platform?.icon) return drawing(platform.icon);
  return h("span", { class: "letter", "aria-hidden": "true" }, (platform?.name ?? "?").slice(0, 1).toUpperCase());
}

/** Says something to a screen reader, without anything being seen. */
export function announce(text) {
  const place = document.getElementById("announce");
  if (place.textContent !== text) place.textContent = text;
}

/** A short word at the edge of the window that goes by itself. */
export function toast(text) {
  const note = h("div", { class: "toast" }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 4000);
}

export async function copy(text, what = text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied ${what}`);
  } catch {
    toast("The browser does not allow copying here. Select the text and copy it by hand.");
  }
}

/** A menu under a button: closes on Escape, on a click elsewhere and when the focus leaves. */
export function menu(label, props, ...children) {
  const sheet = h("div", { class: "sheet" }, children);
  const button = h("button", { type: "button", "aria-expanded": "false", ...props }, label);
  const root = h("div", { class: "menu" }, button, sheet);
  const show = (isOpen) => {
    root.classList.toggle("open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) sheet.querySelector("input, select, button, a")?.focus();
  };
  button.addEventListener("click", () => show(!root.classList.contains("open")));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.classList.contains("open")) return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  root.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !root.contains(event.relatedTarget)) show(false);
  });
  const close = () => {
    const hadFocus = sheet.contains(document.activeElement);
    show(false);
    if (hadFocus) button.focus();
  };
  return Object.assign(root, { close, sheet });
}

// One for all menus, of which there are new ones with each drawing of a list.
document.addEventListener("pointerdown", (event) => {
  for (const root of document.querySelectorAll(".menu.open")) if (!root.contains(event.target)) root.close();
});

/**
 * One of a group of radio buttons that look like tabs: arrows walk, and choose what can be chosen. What is off can be
 * reached all the same, for it says why.
 */
export function radio(name, { isOn, choose, picture, off }) {
  return h("button", {
    type: "button", role: "radio", "aria-checked": String(isOn), "aria-disabled": off ? "true" : undefined, tabindex: isOn ? 0 : -1,
    title: off, onclick: choose,
    onkeydown: (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const all = [...event.currentTarget.parentNode.children];
      const next = all[(all.indexOf(event.currentTarget) + by + all.length) % all.length];
      next.focus();
      if (!next.hasAttribute("aria-disabled")) next.click();
    },
  }, picture, name, off && h("span", { class: "hidden" }, `(${off})`));
}

/** Makes everything else unreachable, or reachable again; what is read out stays. */
export function alone(element, isAlone) {
  for (let one = element; one.parentElement && one !== document.body; one = one.parentElement) {
    for (const other of one.parentElement.children) if (other !== one && !other.hasAttribute("aria-live")) other.inert = isAlone;
  }
}

/** How far something is, from 0 to 100. */
export function meter(progress) {
  const bar = h("div", { class: "meter", role: "progressbar", "aria-label": "Progress", "aria-valuemin": 0, "aria-valuemax": 100,
    "aria-valuenow": Math.round(progress) }, h("span", {}));
  bar.firstChild.style.width = `${progress}%`;
  return bar;
}

/** A link to another site, in a window of its own. What is no address of the web is shown and leads nowhere. */
export function outside(url, props, ...content) {
  const href = /^https?:\/\//i.test(url ?? "") ? url : undefined;
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", ...props }, content);
}
