// The API reference, made from /openapi.json as this host serves it.
import { copy, fill, h, icon } from "./dom.js";
import { skeleton } from "./table.js";

/** Where there is little room, the contents are folded away. */
const narrow = matchMedia("(max-width: 899px)");
const methods = ["get", "post", "put", "patch", "delete"];

export class Page {
  root = h("div", {});
  #document;
  #operations = [];
  #search = h("input", { type: "search", placeholder: "Search the API", "aria-label": "Search the API", oninput: () => this.#draw() });
  #contents = h("div", {});
  #list = h("details", { class: "contents" }, h("summary", {}, "Contents"), this.#contents);
  #nav = h("nav", { "aria-label": "Routes", tabindex: 0 }, this.#search, this.#list);
  #body = h("div", { class: "body", tabindex: 0, role: "region", "aria-label": "Reference" });

  async mount() {
    fill(this.root, skeleton(8));
    this.#document = await (await fetch("/openapi.json")).json();
    for (const [path, item] of Object.entries(this.#document.paths)) {
      for (const method of methods.filter((one) => item[one])) {
        const operation = { path, method, ...item[method], tag: item[method].tags?.[0] ?? "other" };
        if (operation.tag === "console") continue;
        operation.text = JSON.stringify([method, path, item[method]]).toLowerCase();
        this.#operations.push(operation);
      }
    }
    this.root.className = "routes";
    narrow.addEventListener("change", this.#unfold);
    this.#unfold();
    fill(this.root, this.#nav, this.#body);
    this.#draw();
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }

  unmount() {
    narrow.removeEventListener("change", this.#unfold);
  }

  #unfold = () => { this.#list.open = !narrow.matches; };

  key(event) {
    if (event.key !== "/") return false;
    this.#search.focus();
    return true;
  }

  #draw() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = this.#operations.filter((one) => words.every((word) => one.text.includes(word)));
    const tags = [...new Set(shown.map((one) => one.tag))];
    fill(this.#contents, tags.map((tag) => [h("h2", {}, title(tag)),
      shown.filter((one) => one.tag === tag).map((one) => h("a", {
        href: `#${one.operationId}`, title: one.summary,
        onclick: (event) => {
          event.preventDefault();
          if (narrow.matches) this.#list.open = false;
          history.replaceState(null, "", `#${one.operationId}`);
          document.getElementById(one.operationId).scrollIntoView();
        },
      }, h("span", { class: `method ${one.method}` }, one.method.toUpperCase()), h("span", {}, breakable(one.path))))]));
    fill(this.#body, words.length ? false : this.#opening(),
      shown.length ? tags.map((tag) => shown.filter((one) => one.tag === tag).map((one) => this.#operation(one)))
        : h("p", { class: "quiet" }, "No route has these words."));
  }

  #opening() {
    const { info } = this.#document;
    return h("header", {}, h("h1", {}, `${info.title} API ${info.version}`), h("p", {}, rich(info.description)),
      h("p", { class: "quiet" }, "Send a session token as ", h("code", {}, "Authorization: Bearer …"), ". The same document for programs: ",
        h("a", { href: "/openapi.json", "data-outside": "" }, "/openapi.json")));
  }

  #operation(operation) {
    const body = operation.requestBody?.content?.["application/json"];
    const [status, success] = Object.entries(operation.responses).find(([code]) => code < "300") ?? [];
    const [type, answer] = Object.entries(success?.content ?? {})[0] ?? [];
    const failures = Object.entries(operation.responses).filter(([code]) => code >= "400").map(([code, one]) => [code, this.#named(one, "responses")]);
    return h("article", { class: "operation", id: operation.operationId },
      h("h2", {}, h("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()), h("code", {}, operation.path),
        operation.security?.length ? h("span", { class: "badge" }, icon("lock"), "Session") : h("span", { class: "badge" }, "Anyone")),
      h("p", {}, rich(operation.summary), operation.description && h("span", { class: "quiet" }, " ", rich(operation.description))),
      operation.parameters && [h("h3", {}, "Parameters"), this.#fields(operation.parameters.map((one) =>
        ({ name: one.name, schema: one.schema, isRequired: one.required, about: [one.in, one.description].filter(Boolean).join(": ") })))],
      body && [h("h3", {}, "Body"), this.#fieldsOf(body.schema)],
      h("h3", {}, "Try it"), code(this.#curl(operation, body)),
      status && [h("h3", {}, `Answer ${status}`), type === "application/json" ? this.#answer(answer) : h("p", {}, h("code", {}, type ?? "nothing"))],
      this.#headers(success),
      failures.length > 0 && [h("h3", {}, "Errors"), h("div", { class: "codes" }, failures.map(([code, one]) =>
        h("span", {}, h("strong", {}, code), " ", one.description.replaceAll("`", ""))))]);
  }

  /** Those of an answer, but for what every answer has. */
  #headers(answer) {
    const own = Object.entries(answer?.headers ?? {}).filter(([name]) => name !== "X-Request-Id" && name !== "Cache-Control")
      .map(([name, one]) => [name, this.#named(one, "headers")]);
    return own.length > 0 && [h("h3", {}, "Headers"), this.#fields(own.map(([name, one]) =>
      ({ name, schema: one.schema, isRequired: false, about: one.description })))];
  }

  /** An example, and what each member means. */
  #answer(answer) {
    return [code(JSON.stringify(exampleOf(answer) ?? this.#example(answer.schema), null, 2)),
      h("details", {}, h("summary", {}, "What each member means"), this.#fieldsOf(answer.schema))];
  }

  #resolve(schema = {}) {
    return this.#named(schema, "schemas");
  }

  /** What stands among the components, where it is told by its name alone. */
  #named(one, kind) {
    return one.$ref ? this.#document.components[kind][one.$ref.split("/").pop()] ?? {} : one;
  }

  #fieldsOf(schema) {
    const resolved = this.#resolve(schema);
    const choices = resolved.anyOf ?? resolved.oneOf;
    if (choices) return choices.map((one, index) => [index > 0 && h("p", { class: "quiet" }, "or"), this.#fieldsOf(one)]);
    return this.#fields(this.#members(resolved));
  }

  /** The members of an object, and of the objects in it, named by their path. */
  #members(schema, path = "", above = []) {
    const required = new Set(schema.required ?? []);
    return Object.entries(schema.properties ?? {}).flatMap(([member, one]) => {
      const name = path + member;
      const about = one.description ?? this.#resolve(one).description ?? "";
      const row = { name, schema: one, isRequired: required.has(member), about };
      const [inner, mark] = this.#within(one);
      // An object that holds itself is named once.
      return !inner.properties || above.includes(inner) ? [row] : [row, ...this.#members(inner, `${name}${mark}.`, [...above, inner])];
    });
  }

  /** What is inside of a member, and how its path is written: `emails[].address`. */
  #within(schema, mark = "") {
    const one = this.#resolve(schema);
    return one.type === "array" ? this.#within(one.items, `${mark}[]`) : [one, mark];
  }

  #fields(list) {
    return h("table", { class: "fields" },
      h("thead", {}, h("tr", {}, ["Name", "Type", "About"].map((one) => h("th", { scope: "col" }, one)))),
      h("tbody", {}, list.map(({ name, schema, isRequired, about }) => h("tr", {},
        h("td", {}, h("code", {}, name), isRequired && h("span", { class: "quiet" }, " required")),
        h("td", {}, this.#type(schema)), h("td", {}, rich(about))))));
  }

  #type(schema) {
    const one = this.#resolve(schema);
    if (one.enum) return one.enum.join(" | ");
    if (one.const !== undefined) return String(one.const);
    if (one.type === "array") return `list of ${this.#type(one.items)}`;
    if (one.type === "object") return schema.$ref ? schema.$ref.split("/").pop() : "object";
    const range = one.minimum !== undefined && one.maximum !== undefined ? `, ${one.minimum} to ${one.maximum}` : "";
    const [least, most] = [one.minLength ?? 0, one.maxLength];
    const length = most === undefined ? "" : `, ${least === most ? most : `${least} to ${most}`} characters`;
    const fallback = one.default !== undefined ? `, ${one.default} if not given` : "";
    return `${one.format ?? [one.type ?? "any"].flat().join(" or ")}${range}${length}${fallback}`;
  }

  /** An example that fits a schema, where the document has none. */
  #example(schema, depth = 0) {
    const one = this.#resolve(schema);
    const given = exampleOf(one);
    if (given !== undefined) return given;
    if (one.const !== undefined) return one.const;
    if (one.default !== undefined) return one.default;
    if (one.enum) return one.enum[0];
    const choices = one.anyOf ?? one.oneOf;
    if (choices) return this.#example(choices[0], depth);
    if (one.type === "array") return depth > 4 ? [] : [this.#example(one.items, depth + 1)];
    if (one.type === "object") {
      return Object.fromEntries(Object.entries(one.properties ?? {}).filter(([name]) => depth < 4 || one.required?.includes(name))
        .map(([name, inner]) => [name, this.#example(inner, depth + 1)]));
    }
    if (one.type === "boolean") return true;
    if (one.type === "integer" || one.type === "number") return one.minimum ?? 1;
    if (one.format === "uuid") return "019a7c3e-5d10-7000-8000-000000000001";
    if (one.format === "date-time") return "2026-01-02T03:04:05.678Z";
    return "text";
  }

  #curl(operation, body) {
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
      const parameter = operation.parameters?.find((one) => one.name === name);
      return parameter?.schema?.enum?.[0] ?? `$${name.toUpperCase()}`;
    });
    const lines = [`curl ${operation.method === "get" ? "" : `-X ${operation.method.toUpperCase()} `}"${location.origin}${path}"`];
    if (operation.security?.length) lines.push(`-H "Authorization: Bearer $GEMZ_TOKEN"`);
    if (body) {
      const example = exampleOf(body) ?? this.#required(body.schema);
      lines.push(`-H "Content-Type: application/json"`, `-d '${JSON.stringify(example)}'`);
    }
    return lines.join(" \\\n  ");
  }

  /** The least that a body may be. */
  #required(schema) {
    const one = this.#resolve(schema);
    const choice = this.#resolve(one.anyOf?.[0] ?? one.oneOf?.[0] ?? one);
    const names = choice.required?.length ? choice.required : Object.keys(choice.properties ?? {}).slice(0, 1);
    return Object.fromEntries(names.map((name) => [name, this.#example(choice.properties[name], 1)]));
  }
}

function exampleOf(one) {
  return one?.example ?? one?.examples?.[0] ?? Object.values(one?.examples ?? {})[0]?.value;
}

/** What stands between backticks, as code. */
function rich(text = "") {
  return text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

/** A path that breaks before its slashes and nowhere else, if it can. */
const breakable = (path) => path.split(/(?=\/)/).map((part) => [h("wbr"), part]);

const title = (tag) => tag.charAt(0).toUpperCase() + tag.slice(1);

function code(text) {
  return h("div", { class: "code" }, h("pre", { tabindex: 0 }, text),
    h("button", { type: "button", "aria-label": "Copy", onclick: () => copy(text, "the example") }, icon("copy")));
}
