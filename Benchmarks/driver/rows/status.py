"""A job's status over HTTP: a session token checked, one user and one job read, a JSON answer."""

import http.client
import time

import asyncpg

from .. import measure, processes, statements
from ..processes import Gemz, peer, pgbench, stop, wrk

JOBS, ASKED = 100_000, 5000
# Far more connections than there are hands; and how soon an answer comes that nobody is in front of, in seconds.
CROWD, PROMPT = 1000, 0.05
ID = "('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"


async def run(bench):
    seconds = max(1, round(5 * bench.scale))
    database = await bench.postgres.fresh("status")
    db = await asyncpg.connect(database)
    fastapi_port = processes.free_port()
    # No line in the log for each request, on either side.
    with Gemz(bench.issuer, database, log="warning") as gemz:
        user = await fill(db, gemz)
        await db.close()
        ids = [f"00000000-0000-7000-8000-{number:012x}" for number in range(1, ASKED + 1)]
        own_paths, peer_paths = processes.WORK / "own.txt", processes.WORK / "peer.txt"
        own_paths.write_text("".join(f"/api/jobs/{job}\n" for job in ids))
        peer_paths.write_text("".join(f"/status/{job}?user={user}\n" for job in ids))
        script = processes.WORK / "status.sql"
        script.write_text(f"\\set n random(1, {ASKED})\n"
                          + statements.bound("jobs.find", ID.format(":n::int"), f"'{user}'") + ";\n")
        fastapi = peer("fastapi_status.py", fastapi_port, database=database, wait=False)
        try:
            processes.wait_for(fastapi_port, f"/status/{ids[0]}?user={user}")

            def ask_gemz():
                return wrk(f"http://127.0.0.1:{gemz.port}", seconds, "status.lua", own_paths, gemz.token)

            def ask_fastapi():
                return wrk(f"http://127.0.0.1:{fastapi_port}", seconds, "status.lua", peer_paths)

            def ask_postgres():
                return {"rps": pgbench(bench.postgres, "status", script, 32, seconds)}

            def crowd(port, paths, *token):
                figures = wrk(f"http://127.0.0.1:{port}", 2 * seconds, "overload.lua", paths, *token,
                              connections=CROWD, may_fail=True)
                return figures | {"recovery": recovery(port, paths.read_text().split()[0], *token)}

            ask_gemz()
            beside_fastapi = measure.rounds(bench.rounds, ask_gemz, ask_fastapi)
            beside_postgres = measure.rounds(bench.rounds, ask_gemz, ask_postgres)
            crowds = measure.rounds(min(bench.rounds, 3), lambda: crowd(gemz.port, own_paths, gemz.token),
                                    lambda: crowd(fastapi_port, peer_paths))
        finally:
            stop(fastapi)
    return [
        measure.compare("status poll, with token", "requests/s", beside_fastapi, "rps",
                        "FastAPI + asyncpg, no token", "≥ 4"),
        measure.compare("status poll against the database alone", "requests/s", beside_postgres, "rps",
                        "pgbench, the same query, 32 clients", "≥ 0.4"),
        measure.compare("status poll, p50 at 32 connections", "ms", beside_fastapi, "p50", "FastAPI + asyncpg",
                        "≤ 0.25"),
        measure.compare("status poll, p99 at 32 connections", "ms", beside_fastapi, "p99", "FastAPI + asyncpg",
                        "≤ 0.25"),
    ] + overload(crowds)


def overload(crowds):
    """What the rounds with a crowd come to; the worst of gemz's own counts."""
    own, others = [own for own, _ in crowds], [other for _, other in crowds]
    name = f"overload, {CROWD:,} connections"
    return [
        measure.compare(f"{name}: answers", "requests/s", crowds, "rps", "FastAPI + asyncpg, no token"),
        measure.absolute(f"{name}: neither answered nor refused with 503", "requests",
                         max(figures["errors"] for figures in own), "≤ 0",
                         f"refused {max(figures['refused'] for figures in own)}; the peer's errors "
                         f"{max(figures['errors'] for figures in others):.0f}"),
        measure.absolute(f"{name}: p99", "ms", max(figures["p99"] for figures in own), "≤ 1000",
                         f"the peer's {max(figures['p99'] for figures in others):,.0f} ms"),
        measure.absolute(f"{name}: prompt again after", "ms", max(figures["recovery"] for figures in own), "≤ 1000"),
    ]


def recovery(port, path, token=""):
    """How long after the crowd is gone a lone request is answered promptly, in ms."""
    began = time.monotonic()
    while True:
        asked = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status == 200 and time.monotonic() - asked < PROMPT:
            return (time.monotonic() - began) * 1000


async def fill(db, gemz, jobs=JOBS):
    """Makes the user's jobs; the user's id."""
    campaign = gemz.campaign()
    user = await db.fetchval("SELECT user_id FROM campaigns WHERE id = $1", campaign)
    await db.execute(f"""
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, progress, processed_results,
                          target_results, processed_runs, max_runs, credits_spent, message, created_at, started_at,
                          timeout_at)
        SELECT {ID.format('n')}, $1, $2, 'tiktok', 'keyword', ARRAY['vegan recipes'], 'processing', 34, 34, 100, 4,
               200, 38, 'Found 34 of 100 creators so far.', now(), now(), now() + interval '1 day'
        FROM generate_series(1, {jobs}) AS n""", user, campaign)
    await db.execute("VACUUM ANALYZE jobs")
    return user
