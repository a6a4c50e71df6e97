"""How long a claim takes with a hundred messages in line, with a million, and after millions were worked off.

The claims are the host's statement in pgbench's hands, timed by Postgres itself, without the commit: a worker takes one
message, ends it and adds the job's next one, so that as many stay in line.
"""

import asyncio
import re

import asyncpg

from .. import measure, processes, statements
from ..processes import Gemz, pgbench
from .status import ID

FEW, MANY, USERS = 100, 1_000_000, 1000
FINISHED = 5_000_000
CLAIMS = 2000
TIMED = re.compile(r"duration: ([\d.]+) ms  (?:bind|execute) \w+: WITH in_line ")
PER_CLAIM = 2  # bind, which may plan, and execute


async def run(bench):
    many, finished = (max(1000, int(number * min(1, bench.scale))) for number in (MANY, FINISHED))
    async with Line(bench, "line_short") as short, Line(bench, "line") as line:
        await short.fill(FEW)
        results = []
        for depth in (10_000, many):
            await line.fill(depth)
            results.append(compared(
                bench, f"claim with {depth:,} messages in line", line, short, f"{FEW} in line",
                "≤ 1.3" if depth == many else None))
        await line.finish(finished)
        await line.fill(FEW)
        results.append(compared(
            bench, f"claim after {finished:,} finished jobs and their messages", line, short, "none finished", "≤ 1.3"))
        return results


def compared(bench, name, line, short, peer, goal):
    pairs = measure.rounds(min(bench.rounds, 3) if goal else 1, line.claims, short.claims)
    own, other = pairs[-1]
    return measure.compare(
        f"{name}, p99", "ms", pairs, "p99", peer, goal, note=f"p50 {own['p50']:.3f} ms, the peer {other['p50']:.3f} ms")


class Line:
    """A database with messages in line, of jobs and users of their own."""

    def __init__(self, bench, name):
        self.bench, self.name, self.next_job = bench, name, 1

    async def __aenter__(self):
        database = await self.bench.postgres.fresh(self.name)
        # Foreign keys are not checked row by row, which takes most of the time.
        self.db, self.beside = [await asyncpg.connect(
            database, command_timeout=1200, server_settings={"session_replication_role": "replica"}) for _ in range(2)]
        with Gemz(self.bench.issuer, database) as gemz:
            gemz.campaign()
        # Jobs come by the million here, and an automatic ANALYZE of them would hold a snapshot while claims are timed.
        await self.db.execute("ALTER TABLE jobs SET (autovacuum_enabled = off)")
        return self

    async def __aexit__(self, *error):
        await self.db.close()
        await self.beside.close()

    async def fill(self, count):
        """Puts so many messages in line, in place of those that are."""
        await self.db.execute("DELETE FROM messages")
        await self.add(count)
        await self.db.execute("VACUUM ANALYZE messages")
        await self.db.execute("CHECKPOINT")  # what was written for this is not to be flushed while claims are timed

    async def add(self, count, status="processing"):
        first, self.next_job = self.next_job, self.next_job + count
        jobs = f"""
            INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                              created_at, completed_at, timeout_at)
            SELECT {ID.format('n')}, user_id, id, 'tiktok', 'keyword', ARRAY['vegan recipes'], '{status}', 100, 200,
                   now(), CASE WHEN '{status}' = 'completed' THEN now() END, now() + interval '1 day'
            FROM campaigns, generate_series({first}, {first + count - 1}) AS n"""
        messages = f"""
            INSERT INTO messages (id, kind, job_id, user_id, platform, payload, not_before, max_attempts, created_at,
                                  turn)
            SELECT {ID.format('n')}, 'search.step', {ID.format('n')}, {ID.format(f'n % {USERS}')}, 'tiktok', '{{}}',
                   now(), 6, now(), n
            FROM generate_series({first}, {first + count - 1}) AS n"""
        await asyncio.gather(self.db.execute(messages), self.beside.execute(jobs))

    async def finish(self, count, at_once=1_000_000):
        """Adds jobs that have ended, the messages of which have been in line and are gone: a million at a time."""
        while count > 0:
            part = min(count, at_once)
            await self.db.execute("DELETE FROM messages")
            await self.add(part, "completed")
            await self.db.execute("VACUUM messages")
            count -= part
        await self.db.execute("VACUUM ANALYZE jobs")

    def claims(self):
        log = self.bench.postgres.folder / "log"
        before = log.stat().st_size
        script = processes.WORK / "claims.sql"
        script.write_text("\n".join([
            statements.claim(), "BEGIN;", statements.finish(), statements.follow("'{}'"), "COMMIT;"]) + "\n")
        count = max(200, int(CLAIMS * min(1, self.bench.scale)))
        pgbench(self.bench.postgres, self.name, script, 1, transactions=count,
                options="-c log_min_duration_statement=0 -c log_parameter_max_length=0")
        with open(log) as file:
            file.seek(before)
            times = [float(time) for time in TIMED.findall(file.read())]
        if len(times) != PER_CLAIM * count:
            raise RuntimeError(f"the log of Postgres tells of {len(times)} binds and executions, not {count} claims")
        claims = [sum(times[at:at + PER_CLAIM]) for at in range(0, len(times), PER_CLAIM)]
        return {"p50": measure.percentile(claims, 0.5), "p99": measure.percentile(claims, 0.99)}
