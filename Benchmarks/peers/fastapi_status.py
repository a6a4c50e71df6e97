"""A status route as the published tutorials write it: FastAPI and asyncpg in one process, no token.

`fastapi_status.py PORT`; one query by primary key, seven fields of JSON.
"""

import os
import sys
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException


@asynccontextmanager
async def lifespan(app):
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=8)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan)


@app.get("/status/{job_id}")
async def status(job_id: UUID, user: UUID):
    row = await app.state.pool.fetchrow(
        "SELECT id, status, progress, processed_results, target_results, message, created_at"
        " FROM jobs WHERE id = $1 AND user_id = $2", job_id, user)
    if row is None:
        raise HTTPException(404)
    return dict(row)


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", loop="uvloop", http="httptools")
