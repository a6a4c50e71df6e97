"""Start and memory of the server as it ships."""

import os
import pathlib
import statistics
import subprocess
import time

from .. import measure, processes
from ..processes import BUILT, Gemz

CACHES = pathlib.Path("/proc/sys/vm/drop_caches")


async def start(bench):
    """Process start → first 200 of `/health/ready`, which asks the database."""
    database = await bench.postgres.fresh("start")
    once(bench, database)  # migrates
    warm = statistics.median(once(bench, database) for _ in range(max(5, bench.rounds)))
    results = [measure.absolute("warm start to first 200", "ms", warm, "≤ 150", note="the database is running")]
    name = "cold start (page cache dropped)"
    if not os.access(CACHES, os.W_OK):
        return [*results, measure.Result(name, "ms", None, note="only root may drop the page cache")]
    times = []
    for _ in range(min(3, bench.rounds)):
        subprocess.run(["sync"], check=True)
        CACHES.write_text("3")
        times.append(once(bench, database))
    cold = statistics.median(times)
    return [*results, measure.Result(
        name, "ms", cold, warm, "warm start", cold / warm, "≤ 3 ×", cold <= 3 * warm)]


def once(bench, database):
    began = time.perf_counter()
    with Gemz(bench.issuer, database) as gemz:
        gemz.call("GET", "/health/ready")
        return (time.perf_counter() - began) * 1000


async def memory(bench):
    """Resident memory, idle, after a first request: a fresh pair of processes each round."""
    database = await bench.postgres.fresh("memory")
    pairs = []
    for _ in range(bench.rounds):
        port = processes.free_port()
        bare = subprocess.Popen(
            [str(BUILT / "BenchBare"), str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            processes.wait_for(port, "/")
            with Gemz(bench.issuer, database) as gemz:
                gemz.campaign()
                time.sleep(5 * bench.scale)
                pairs.append(({"mb": resident(gemz.process.pid)}, {"mb": resident(bare.pid)}))
        finally:
            processes.stop(bare)
    return [measure.compare("idle memory, whole process", "MB", pairs, "mb", "bare Hummingbird server", "≤ 1.4")]


def resident(pid):
    """VmRSS in megabytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"process {pid} is gone")
