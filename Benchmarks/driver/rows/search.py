"""A whole search: what a page costs beyond the provider's own time."""

import json
import time

import asyncpg

from .. import measure, processes
from ..processes import BUILT, Gemz, checked, peer, stop
from .queue import MOST

PER_PAGE = 50
# Creators wanted, the provider's latency in ms, the most rounds that are worth their time.
CASES = [(100, 200, 5), (1000, 200, 3), (1000, 20, 5), (20_000, 0, 3), (100_000, 0, 1)]


async def run(bench):
    page = write_page()
    results, walls = [], {}
    for wanted, latency, most_rounds in CASES:
        wanted = wanted if bench.scale == 1 else min(wanted, 1000)
        pages = wanted // PER_PAGE
        provider = peer("provider.py", page, latency, wait=False)
        try:
            port = int(provider.stdout.readline())
            reference = await bench.postgres.fresh("reference")
            own_url = await bench.postgres.fresh("search")
            db = await asyncpg.connect(own_url)
            # Without the cache of answers, which would ask the provider for the first search's pages alone.
            settings = {**MOST, "processing.slice": PER_PAGE, "cache.page": "0s"}
            with Gemz(bench.issuer, own_url, "BenchWorker", f"http://127.0.0.1:{port}", **settings) as gemz:
                campaign = gemz.campaign()
                await one(gemz, db, campaign, 100)
                pairs = []
                for _ in range(min(bench.rounds, most_rounds)):
                    before = peer("reference_worker.py", port, wanted, database=reference)
                    own = await one(gemz, db, campaign, wanted)
                    after = peer("reference_worker.py", port, wanted, database=reference)
                    wall = (before["wall"] + after["wall"]) / 2
                    pairs.append(({"ms": overhead(own["wall"], pages, latency)},
                                  {"ms": overhead(wall, pages, latency)}))
            walls[wanted, latency] = own
            await db.close()
        finally:
            stop(provider)
        note = f"{own['wall']:.2f} s altogether, the peer {wall:.2f} s"
        results.append(measure.compare(
            f"search of {wanted:,}, provider {latency} ms", "ms/page over", pairs, "ms", "asyncio reference worker",
            "≤ 0.7", note=note))
    large = walls.get((100_000, 0))
    if large:
        results.append(measure.absolute(
            "search of 100,000: last tenth of pages to first", "×", large["last"] / large["first"], "≤ 1.1"))
    return results


def overhead(wall, pages, latency):
    return (wall * 1000 - pages * latency) / pages


async def one(gemz, db, campaign, wanted):
    """Runs one search to its end."""
    start = time.perf_counter()
    job = gemz.search(campaign, "vegan recipes", wanted, platform="pages")
    pause = 0.002 if wanted <= 1000 else 0.02
    while True:
        time.sleep(pause)
        row = await db.fetchrow("SELECT status, processed_results, error_message FROM jobs WHERE id = $1", job)
        if row["status"] not in ("pending", "processing"):
            break
    wall = time.perf_counter() - start
    if row["status"] != "completed" or row["processed_results"] != wanted:
        raise RuntimeError(f"the search of {wanted} ended as {dict(row)}")
    times = [row["found_at"].timestamp() for row in await db.fetch(
        "SELECT DISTINCT found_at FROM job_results WHERE job_id = $1 ORDER BY 1", job)]
    tenth = max(1, len(times) // 10)
    return {"wall": wall, "first": (times[tenth] - times[0]) / tenth,
            "last": (times[-1] - times[-tenth - 1]) / tenth if len(times) > tenth else None}


def write_page():
    """A page of 50 videos of 50 authors, made of the simulator's, with room for ids that differ from page to page."""
    bodies = processes.WORK / "bodies"
    bodies.mkdir(exist_ok=True)
    checked([BUILT / "BenchTransform", "bodies", bodies])
    videos = [item for path in sorted(bodies.glob("tiktok-*.json"))
              for item in json.loads(path.read_text())["search_item_list"]]
    videos = [item for item in videos if "aweme_info" in item][:PER_PAGE]
    for number, item in enumerate(videos):
        video = item["aweme_info"]
        video["is_ads"] = False
        video["aweme_id"] = f"71@PAGE@{number:04d}"
        video["author"]["uid"] = f"68@PAGE@{number:04d}"
        video["author"]["unique_id"] = f"creator.@PAGE@.{number}"
    page = {"cursor": 0, "has_more": 1, "search_item_list": videos}
    path = processes.WORK / "page.json"
    path.write_text(json.dumps(page, ensure_ascii=False, separators=(",", ":")))
    return path
