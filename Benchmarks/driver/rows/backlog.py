"""Messages that ask for nothing, thousands of them: how fast they are worked off, also while a snapshot is held."""

import asyncio
import contextlib
import socket
import time

import asyncpg

from .. import measure, processes, statements
from ..processes import Gemz, peer, pgbench
from . import keyset
from .queue import MOST
from .status import ID

MESSAGES, WORKERS = 5000, 8
# More than the fastest of them work off in the time.
UNDER_SNAPSHOT, SNAPSHOT_WORKERS, SNAPSHOT_SECONDS = 250_000, 4, 20


class Backlog:
    """A database of jobs that have ended. A message of such a job is claimed, its job read, and taken off the queue by
    the host's own worker: a step that does nothing."""

    def __init__(self, bench, name, jobs):
        self.bench, self.name, self.jobs = bench, name, jobs

    async def __aenter__(self):
        self.url = await self.bench.postgres.fresh(self.name)
        self.db = await asyncpg.connect(self.url, command_timeout=600)
        with Gemz(self.bench.issuer, self.url) as gemz:
            self.campaign = gemz.campaign()
        await self.db.execute(f"""
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                              created_at, completed_at, timeout_at)
            SELECT {ID.format('n')}, user_id, id, 'inprocess', 'keyword', ARRAY['nothing'], 'cancelled', 100, 200,
                   now(), now(), now() + interval '1 day'
            FROM campaigns, generate_series(1, {self.jobs}) AS n""")
        await self.db.execute("VACUUM ANALYZE jobs")
        return self

    async def __aexit__(self, *error):
        await self.db.close()

    def worker(self, workers):
        return Gemz(self.bench.issuer, self.url, "BenchWorker", **MOST, **{"processing.step_concurrency": workers})

    async def fill(self):
        """A message for each job; workers are told with the commit."""
        async with self.db.transaction():
            await self.db.execute("TRUNCATE messages")
            await self.db.execute("SET LOCAL session_replication_role = replica")  # the jobs are there
            await self.db.execute("""
                INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts,
                                      created_at, turn)
                SELECT gen_random_uuid(), 'search.step', id, user_id, platform, '{}', now(), 6, now(),
                       row_number() OVER (ORDER BY id)
                FROM jobs WHERE status = 'cancelled'""")
            await self.db.execute("SELECT pg_notify('gemz_messages', '')")

    async def left(self):
        return await self.db.fetchval("SELECT count(*) FROM messages")

    async def until_empty(self):
        """Seconds until the last message is gone."""
        began = time.perf_counter()
        while await self.db.fetchval("SELECT 1 FROM messages WHERE turn IS NOT NULL ORDER BY turn DESC LIMIT 1"):
            if time.perf_counter() - began > 300:
                raise RuntimeError(f"{await self.left()} messages are left after five minutes")
            await asyncio.sleep(0.005)
        seconds = time.perf_counter() - began
        if await self.left() or await self.db.fetchval("SELECT count(*) FROM dead_letters"):
            raise RuntimeError("messages were put aside, not worked off")
        return seconds

    async def rate(self, workers, seconds, meanwhile):
        """Messages a second that a worker of its own takes off a full queue."""
        with self.worker(workers) as gemz:
            async with meanwhile(gemz):
                await self.fill()
                await asyncio.sleep(0.5)
                first, began = await self.left(), time.perf_counter()
                await asyncio.sleep(seconds)
                last, ended = await self.left(), time.perf_counter()
        if last == 0:
            raise RuntimeError(f"the {first:,} messages did not last for {seconds} s")
        return (first - last) / (ended - began)


def script():
    path = processes.WORK / "backlog.sql"
    path.write_text("\n".join([statements.claim(), statements.finish()]) + "\n")
    return path


