"""An event stream as the published examples write it: Starlette's streaming answer over a queue for each reader.

`starlette_events.py PORT`; `GET /events` begins with one event, `POST /broadcast` sends one of 200 bytes to all.
"""

import asyncio
import resource
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

queues = set()
EVENT = "event: progress\ndata: " + "x" * 176 + "\n\n"


async def events(request):
    async def stream():
        queue = asyncio.Queue()
        queues.add(queue)
        try:
            yield EVENT
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), 15)
                except TimeoutError:
                    yield ":\n\n"
        finally:
            queues.discard(queue)

    return StreamingResponse(stream(), media_type="text/event-stream")


async def broadcast(request):
    for queue in queues:
        queue.put_nowait(EVENT)
    return Response(status_code=204)


async def live(request):
    return Response("ok")


hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
app = Starlette(routes=[
    Route("/events", events), Route("/broadcast", broadcast, methods=["POST"]), Route("/live", live)])
uvicorn.run(
    app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", loop="uvloop", http="httptools", backlog=4096)
