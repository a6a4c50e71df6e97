// What campaigns do not tell of their searches.
import { api } from "./api.js";
import { isFinal } from "./words.js";

/** Searches that have ended: nothing about them changes any more. */
const ended = new Map();

export const newestFirst = (one, other) => (one.id < other.id ? 1 : -1);

/** The searches with what they looked for; the newest first, four requests at a time, fifty at most. */
export async function details(jobs) {
  const sorted = [...jobs].sort(newestFirst);
  const found = [...sorted];
  let next = 0;
  const work = async () => {
    while (next < Math.min(sorted.length, 50)) {
      const index = next;
      next += 1;
      const { id } = sorted[index];
      // One that went in the meantime is shown with what is known of it.
      found[index] = ended.get(id) ?? (await api.get(`/api/jobs/${encodeURIComponent(id)}`).then(({ data }) => data, () => sorted[index]));
      if (found[index].createdAt && isFinal(found[index].status)) ended.set(id, found[index]);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return found;
}

export function termsOf(job) {
  return (job.keywords ?? job.targetUsernames?.map((name) => `@${name}`))?.join(", ");
}
