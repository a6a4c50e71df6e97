"""One event to thousands of readers, a thousand of each job: how fast they come in, what each costs, when the event is with all."""

import os
import resource

import asyncpg

from .. import measure, processes
from ..processes import Gemz, peer, stop

# As many as one user may be allowed.
EACH_USER = 1000
PEER = "Starlette on uvicorn, a queue for each reader"


def connections(bench):
    """`CONNECTIONS`, else 10,000, or as many as a process may have files, with room for others."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = int(os.environ.get("CONNECTIONS") or 10_000 * bench.scale)
    return max(1, min(wanted, hard - 1000))


async def run(bench):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the servers inherit it
    count = connections(bench)
    database = await bench.postgres.fresh("sse")
    db = await asyncpg.connect(database)
    own_streams, peer_streams = processes.WORK / "own-streams.txt", processes.WORK / "peer-streams.txt"
    with Gemz(bench.issuer, database) as gemz:
        own_streams.write_text(await streams(db, gemz, users=-(-count // EACH_USER)))
    peer_streams.write_text("/events\n")
    await db.close()

    # A process that had readers keeps some of their memory: each measurement has a fresh one.
    def ask_gemz():
        with Gemz(bench.issuer, database, **{"events.streams_per_user": EACH_USER}) as gemz:
            return checked(peer("sse_client.py", count, gemz.port, gemz.process.pid, own_streams,
                                bench.postgres.folder / "log", database=database))

    def ask_starlette():
        port = processes.free_port()
        server = peer("starlette_events.py", port, wait=False)
        try:
            processes.wait_for(port, "/live")
            return checked(peer("sse_client.py", count, port, server.pid, peer_streams))
        finally:
            stop(server)

    pairs = measure.rounds(min(bench.rounds, 3), ask_gemz, ask_starlette)
    readers = f"{count:,} readers"
    reads = [own["reads"] for own, _ in pairs]
    return [
        measure.compare(f"events: coming in, {readers}", "connections/s", pairs, "rate", PEER, "≥ 1"),
        measure.compare(f"events: memory of a reader, {readers}", "KB", pairs, "kb", PEER, "≤ 0.4"),
        measure.compare(f"events: one to all, p50, {readers}", "ms", pairs, "p50", PEER, "≤ 0.5"),
        measure.compare(f"events: one to all, p99, {readers}", "ms", pairs, "p99", PEER, "≤ 0.5"),
        measure.absolute(f"events: reads for one job that moves, {readers}", "reads", max(reads), "≤ 1"),
        measure.absolute(
            "events: missed by a reader, or told twice", "events", sum(own["missed"] for own, _ in pairs), "≤ 0"),
    ]


async def streams(db, gemz, users):
    """Makes users with a running job each; a line with the path of its events and the user's token for each."""
    tokens = {}
    for number in range(users):
        gemz.token = gemz.issuer.token(f"user_{number}")
        tokens[gemz.campaign()] = gemz.token
    jobs = await db.fetch("""
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs, created_at,
                          timeout_at)
        SELECT gen_random_uuid(), user_id, id, 'tiktok', 'keyword', ARRAY['vegan recipes'], 'processing', 100, 200,
               now(), now() + interval '1 day'
        FROM campaigns RETURNING id, campaign_id::text AS campaign""")
    return "".join(f"/api/jobs/{job['id']}/events {tokens[job['campaign']]}\n" for job in jobs)


def checked(figures):
    if figures["errors"]:
        raise RuntimeError(f"{figures['errors']} readers were not let in: {figures['first_error']}")
    return figures
