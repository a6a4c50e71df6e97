"""The queue: how soon a step begins, and how many steps a second are committed."""

import statistics
import threading
import time

import asyncpg

from .. import measure, processes, statements
from ..processes import Gemz, peer, pgbench

# Searches as large as there may be, and all of a user's at a time: else most of them would wait for their turn.
MOST = {"api_limits.max_results": 100_000, "processing.max_runs": 5000, "api_limits.running_jobs_per_user": 1000}


async def latency(bench):
    """J1: enqueue → first line of the handler, on an idle worker.

    A peer's enqueue is a call of its library. gemz's is the request that its users send: a session token is checked,
    campaign and job are written too, and the job is begun, before the searcher is asked.
    """
    count, gap = max(20, int(250 * bench.scale)), 20

    def of(script, database):
        return lambda: spread(peer(script, count, gap, database=database)["ms"])

    database = await bench.postgres.fresh("latency")
    pgqueuer = of("pgqueuer_latency.py", await bench.postgres.fresh("pgqueuer"))
    with Gemz(bench.issuer, database, "BenchWorker") as gemz:
        campaign = gemz.campaign()
        run = [0]

        def own():
            run[0] += 1
            return spread(handler_delays(gemz, campaign, f"clock-{run[0]}", count, gap))

        own()  # connections, statements and code are warm from here on
        pairs = measure.rounds(bench.rounds, own, pgqueuer)
        procrastinate = of("procrastinate_latency.py", await bench.postgres.fresh("procrastinate"))()
    note = "procrastinate in the same run: p50 {p50:.1f} ms, p99 {p99:.1f} ms".format(**procrastinate)
    return [
        measure.compare("J1 enqueue to handler, p50", "ms", pairs, "p50", "pgqueuer", "≤ 0.75", note=note),
        measure.compare("J1 enqueue to handler, p99", "ms", pairs, "p99", "pgqueuer", "≤ 1.0"),
    ]


def spread(values):
    return {"p50": measure.percentile(values, 0.5), "p99": measure.percentile(values, 0.99)}


def handler_delays(gemz, campaign, name, count, gap):
    """Sends searches one by one; the worker prints when it got to each, by the clock that this process reads too."""
    started, delays = {}, []

    def read():
        while len(delays) < count:
            term, instant = gemz.process.stdout.readline().split()
            if term in started:
                delays.append((int(instant) - started[term]) / 1e6)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    for number in range(count):
        started[f"{name}-{number}"] = time.monotonic_ns()
        gemz.search(campaign, f"{name}-{number}", 100)
        time.sleep(gap / 1000)
    reader.join(60)
    if len(delays) < count:
        raise RuntimeError(f"only {len(delays)} of {count} searches were begun")
    return delays


async def steps(bench):
    """J2: claim; then one transaction with 50 creators, the job's counters, the next message and the old one's end."""
    return [await steps_with(bench, workers) for workers in (1, 8)]


async def steps_with(bench, workers):
    seconds = max(1, round(5 * bench.scale))
    pairs = []
    for _ in range(bench.rounds):
        database = await bench.postgres.fresh("steps")
        db = await asyncpg.connect(database)
        own = await own_steps(bench, database, db, workers, 1, jobs=64)  # makes the jobs; warms everything
        variables = await variables_of(db)
        script = processes.WORK / "step.sql"
        script.write_text(step_script())

        def ceiling():
            return pgbench(bench.postgres, "steps", script, workers, seconds, **variables)

        before = ceiling()
        own = await own_steps(bench, database, db, workers, seconds)
        after = ceiling()
        pairs.append(({"steps": own}, {"steps": (before + after) / 2}))
        await db.close()
    creators = 50 * statistics.median(own["steps"] for own, _ in pairs)
    return measure.compare(
        f"J2 steps, {workers} worker{'s' if workers > 1 else ''}", "steps/s", pairs, "steps",
        f"pgbench, the same SQL, {workers} client{'s' if workers > 1 else ''}", "≥ 0.8",
        note=f"{creators:,.0f} creators a second")


async def own_steps(bench, database, db, workers, seconds, jobs=0):
    """Steps that a worker of its own commits a second, over the searches that are open in the database."""
    settings = {**MOST, "processing.slice": 50, "processing.step_concurrency": workers}
    with Gemz(bench.issuer, database, "BenchWorker", **settings) as gemz:
        if jobs:
            campaign = gemz.campaign()
            for number in range(jobs):
                gemz.search(campaign, f"term {number}", 100_000)
        time.sleep(0.5)
        first, start = await committed(db), time.monotonic()
        time.sleep(seconds)
        last, end = await committed(db), time.monotonic()
    return (last - first) / (end - start)


async def committed(db):
    return await db.fetchval("SELECT sum(processed_runs)::bigint FROM jobs")


async def variables_of(db):
    """What the worker wrote, for pgbench to write again: 50 creators as stored, and a message's payload."""
    creators = await db.fetchval(
        "SELECT array_agg(creator)::text FROM (SELECT creator FROM job_results WHERE position <= 50"
        " AND job_id = (SELECT job_id FROM job_results LIMIT 1)) AS page")
    payload = await db.fetchval("SELECT payload::text FROM messages ORDER BY length(payload::text) DESC LIMIT 1")
    ids = ",".join(f"creator-#-{number}" for number in range(50))
    return {"creators": creators, "payload": payload, "ids": ids}


def step_script():
    """The statements of a step in the host's order.

    They differ from the host's in their parameters alone: times and the next message's id are made by the server, and
    the creators' ids are made unique from one text.
    """
    of = statements.bound
    ids = "string_to_array(replace(:ids, '#', :nonce), ',')"
    job = ":claimed_job_id"
    return "\n".join([
        "\\set nonce random(1, 1000000000000)",
        statements.claim(),
        of("jobs.begin", job, "now()") + ";",
        of("results.known", job, ids) + ";",
        "BEGIN;",
        of("jobs.advance", job, "'processing'", "1.5", "50", "1", "0", "0", "0",
           "'Found 50 of 100000 creators so far.'", "NULL", "NULL", "NULL", "0") + ";",
        statements.finish(),
        of("results.insert", job, ids, ":creators", "now()") + ";",
        statements.follow(":payload"),
        "COMMIT;",
        statements.announce(),
    ]) + "\n"