async def burn(bench):
    """J0: a backlog is worked off until the table is empty; each claim is a commit, and each end a durable one."""
    count = max(800, int(MESSAGES * bench.scale)) // WORKERS * WORKERS
    procrastinate = await bench.postgres.fresh("procrastinate")
    pgqueuer = await bench.postgres.fresh("pgqueuer")
    async with Backlog(bench, "backlog", count) as own, Backlog(bench, "q2", count) as q2:

        async def peers():
            await q2.fill()
            each = count // WORKERS
            ceiling = pgbench(bench.postgres, "q2", script(), WORKERS, transactions=each)
            if await q2.left():
                raise RuntimeError("pgbench has left messages")
            return {
                "q2": ceiling,
                "pgqueuer": peer("pgqueuer_burn.py", count, database=pgqueuer)["rate"],
                "procrastinate": peer("procrastinate_burn.py", count // 5, WORKERS, database=procrastinate)["rate"]}

        with own.worker(WORKERS):
            await own.fill()
            await own.until_empty()  # connections, statements and code are warm from here on
            pairs = []
            for _ in range(bench.rounds):
                before = await peers()
                await own.fill()
                rate = count / await own.until_empty()
                pairs.append(({"rate": rate}, measure.mean(before, await peers())))
    name, unit = f"J0 {count:,} messages with nothing to do", "messages/s"
    return [
        measure.compare(name, unit, pairs, "rate", "pgbench, the same claim and end, 8 clients", "≥ 0.8", "q2",
                        note="the worker also reads each message's job"),
        measure.compare(name, unit, pairs, "rate", "procrastinate, 8 at a time", "≥ 8", "procrastinate",
                        note=f"its backlog is of {count // 5:,}"),
        measure.compare(name, unit, pairs, "rate", "pgqueuer, 10 a claim", "≥ 1", "pgqueuer"),
    ]


async def snapshot(bench):
    """What is left of the rate while a transaction keeps everything that was deleted visible to itself.

    Commits don't wait for the disk here, on neither side: waiting for it would hide what is to be seen.
    """
    seconds = max(2, round(SNAPSHOT_SECONDS * bench.scale))
    async with Backlog(bench, "snapshot", int(UNDER_SNAPSHOT * min(1, bench.scale))) as backlog:
        await backlog.db.execute("ALTER DATABASE snapshot SET synchronous_commit = off")

        async def ceiling():
            await backlog.fill()
            return pgbench(bench.postgres, "snapshot", script(), SNAPSHOT_WORKERS, seconds)

        async def own(meanwhile):
            return await backlog.rate(SNAPSHOT_WORKERS, seconds, meanwhile)

        clean_ceiling = await ceiling()
        clean = await own(lambda gemz: contextlib.nullcontext())
        async with held_snapshot(backlog):
            held_ceiling = await ceiling()
        held = await own(lambda gemz: held_snapshot(backlog))
        exporting = await own(lambda gemz: stalled_export(backlog, gemz))
    note = f"{clean:,.0f} messages a second before, {{:,.0f}} during"
    peers = held_ceiling / clean_ceiling
    return [
        measure.Result(
            "decay under a held snapshot: share of the clean rate", "×", held / clean, peers,
            "pgbench, the same claim and end, 4 clients", held / clean / peers, "≥ 0.9 of clean",
            measure.holds(held / clean, "≥ 0.9"),
            note=note.format(held) + f"; pgbench {clean_ceiling:,.0f} and {held_ceiling:,.0f}"),
        measure.absolute(
            "decay while an export waits for its client: share of the clean rate", "×", exporting / clean, "≥ 0.9",
            note=note.format(exporting)),
    ]


@contextlib.asynccontextmanager
async def held_snapshot(backlog):
    """A transaction that goes on seeing the database as it is."""
    db = await asyncpg.connect(backlog.url)
    try:
        async with db.transaction(isolation="repeatable_read", readonly=True):
            await db.fetchval("SELECT count(*) FROM campaigns")
            yield
    finally:
        await db.close()


@contextlib.asynccontextmanager
async def stalled_export(backlog, gemz):
    """A download whose client has stopped reading after its first bytes, and goes on afterwards."""
    rows = 40_000  # some twenty megabytes: more than the buffers in between
    job, = await keyset.fill(backlog.db, backlog.campaign, 1, rows)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(60)
        client.connect(("127.0.0.1", gemz.port))
        client.sendall(f"GET /api/export/csv?jobId={job} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                       f"Authorization: Bearer {gemz.token}\r\n\r\n".encode())
        parts = [client.recv(1000)]
        yield
        while part := client.recv(1 << 16):
            parts.append(part)
    text = b"".join(parts)
    if not text.startswith(b"HTTP/1.1 200") or text.count(b"@example.com") != rows:
        raise RuntimeError(f"the export was not whole: {text.count(b'@example.com'):,} of {rows:,}, {text[:100]}")
