"""Reads, maps and writes out one platform's pages with orjson: `transform.py DIR PLATFORM SECONDS`."""

import pathlib
import sys
import time

import orjson

from mapping import PLATFORMS

directory, platform, seconds = pathlib.Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
bodies = [path.read_bytes() for path in sorted(directory.glob(f"{platform}-*.json"))]
transform = PLATFORMS[platform]


def run(seconds, writing):
    start, passes = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        creators = written = 0
        for body in bodies:
            page = transform(orjson.loads(body))
            creators += len(page)
            if writing:
                written += sum(len(orjson.dumps(creator)) for creator in page)
        passes += 1
    elapsed = time.perf_counter() - start
    return sum(map(len, bodies)) * passes / 1e6 / elapsed, creators, written


run(0.05, True)
whole, creators, written = run(seconds / 2, True)
read, _, _ = run(seconds / 2, False)
print(orjson.dumps({
    "platform": platform, "mb_s": whole, "map_mb_s": read, "pages": len(bodies), "bytes": sum(map(len, bodies)),
    "creators": creators, "out_bytes": written}).decode())
