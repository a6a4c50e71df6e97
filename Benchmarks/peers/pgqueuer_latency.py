"""Enqueue to first line of the handler, pgqueuer: `pgqueuer_latency.py COUNT GAP_MS`. Prints latencies in ms."""

import asyncio
import json
import os
import sys
import time
from datetime import timedelta

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries


async def main(count, gap):
    url = os.environ["DATABASE_URL"]
    admin = await asyncpg.connect(url)
    if not await admin.fetchval("SELECT to_regclass('pgqueuer')"):
        await Queries(AsyncpgDriver(admin)).install()
    enqueuer, worker = await asyncpg.connect(url), await asyncpg.connect(url)
    app = PgQueuer.from_asyncpg_connection(worker)
    started, latencies, all_done = {}, [], asyncio.Event()

    @app.entrypoint("step")
    async def step(job: Job) -> None:
        now = time.monotonic_ns()
        latencies.append((now - started[job.payload]) / 1e6)
        if len(latencies) == count:
            all_done.set()

    running = asyncio.create_task(app.run(dequeue_timeout=timedelta(seconds=30)))
    await asyncio.sleep(1)
    queries = Queries(AsyncpgDriver(enqueuer))
    for number in range(count):
        payload = str(number).encode()
        started[payload] = time.monotonic_ns()
        await queries.enqueue("step", payload)
        await asyncio.sleep(gap / 1000)
    await asyncio.wait_for(all_done.wait(), 60)
    print(json.dumps({"ms": latencies}))
    app.shutdown.set()
    running.cancel()
    sys.stdout.flush()
    os._exit(0)  # its own shutdown waits for its timeouts


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
