// Plots of numbers by day: bars in inline SVG, values on hover and by arrow keys, and a table of the same numbers.
import { table } from "./admin.js";
import { fill, h } from "./dom.js";
import { exact, short } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const dayFormat = new Intl.DateTimeFormat(navigator.language, { day: "numeric", month: "short", timeZone: "UTC" });
const nameOf = (day) => dayFormat.format(new Date(`${day}T00:00:00Z`));

/** `series` are `{field, label}` from the bottom up; `more` are told beside them and not drawn. */
export function plot(title, days, series, more = []) {
  const shown = [...more, ...series];
  if (!days.some((day) => shown.some(({ field }) => day[field] > 0))) {
    return h("figure", { class: "plot" }, h("figcaption", {}, h("h2", {}, title)), h("p", { class: "quiet" }, "Nothing in these 30 days. The first search draws the first bar."));
  }
  const highest = nice(Math.max(...days.map((day) => series.reduce((sum, { field }) => sum + day[field], 0))));
  const readout = h("p", { class: "readout" });
  const bars = drawing(days, series, highest);
  const marks = [...bars.querySelectorAll(".day")];
  const slider = h("div", {
    class: "bars", role: "slider", tabindex: 0, "aria-label": `${title}, by day`, "aria-valuemin": 1, "aria-valuemax": days.length,
    onpointermove: (event) => choose(dayAt(event)), onpointerdown: (event) => choose(dayAt(event)), onpointerleave: () => choose(days.length - 1),
    onkeydown: (event) => {
      const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0, End: days.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(to);
    },
  }, bars);
  let now;
  const dayAt = (event) => {
    const box = slider.getBoundingClientRect();
    return Math.floor(((event.clientX - box.left) / box.width) * days.length);
  };
  function choose(index) {
    marks[now]?.classList.remove("now");
    now = Math.min(Math.max(index, 0), days.length - 1);
    marks[now].classList.add("now");
    const values = shown.map(({ field, label }) => `${exact(days[now][field])} ${label.toLowerCase()}`).join(", ");
    slider.setAttribute("aria-valuenow", now + 1);
    slider.setAttribute("aria-valuetext", `${nameOf(days[now].day)}: ${values}`);
    fill(readout, h("strong", {}, nameOf(days[now].day)), ` ${values}`);
  }
  choose(days.length - 1);
  const middle = Math.floor(days.length / 2);
  return h("figure", { class: "plot" }, h("figcaption", {}, h("h2", {}, title),
    h("ul", { class: "legend" }, series.map(({ label }, at) => h("li", {}, h("i", { class: `series-${at}`, "aria-hidden": "true" }), label)))),
  readout,
  h("div", { class: "axes" },
    h("div", { class: "ticks", "aria-hidden": "true" }, [highest, highest / 2, 0].map((value) => h("span", {}, short(value)))), slider,
    h("div", { class: "dates", "aria-hidden": "true" }, [0, middle, days.length - 1].map((at) => h("span", {}, nameOf(days[at].day))))),
  h("details", {}, h("summary", {}, "The same numbers as a table"),
    table(title, ["Day", ...shown.map(({ label }) => label)], [...days].reverse().map((day) => [nameOf(day.day), ...shown.map(({ field }) => exact(day[field]))]))));
}

/** The next number that halves well. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return Math.max(2, [1, 2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value));
}

function drawing(days, series, highest) {
  const svg = shape("svg", { viewBox: `0 0 ${days.length * 10} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const y of [0, 50, 100]) svg.append(shape("line", { x1: 0, x2: days.length * 10, y1: y, y2: y }));
  days.forEach((day, index) => {
    const group = shape("g", { class: "day" });
    group.append(shape("rect", { class: "ground", x: index * 10, y: 0, width: 10, height: 100 }));
    let top = 100;
    series.forEach(({ field }, at) => {
      const height = (day[field] / highest) * 100;
      if (!height) return;
      top -= height;
      group.append(shape("rect", { class: `series-${at}`, x: index * 10 + 1.5, y: top, width: 7, height }));
    });
    svg.append(group);
  });
  return svg;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
