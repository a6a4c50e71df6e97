"""A page of results through HTTP, while the table grows from ten thousand rows to ten million."""

import random
import shutil
import time

import asyncpg

from .. import measure
from ..processes import Gemz

PER_JOB, PAGES = 10_000, 400
SIZES = [10_000, 100_000, 1_000_000, 10_000_000]
NEEDED = 30_000_000_000


async def run(bench):
    database = await bench.postgres.fresh("keyset")
    db = await asyncpg.connect(database, command_timeout=1200)
    results, first = [], None
    with Gemz(bench.issuer, database) as gemz:
        campaign = gemz.campaign()
        jobs = []
        for size in SIZES if bench.scale == 1 else SIZES[:2]:
            name = f"results page of 50, {size:,} rows, p50"
            free = shutil.disk_usage(bench.postgres.folder).free
            if size == SIZES[-1] and free < NEEDED:
                results.append(measure.Result(name, "ms", None, note=f"skipped: {free / 1e9:.0f} GB are free, not 30"))
                continue
            jobs += await fill(db, campaign, size // PER_JOB - len(jobs))
            times = pages(gemz, jobs)
            p50, p99 = measure.percentile(times, 0.5), measure.percentile(times, 0.99)
            note = f"p99 {p99:.1f} ms"
            if first is None:
                first = p50
                results.append(measure.Result(name, "ms", p50, note=note))
            else:
                goal = "≤ 1.5 ×" if size == SIZES[-1] else None
                results.append(measure.Result(
                    name, "ms", p50, first, "10,000 rows", p50 / first, goal, measure.holds(p50 / first, goal),
                    note=note))
    await db.close()
    return results


async def fill(db, campaign, count):
    """Adds finished jobs of 10,000 rows each. Foreign keys are not checked row by row, which takes most of the time."""
    user = await db.fetchval("SELECT user_id FROM campaigns WHERE id = $1", campaign)
    jobs = [row["id"] for row in await db.fetch("""
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, progress, processed_results,
                          target_results, max_runs, created_at, timeout_at)
        SELECT gen_random_uuid(), $1, $2, 'tiktok', 'keyword', ARRAY['vegan recipes'], 'completed', 100, $3, $3, 200,
               now(), now() + interval '1 day' FROM generate_series(1, $4) RETURNING id""", user, campaign, PER_JOB,
        count)]
    await db.execute("SET session_replication_role = replica")
    for begin in range(0, len(jobs), 100):
        await db.execute("""
            INSERT INTO job_results (job_id, position, external_id, creator, found_at)
            SELECT job, n, '68' || lpad(n::text, 16, '0'), jsonb_build_object(
                'platform', 'tiktok', 'externalId', '68' || lpad(n::text, 16, '0'), 'handle', 'creator.' || n,
                'displayName', 'Creator ' || n, 'profileUrl', 'https://www.tiktok.com/@creator.' || n,
                'followers', n * 37, 'emails', '[]'::jsonb, 'links', '[]'::jsonb, 'content', '[]'::jsonb,
                'postsSeen', 0), now()
            FROM unnest($1::uuid[]) AS job, generate_series(1, $2::bigint) AS n""", jobs[begin:begin + 100], PER_JOB)
    await db.execute("SET session_replication_role = origin")
    await db.execute("VACUUM ANALYZE job_results")
    return jobs


def pages(gemz, jobs):
    """How long each of some hundred pages took: ten in a row of jobs picked at random."""
    gemz.connection.close()  # the host has ended it while the table grew; it opens anew by itself
    chosen = random.Random(1)
    times = []
    for turn in range(PAGES // 10 + 5):
        path = f"/api/jobs/{chosen.choice(jobs)}/results?limit=50"
        cursor = ""
        for _ in range(10):
            began = time.perf_counter()
            data, meta = gemz.call("GET", path + cursor)
            if turn >= 5:  # the first ones warm connections and statements
                times.append((time.perf_counter() - began) * 1000)
            if len(data) != 50:
                raise RuntimeError(f"a page of {len(data)}")
            cursor = f"&cursor={meta['pagination']['nextCursor']}"
    return times
