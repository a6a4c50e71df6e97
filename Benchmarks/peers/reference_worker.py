"""The reference worker: asyncio, asyncpg and orjson, two durable commits a page.

`reference_worker.py PROVIDER_PORT TARGET`. Claims a message, asks the provider over one kept connection, maps the page
as TikTok's, and commits creators, cursor, next message and the message's end in one transaction, until TARGET creators
are there. Prints the wall time, the pages, and the time that the first and last tenth of the pages took.
"""

import asyncio
import json
import os
import sys
import time
import uuid

import asyncpg
import orjson
import uvloop

from mapping import tiktok

SCHEMA = """
DROP SCHEMA IF EXISTS reference CASCADE;
CREATE SCHEMA reference;
CREATE TABLE reference.jobs (id uuid PRIMARY KEY, cursor bigint NOT NULL, processed bigint NOT NULL, status text);
CREATE TABLE reference.results (
    job_id uuid REFERENCES reference.jobs, position bigint, external_id text NOT NULL, creator jsonb NOT NULL,
    found_at timestamptz NOT NULL, PRIMARY KEY (job_id, position), UNIQUE (job_id, external_id));
CREATE TABLE reference.messages (id uuid PRIMARY KEY, job_id uuid REFERENCES reference.jobs, cursor bigint NOT NULL,
    not_before timestamptz NOT NULL, lease_until timestamptz, created_at timestamptz NOT NULL);
CREATE INDEX ON reference.messages (not_before, id);
"""
CLAIM = """
WITH due AS (SELECT id FROM reference.messages WHERE not_before <= now() AND (lease_until IS NULL OR lease_until < now())
             ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE reference.messages m SET lease_until = now() + interval '30 seconds' FROM due WHERE m.id = due.id
RETURNING m.id, m.job_id, m.cursor
"""
INSERT = """
INSERT INTO reference.results SELECT $1, $2 + t.ordinal, t.external_id, t.creator, now()
FROM unnest($3::text[], $4::jsonb[]) WITH ORDINALITY AS t (external_id, creator, ordinal) ON CONFLICT DO NOTHING
"""


async def get(reader, writer, cursor):
    writer.write(
        f"GET /v1/tiktok/search/keyword?query=x&cursor={cursor} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return await reader.readexactly(length)


async def step(db, provider, target):
    message = await db.fetchrow(CLAIM)
    page = orjson.loads(await get(*provider, message["cursor"]))
    creators = tiktok(page)
    async with db.transaction():
        done = await db.fetchval(
            "UPDATE reference.jobs SET cursor = $2, processed = processed + $3 WHERE id = $1 RETURNING processed",
            message["job_id"], page["cursor"], len(creators))
        await db.execute(
            INSERT, message["job_id"], done - len(creators), [creator["externalId"] for creator in creators],
            [orjson.dumps(creator).decode() for creator in creators])
        await db.execute("DELETE FROM reference.messages WHERE id = $1", message["id"])
        if done < target:
            await db.execute(
                "INSERT INTO reference.messages VALUES ($1, $2, $3, now(), NULL, now())", uuid.uuid4(),
                message["job_id"], page["cursor"])
    return done


async def main(port, target):
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    await db.execute(SCHEMA)
    provider = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    job = uuid.uuid4()
    await db.execute("INSERT INTO reference.jobs VALUES ($1, 0, 0, 'processing')", job)
    start = time.perf_counter()
    await db.execute("INSERT INTO reference.messages VALUES ($1, $2, 0, now(), NULL, now())", uuid.uuid4(), job)
    ends, done = [], 0
    while done < target:
        done = await step(db, provider, target)
        ends.append(time.perf_counter())
    tenth = max(1, len(ends) // 10)
    print(json.dumps({
        "wall": ends[-1] - start, "pages": len(ends), "first": (ends[tenth - 1] - start) / tenth,
        "last": (ends[-1] - ends[-tenth - 1]) / tenth if len(ends) > tenth else None}))


uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
