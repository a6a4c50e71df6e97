"""A backlog of jobs that do nothing, pgqueuer as it comes: `pgqueuer_burn.py COUNT`. Prints jobs a second.

It claims ten at a time, and writes their ends ten at a time. From the first job's start until the table is empty.
"""

import asyncio
import json
import os
import sys
import time

import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries


async def main(count):
    url = os.environ["DATABASE_URL"]
    admin = await asyncpg.connect(url)
    queries = Queries(AsyncpgDriver(admin))
    if not await admin.fetchval("SELECT to_regclass('pgqueuer')"):
        await queries.install()
    await queries.enqueue(["nothing"] * count, [None] * count, [0] * count)
    app = PgQueuer.from_asyncpg_connection(await asyncpg.connect(url))
    started, all_begun = [], asyncio.Event()

    @app.entrypoint("nothing")
    async def nothing(job: Job) -> None:
        started.append(time.perf_counter())
        if len(started) == count:
            all_begun.set()

    running = asyncio.create_task(app.run())
    await asyncio.wait_for(all_begun.wait(), 300)
    deadline = time.perf_counter() + 30
    while await admin.fetchval("SELECT count(*) FROM pgqueuer"):
        if time.perf_counter() > deadline:
            raise RuntimeError("jobs are left")
        await asyncio.sleep(0.002)
    print(json.dumps({"rate": count / (time.perf_counter() - started[0])}))
    app.shutdown.set()
    running.cancel()
    sys.stdout.flush()
    os._exit(0)  # its own shutdown waits for its timeouts


asyncio.run(main(int(sys.argv[1])))
