"""Readers of an event stream: `sse_client.py CONNECTIONS PORT PATH PID [TOKEN]`, `DATABASE_URL` where the job is moved.

Opens so many connections, then sends one event to all three times: by moving the job that the path names in the
database, or else by asking the server to. Prints connections a second, errors, the server's memory for each connection,
how long an event takes to reach readers, and how many (reader, event) pairs never were.
"""

import asyncio
import json
import os
import resource
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
        self.events, self.tail = 0, b""

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        now = time.perf_counter()
        text = self.tail + data
        if not self.opened.done() and (b" 200 " not in text[:20]):
            return self.opened.set_exception(RuntimeError(text[:200].decode(errors="replace")))
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


async def main():
    count, port, path, pid = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    token = f"Authorization: Bearer {sys.argv[5]}\r\n" if len(sys.argv) > 5 else ""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{token}\r\n".encode()
    database = os.environ.get("DATABASE_URL")
    db = await asyncpg.connect(database) if database else None
    loop, bench, readers, errors = asyncio.get_running_loop(), Bench(), [], []
    turns = asyncio.Semaphore(AT_ONCE)

    async def open_one():
        async with turns:
            try:
                _, reader = await loop.create_connection(lambda: Reader(request, bench), "127.0.0.1", port)
                await asyncio.wait_for(reader.opened, 60)
                readers.append(reader)
            except Exception as error:
                errors.append(repr(error))

    before, started = memory(pid), time.perf_counter()
    await asyncio.gather(*(open_one() for _ in range(count)))
    seconds = time.perf_counter() - started
    await asyncio.sleep(1)
    each = (memory(pid) - before) / max(1, len(readers))
    scans = await jobs_read(db)
    for _ in range(EVENTS):
        bench.begin(len(readers))
        if db:
            await db.execute(
                "WITH moved AS (UPDATE jobs SET processed_runs = processed_runs + 1, revision = revision + 1"
                " WHERE id = $1 RETURNING id) SELECT pg_notify('gemz_job', id::text) FROM moved", path.split("/")[3])
        else:
            asker, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /broadcast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        try:
            await asyncio.wait_for(bench.all_here.wait(), 30)
        except TimeoutError:
            pass  # counted below
    missed = sum(abs(reader.events - 1 - EVENTS) for reader in readers)
    # Each event is one scan of the statement that moves the job; what is more are the server's.
    reads = (await jobs_read(db) - scans) / EVENTS - 1 if db else None
    ordered = sorted(bench.latencies) or [float("nan")]
    print(json.dumps({
        "rate": len(readers) / seconds, "errors": len(errors), "first_error": errors[:1], "kb": each, "missed": missed,
        "p50": ordered[len(ordered) // 2], "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "reads": reads}))
    os._exit(0)  # thousands of sockets need no farewell


async def jobs_read(db):
    """How often the jobs' table has been scanned, once every session has told."""
    if not db:
        return 0
    await asyncio.sleep(2)
    await db.execute("SELECT pg_stat_force_next_flush()")
    return await db.fetchval(
        "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'jobs'")


hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
uvloop.run(main())
