"""A backlog of tasks that do nothing, procrastinate: `procrastinate_burn.py COUNT CONCURRENCY`. Prints tasks a second.

From the first task's start until the table is empty, each task's end committed.
"""

import asyncio
import json
import os
import sys
import time

import procrastinate


async def main(count, concurrency):
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(
        conninfo=os.environ["DATABASE_URL"], min_size=concurrency, max_size=concurrency + 2))
    started = []

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        started.append(time.perf_counter())

    async with app.open_async():
        row = await app.connector.execute_query_one_async(
            "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AS there")
        if not row["there"]:
            await app.schema_manager.apply_schema_async()
        await nothing.batch_defer_async(*({"number": number} for number in range(count)))
        await app.run_worker_async(
            wait=False, concurrency=concurrency, delete_jobs="always", install_signal_handlers=False)
        seconds = time.perf_counter() - started[0]
        left = await app.connector.execute_query_one_async("SELECT count(*) AS jobs FROM procrastinate_jobs")
        if len(started) != count or left["jobs"]:
            raise RuntimeError(f"{len(started)} of {count} tasks ran, {left['jobs']} are left")
    print(json.dumps({"rate": count / seconds}))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
