"""`python -m driver [ROW…]`: measures, prints the table, writes results.json.

Exit 0 also where goals are missed; 1 where a row could not run; 2 for a row that does not exist.
"""

import asyncio
import os
import shutil
import sys
import time

from . import measure, processes
from .postgres import Postgres
from .rows import backlog, depth, keyset, queue, search, sse, start, status, token, transform

ROWS = {
    "burn": backlog.burn, "latency": queue.latency, "steps": queue.steps, "snapshot": backlog.snapshot,
    "depth": depth.run, "status": status.run, "token": token.run, "transform": transform.run,
    "search": search.run, "start": start.start, "memory": start.memory, "keyset": keyset.run, "sse": sse.run,
}


class Bench:
    """What every row is handed."""

    def __init__(self, postgres):
        self.postgres = postgres
        self.rounds = int(os.environ.get("ROUNDS") or 5)
        # Below 1 everything is shorter, to try a row out; such figures are none.
        self.scale = float(os.environ.get("SCALE") or 1)
        self.issuer = processes.Issuer()


async def main(names):
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        measure.say(f"There are no rows {', '.join(unknown)}; there are {', '.join(ROWS)}.")
        return 2
    results, failed, began = [], [], time.monotonic()
    with Postgres() as postgres:
        bench = Bench(postgres)
        for name in names or ROWS:
            started = time.monotonic()
            try:
                results += await ROWS[name](bench)
            except Exception as error:  # the other rows are worth having all the same
                failed.append(name)
                measure.say(f"{name} could not run: {error}")
            measure.say(f"{name}: {time.monotonic() - started:.0f} s")
            if bench.scale == 1 and not names:  # after each row, for the whole takes its time
                measure.write(results, processes.ROOT / "results.json")
    print(measure.table(results))
    measure.say(f"altogether: {(time.monotonic() - began) / 60:.0f} min")
    if failed:
        measure.say(f"Could not run: {', '.join(failed)}. Logs are in {processes.WORK}.")
        return 1
    shutil.rmtree(processes.WORK, ignore_errors=True)
    return 0


sys.exit(asyncio.run(main(sys.argv[1:])))
