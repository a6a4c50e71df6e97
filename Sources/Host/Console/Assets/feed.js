// Follows a job: its state, and its creators in the order in which they arrive.
import { api, ApiError, offers } from "./api.js";
import { isFinal } from "./words.js";

/** How long a page that hears events waits for the next before it looks for itself. */
const quiet = 60000;

/**
 * Hears of news by server-sent events; where those fail, asks in intervals until they are back.
 *
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
  /** The stream of events, until the host refuses it. */
  #source;
  /** Whether the stream is open: nothing has to be asked for. */
  #isTold = false;
  /** Whether a stream has been open since the last one was asked for: one that is refused at once is given up. */
  #hasOpened = true;
  #hasNews = true;
  /** Whether something came while nobody waited for it. */
  #isStirred = false;

  constructor(id) {
    super();
    this.#id = id;
  }

  get id() { return this.#id; }
  get #path() { return `/api/jobs/${encodeURIComponent(this.#id)}`; }

  stop() { this.#stopping.abort(); }

  async cancel() {
    this.#became((await api.delete(this.#path)).data);
    this.#stir();
  }

  /** Runs until the job has ended and all its creators are here, or `stop` is called. Never throws. */
  async run() {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      let wait;
      try {
        wait = quiet;
        if (!this.#isTold) {
          const { data, meta } = await api.get(this.#path, { signal });
          this.#became(data);
          this.#hasNews = true;
          wait = meta.pollAfterMs ?? 2000;
        }
        const ended = isFinal(this.job.status);
        if (this.#hasNews || ended) {
          this.#hasNews = false;
          await this.#readRows(signal);
        }
        if (!ended) this.#mayBeOld = true;
        else if (this.#mayBeOld) await this.#reread(signal);
        if (failures) this.#tell("trouble", undefined);
        failures = 0;
        if (ended) {
          this.#source?.close();
          return this.#tell("end");
        }
        this.#listen(signal);
      } catch (error) {
        if (error.name === "AbortError") return;
        this.#hasNews = true;
        this.#tell("trouble", error);
        if (error.status >= 400 && error.status < 500 && error.status !== 429) return this.#tell("end");
        failures += 1;
        wait = Math.max((error.retryAfter ?? 0) * 1000, Math.min(15000, 1000 * 2 ** failures));
      }
      await this.#pause(wait, signal);
    }
  }

  /** Follows the job by events, unless that is so already or the host will not have it. */
  #listen(signal) {
    if (this.#source || !this.#hasOpened || !offers("/api/jobs/{id}/events") || signal.aborted) return;
    this.#hasOpened = false;
    const source = new EventSource(`${this.#path}/events`);
    this.#source = source;
    const became = ({ data }) => {
      this.#became(JSON.parse(data));
      this.#stir();
    };
    source.addEventListener("open", () => { this.#isTold = this.#hasOpened = true; });
    source.addEventListener("progress", became);
    source.addEventListener("creators", () => { this.#hasNews = true; this.#stir(); });
    source.addEventListener("done", (event) => { source.close(); became(event); });
    source.addEventListener("error", () => {
      // The browser comes again by itself, with the last id; what was refused it gives up.
      if (source.readyState === EventSource.CLOSED) this.#source = undefined;
      if (!this.#isTold) return;
      this.#isTold = false;
      this.#stir();
    });
    signal.addEventListener("abort", () => source.close());
  }

  #stir() {
    this.#isStirred = true;
    this.#wake?.();
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
    if (this.#isStirred) {
      this.#isStirred = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#isStirred = false;
        this.#wake = undefined;
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
