"""Readers of event streams: `sse_client.py CONNECTIONS PORT PID STREAMS [LOG]`. Each line of the file STREAMS is a path,
and a token where there is one; readers are spread over them. `LOG` is that of the database at `DATABASE_URL`.

Opens so many connections, then sends one event to all three times: by moving all jobs in the database, where there is
one, or else by asking the server to. Prints connections a second, errors, the server's memory for each connection,
how long an event takes to reach readers, how many (reader, event) pairs never were or were twice, and how often the
server read jobs for the move of one.
"""

import asyncio
import json
import os
import re
import resource
import statistics
import sys
import time

import asyncpg
import uvloop

EVENTS, AT_ONCE = 3, 200
MARK = b"event: progress\n"


class Reader(asyncio.Protocol):
    def __init__(self, request, bench):
        self.request, self.bench = request, bench
        self.opened = asyncio.get_running_loop().create_future()
        self.events, self.tail, self.is_let_in = 0, b"", False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        now = time.perf_counter()
        text = self.tail + data
        if not self.is_let_in and len(text) >= len(MARK):  # the head may come in pieces of any length
            self.is_let_in = text.startswith(b"HTTP/1.1 200 ")
            if not self.is_let_in:
                return self.opened.done() or self.opened.set_exception(
                    RuntimeError(text[:200].decode(errors="replace")))
        count = text.count(MARK)
        self.tail = text[-len(MARK) + 1:] if count == 0 else text[text.rindex(MARK) + len(MARK):][-len(MARK) + 1:]
        self.events += count
        if not self.opened.done():
            if self.events:  # the first tells how things stand
                self.opened.set_result(None)
        elif count:
            self.bench.arrived(now, count)

    def connection_lost(self, error):
        if not self.opened.done():
            self.opened.set_exception(error or RuntimeError("closed"))


class Bench:
    def __init__(self):
        self.latencies, self.waiting, self.all_here = [], 0, asyncio.Event()

    def begin(self, readers):
        self.waiting, self.all_here = readers, asyncio.Event()
        self.started = time.perf_counter()

    def arrived(self, now, count):
        self.latencies.append((now - self.started) * 1000)
        self.waiting -= count
        if self.waiting <= 0:
            self.all_here.set()


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def request(path, token=None):
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n".encode()


async def main():
    count, port, pid = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with open(sys.argv[4]) as streams:
        requests = [request(*line.split()) for line in streams]
    database = os.environ.get("DATABASE_URL")
    db = await asyncpg.connect(database) if database else None
    loop, bench, readers, errors = asyncio.get_running_loop(), Bench(), [], []
    turns = asyncio.Semaphore(AT_ONCE)

    async def open_one(number):
        async with turns:
            try:
                _, reader = await loop.create_connection(lambda: Reader(requests[number % len(requests)], bench), "127.0.0.1", port)
                await asyncio.wait_for(reader.opened, 60)
                readers.append(reader)
            except Exception as error:
                errors.append(repr(error))

    before, started = memory(pid), time.perf_counter()
    await asyncio.gather(*(open_one(number) for number in range(count)))
    seconds = time.perf_counter() - started
    await asyncio.sleep(1)
    each = (memory(pid) - before) / max(1, len(readers))
    if db:
        await log_statements(db, True)
    try:
        reads = [await tell(db, bench, len(readers), port) for _ in range(EVENTS)]
    finally:
        if db:
            await log_statements(db, False)
    missed = sum(abs(reader.events - 1 - EVENTS) for reader in readers)
    ordered = sorted(bench.latencies) or [float("nan")]
    print(json.dumps({
        "rate": len(readers) / seconds, "errors": len(errors), "first_error": errors[:1], "kb": each, "missed": missed,
        "p50": ordered[len(ordered) // 2], "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        # The middle one: every fifteen seconds the server looks without being told.
        "reads": statistics.median(reads) if db else None}))
    os._exit(0)  # thousands of sockets need no farewell


async def tell(db, bench, readers, port):
    """Sends one event to all, waits until it is with them, and returns how often the server read jobs, for each that
    has moved."""
    logged = os.path.getsize(sys.argv[5]) if db else 0
    bench.begin(readers)
    if db:
        moved = await db.fetch(
            "WITH moved AS (UPDATE jobs SET processed_runs = processed_runs + 1, revision = revision + 1 RETURNING id)"
            " SELECT pg_notify('gemz_job', id::text) FROM moved")
    else:
        asker, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /broadcast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    try:
        await asyncio.wait_for(bench.all_here.wait(), 60)
    except TimeoutError:
        pass  # who missed it is counted at the end
    await asyncio.sleep(0.5)  # for what should not come: a second telling, a further read
    return jobs_read(sys.argv[5], logged) / len(moved) if db else None


async def log_statements(db, wanted):
    """Lets Postgres log the statements of every session, or no longer."""
    await db.execute(f"ALTER SYSTEM SET log_min_duration_statement = {0 if wanted else -1}")
    await db.execute("SELECT pg_reload_conf()")
    await asyncio.sleep(1)  # until all sessions have heard


def jobs_read(log, begin):
    """How often followed jobs were read since the log was so long."""
    with open(log) as file:
        file.seek(begin)
        entries = re.split(r"\n(?=\d{4}-\d\d-\d\d )", file.read())
    return sum("  execute " in entry and "FROM jobs WHERE id = ANY" in entry for entry in entries)


hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
uvloop.run(main())
