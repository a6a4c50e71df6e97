"""Enqueue to first line of the handler, procrastinate: `procrastinate_latency.py COUNT GAP_MS`. Prints ms."""

import asyncio
import json
import os
import sys
import time

import procrastinate


async def main(count, gap):
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=os.environ["DATABASE_URL"]))
    started, latencies, all_done = {}, [], asyncio.Event()

    @app.task(name="step")
    async def step(number: int) -> None:
        now = time.monotonic_ns()
        latencies.append((now - started[number]) / 1e6)
        if len(latencies) == count:
            all_done.set()

    async with app.open_async():
        row = await app.connector.execute_query_one_async(
            "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AS there")
        if not row["there"]:
            await app.schema_manager.apply_schema_async()
        running = asyncio.create_task(app.run_worker_async(install_signal_handlers=False, concurrency=8))
        await asyncio.sleep(1)
        for number in range(count):
            started[number] = time.monotonic_ns()
            await step.defer_async(number=number)
            await asyncio.sleep(gap / 1000)
        await asyncio.wait_for(all_done.wait(), 60)
        print(json.dumps({"ms": latencies}))
        sys.stdout.flush()
        os._exit(0)


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
