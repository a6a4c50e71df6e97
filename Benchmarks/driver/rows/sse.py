"""One event to thousands of readers of a job: how fast they come in, what each costs, when the event is with all."""

import os
import resource

import asyncpg

from .. import measure, processes
from ..processes import Gemz, peer, stop
from .status import fill

JOB = "00000000-0000-7000-8000-000000000001"
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
    with Gemz(bench.issuer, database) as gemz:
        await fill(db, gemz, jobs=1)
    await db.close()

    # A process that had readers keeps some of their memory: each measurement has a fresh one.
    def ask_gemz():
        with Gemz(bench.issuer, database) as gemz:
            return checked(peer("sse_client.py", count, gemz.port, f"/api/jobs/{JOB}/events", gemz.process.pid,
                                gemz.token, bench.postgres.folder / "log", database=database))

    def ask_starlette():
        port = processes.free_port()
        server = peer("starlette_events.py", port, wait=False)
        try:
            processes.wait_for(port, "/live")
            return checked(peer("sse_client.py", count, port, "/events", server.pid))
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
        measure.absolute(f"events: reads of the job for one event, {readers}", "reads", max(reads), "≤ 1"),
        measure.absolute(
            "events: missed by a reader, or told twice", "events", sum(own["missed"] for own, _ in pairs), "≤ 0"),
    ]


def checked(figures):
    if figures["errors"]:
        raise RuntimeError(f"{figures['errors']} readers were not let in: {figures['first_error']}")
    return figures
