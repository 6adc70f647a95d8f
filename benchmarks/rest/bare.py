"""The yardstick: FastAPI, pydantic and asyncpg, one INSERT a request, and nothing else.

No token, no contract, no mandate, no employment, no duplicate, no journal: what an application
begins with before it has a subject. The same row goes into a table with the same columns.
"""

import datetime as dt
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

_INSERT = """
INSERT INTO bare_training (employer, id, ssin, reference, title, start_date, end_date,
                           duration_minutes, form, category, status, in_scope, registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
CREATE = """
CREATE TABLE bare_training (
    employer text NOT NULL, id uuid NOT NULL, ssin text NOT NULL, reference text NOT NULL,
    title text NOT NULL, start_date date NOT NULL, end_date date NOT NULL,
    duration_minutes integer NOT NULL, form text NOT NULL, category text NOT NULL,
    status text NOT NULL, in_scope boolean NOT NULL, registered_at timestamptz NOT NULL,
    PRIMARY KEY (employer, id), UNIQUE (employer, reference))
"""


class Training(BaseModel):
    title: str
    startDate: dt.date  # noqa: N815 - as it is sent
    endDate: dt.date  # noqa: N815
    durationMinutes: int  # noqa: N815
    form: str
    category: str
    status: str
    inScope: bool  # noqa: N815


class Registration(BaseModel):
    reference: str
    enterpriseNumber: str  # noqa: N815
    ssin: str
    training: Training


class Registered(BaseModel):
    id: uuid.UUID


def application(url: str, connections: int) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=connections, max_size=connections) as pool:
            app.state.pool = pool
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/trainings", status_code=201)
    async def register(registration: Registration) -> Registered:
        training, id_ = registration.training, uuid.uuid4()
        await app.state.pool.execute(
            _INSERT,
            registration.enterpriseNumber,
            id_,
            registration.ssin,
            registration.reference,
            training.title,
            training.startDate,
            training.endDate,
            training.durationMinutes,
            training.form,
            training.category,
            training.status,
            training.inScope,
            dt.datetime.now(dt.UTC),
        )
        return Registered(id=id_)

    return app


def main() -> None:
    """Serve on the port and the database that the environment names."""
    uvicorn.run(
        application(os.environ["BARE_DATABASE"], 10),
        host="127.0.0.1",
        port=int(os.environ["BARE_PORT"]),
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
