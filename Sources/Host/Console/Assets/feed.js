// Follows a job: its state, and its creators in the order in which they arrive.
import { api, ApiError } from "./api.js";
import { isFinal } from "./words.js";

/**
 * Dispatches `job` when the job's state was read, `rows` (with `detail.added`) when creators came, `trouble` (with
 * `detail`, an error or undefined) when the host stops or starts answering, `reread` when `rows` is another list with the
 * same creators as they are known by now, and `end` when there is nothing to wait for.
 */
export class Feed extends EventTarget {
  rows = [];
  job;
  #id;
  #stopping = new AbortController();
  #cursor;
  #isWhole = false;
  /** Whether rows were read while the search ran: creators that are met again grow. */
  #mayBeOld = false;
  #wake;

  constructor(id) {
    super();
    this.#id = id;
  }

  get id() { return this.#id; }
  get #path() { return `/api/jobs/${encodeURIComponent(this.#id)}`; }

  stop() { this.#stopping.abort(); }

  async cancel() {
    this.#became((await api.delete(this.#path)).data);
    this.#wake?.();
  }

  /** Runs until the job has ended and all its creators are here, or `stop` is called. Never throws. */
  async run() {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      let wait;
      try {
        const { data, meta } = await api.get(this.#path, { signal });
        this.#became(data);
        await this.#readRows(signal);
        if (!isFinal(data.status)) this.#mayBeOld = true;
        else if (this.#mayBeOld) await this.#reread(signal);
        if (failures) this.#tell("trouble", undefined);
        failures = 0;
        if (isFinal(data.status)) return this.#tell("end");
        wait = meta.pollAfterMs ?? 2000;
      } catch (error) {
        if (error.name === "AbortError") return;
        this.#tell("trouble", error);
        if (error.status >= 400 && error.status < 500 && error.status !== 429) return this.#tell("end");
        failures += 1;
        wait = Math.max((error.retryAfter ?? 0) * 1000, Math.min(15000, 1000 * 2 ** failures));
      }
      await this.#pause(wait, signal);
    }
  }

  /** Reads every page that there is by now. A short page says that the rest has yet to be found. */
  async #readRows(signal) {
    while (!this.#isWhole) {
      const limit = this.rows.length ? 200 : 50;
      const { data, meta } = await this.#page(limit, this.#cursor, signal);
      this.rows.push(...data);
      if (data.length) this.#tell("rows", { added: data.length });
      // While the search may find more, its last page has a cursor too: without one, this was the end.
      this.#isWhole = !meta.pagination.nextCursor;
      this.#cursor = meta.pagination.nextCursor;
      if (data.length < limit) return;
    }
  }

  #page(limit, cursor, signal) {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    return api.get(`${this.#path}/results?limit=${limit}${after}`, { signal });
  }

  async #reread(signal) {
    const rows = [];
    let cursor;
    do {
      const { data, meta } = await this.#page(200, cursor, signal);
      rows.push(...data);
      cursor = meta.pagination.nextCursor;
    } while (cursor);
    this.rows = rows;
    this.#mayBeOld = false;
    this.#tell("reread");
  }

  #became(job) {
    if (job.id !== this.#id) throw new ApiError("NOT_FOUND", "The host has answered for another search.", { status: 404 });
    this.job = job;
    this.#tell("job");
  }

  #tell(type, detail) {
    if (!this.#stopping.signal.aborted) this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Waits; less long when the network comes back or the page is looked at again. */
  #pause(milliseconds, signal) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        for (const [target, type] of wakers) target.removeEventListener(type, done);
        resolve();
      };
      const wakers = [[window, "online"], [document, "visibilitychange"], [signal, "abort"]];
      const timer = setTimeout(done, milliseconds);
      this.#wake = done;
      for (const [target, type] of wakers) target.addEventListener(type, done);
    });
  }
}
