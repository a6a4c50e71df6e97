"""A page of results through HTTP, while the table grows from ten thousand rows to ten million.

The pages are the last ones of a job, where an offset would cost most; its first ones are measured beside them.
"""

import random
import shutil
import time

import asyncpg

from .. import measure
from ..processes import Gemz

PER_JOB, PER_PAGE, IN_A_ROW, TURNS = 10_000, 50, 10, 40
SIZES = [10_000, 100_000, 1_000_000, 10_000_000]
NEEDED = 30_000_000_000


async def run(bench):
    """Two hosts: one over the table that grows, one over a table that stays small, for the figures of one minute."""
    async with Table(bench, "keyset_small") as small, Table(bench, "keyset") as table:
        await small.grow(SIZES[0])
        results = []
        for size in SIZES if bench.scale == 1 else SIZES[:2]:
            name = f"last results pages of 50, {size:,} rows, p50"
            free = shutil.disk_usage(bench.postgres.folder).free
            if size == SIZES[-1] and free < NEEDED:
                results.append(measure.Result(name, "ms", None, note=f"skipped: {free / 1e9:.0f} GB are free, not 30"))
                continue
            await table.grow(size)
            figures = []

            def own(table=table, figures=figures):
                figures.append(table.pages())
                return {"ms": measure.percentile(figures[-1], 0.5)}

            pairs = measure.rounds(bench.rounds, own, lambda: {"ms": measure.percentile(small.pages(), 0.5)})
            p99 = measure.percentile([one for round in figures for one in round], 0.99)
            first = measure.percentile(table.pages(deep=False), 0.5)
            results.append(measure.compare(
                name, "ms", pairs, "ms", "the same with 10,000 rows", "≤ 1.5" if size == SIZES[-1] else None,
                note=f"p99 {p99:.1f} ms; the first pages' p50 {first:.2f} ms"))
        return results


class Table:
    """A database with finished jobs of 10,000 creators each, and a host over it."""

    def __init__(self, bench, name):
        self.bench, self.name, self.jobs = bench, name, []

    async def __aenter__(self):
        database = await self.bench.postgres.fresh(self.name)
        self.db = await asyncpg.connect(database, command_timeout=1200)
        self.gemz = Gemz(self.bench.issuer, database).__enter__()
        self.campaign = self.gemz.campaign()
        return self

    async def __aexit__(self, *error):
        self.gemz.__exit__(*error)
        await self.db.close()

    async def grow(self, rows):
        self.jobs += await fill(self.db, self.campaign, rows // PER_JOB - len(self.jobs))
        chosen = random.Random(1).sample(self.jobs, min(20, len(self.jobs)))
        self.deep = {job: self.cursor_near_end(job) for job in chosen}

    def results(self, job, limit, cursor):
        data, meta = self.gemz.call("GET", f"/api/jobs/{job}/results?limit={limit}" + cursor)
        if len(data) != limit:
            raise RuntimeError(f"a page of {len(data)}")
        return f"&cursor={meta['pagination'].get('nextCursor')}"

    def cursor_near_end(self, job):
        """Where a job's last ten pages begin."""
        cursor = ""
        for _ in range((PER_JOB - IN_A_ROW * PER_PAGE) // 100):
            cursor = self.results(job, 100, cursor)
        return cursor

    def pages(self, deep=True):
        """How long each of some hundred pages took: ten in a row of jobs picked at random."""
        chosen, times = random.Random(1), []
        for turn in range(TURNS + 5):
            job = chosen.choice(list(self.deep))
            cursor = self.deep[job] if deep else ""
            for _ in range(IN_A_ROW):
                began = time.perf_counter()
                cursor = self.results(job, PER_PAGE, cursor)
                if turn >= 5:  # the first ones warm connections and statements
                    times.append((time.perf_counter() - began) * 1000)
        return times


async def fill(db, campaign, count, rows=PER_JOB):
    """Adds finished jobs of so many rows each. Foreign keys are not checked row by row, which takes most of the time."""
    user = await db.fetchval("SELECT user_id FROM campaigns WHERE id = $1", campaign)
    jobs = [row["id"] for row in await db.fetch("""
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, progress, processed_results,
                          target_results, max_runs, created_at, timeout_at)
        SELECT gen_random_uuid(), $1, $2, 'tiktok', 'keyword', ARRAY['vegan recipes'], 'completed', 100, $3, $3, 200,
               now(), now() + interval '1 day' FROM generate_series(1, $4) RETURNING id""", user, campaign, rows,
        count)]
    await db.execute("SET session_replication_role = replica")
    for begin in range(0, len(jobs), 100):
        await db.execute("""
            INSERT INTO job_results (job_id, position, external_id, creator, found_at)
            SELECT job, n, '68' || lpad(n::text, 16, '0'), jsonb_build_object(
                'platform', 'tiktok', 'externalId', '68' || lpad(n::text, 16, '0'), 'handle', 'creator.' || n,
                'displayName', 'Creator ' || n, 'profileUrl', 'https://www.tiktok.com/@creator.' || n,
                'bio', repeat('Recipes for every day, with vegetables. ', 4), 'followers', n * 37,
                'emails', jsonb_build_array(jsonb_build_object(
                    'address', 'creator.' || n || '@example.com', 'source', 'bio', 'confidence', 0.98)),
                'links', '[]'::jsonb, 'content', jsonb_build_array(jsonb_build_object(
                    'id', '71' || lpad(n::text, 16, '0'), 'url', 'https://www.tiktok.com/@creator.' || n || '/video/1',
                    'caption', repeat('What we cook tonight #vegan ', 5), 'hashtags', '["vegan"]'::jsonb,
                    'views', n * 11, 'likes', n * 3, 'comments', n, 'shares', n)), 'postsSeen', 1), now()
            FROM unnest($1::uuid[]) AS job, generate_series(1, $2::bigint) AS n""", jobs[begin:begin + 100], rows)
    await db.execute("SET session_replication_role = origin")
    await db.execute("VACUUM ANALYZE job_results")
    return jobs
