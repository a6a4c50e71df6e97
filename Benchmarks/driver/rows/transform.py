"""Provider pages to stored creators, on one thread: read, map, write out as JSON."""

import json

from .. import measure, processes
from ..processes import BUILT, checked, peer

PLATFORMS = ["tiktok", "instagram", "youtube"]


async def run(bench):
    seconds = 2 * bench.scale
    bodies = processes.WORK / "bodies"
    bodies.mkdir(exist_ok=True)
    checked([BUILT / "BenchTransform", "bodies", bodies])
    results = []
    for platform in PLATFORMS:
        def own():
            return json.loads(checked([BUILT / "BenchTransform", "run", bodies, platform, seconds]))

        pairs = measure.rounds(bench.rounds, own, lambda: peer("transform.py", bodies, platform, seconds))
        for last, other in pairs:
            if last["creators"] != other["creators"] or abs(last["out_bytes"] / other["out_bytes"] - 1) > 0.02:
                raise RuntimeError(f"{platform}: not the same mapping: {last['creators']} creators in "
                                   f"{last['out_bytes']} bytes here, {other} with orjson")
        note = (f"{last['pages']} pages, {last['bytes'] // last['pages'] // 1000} KB each, {last['creators']} creators;"
                f" without writing out {last['map_mb_s']:.0f} MB/s, the peer {other['map_mb_s']:.0f}")
        results.append(measure.compare(
            f"transform, {platform}", "MB/s", pairs, "mb_s", "orjson, the same mapping", "≥ 1.5", note=note))
    return results
