"""The connections a process shares."""

from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]


def open_pool(app_url: str, size: int) -> Pool:
    """Return a pool for the application's role, to be entered with `async with`.

    It keeps a few connections warm and grows to `size`. Statements are prepared at their second
    use; times come back in UTC. A caller that waits 30 seconds gets psycopg_pool.PoolTimeout.
    """
    return AsyncConnectionPool(
        app_url,
        min_size=min(2, size),
        max_size=size,
        open=False,
        timeout=30,
        max_idle=300,
        max_lifetime=1800,
        kwargs={"prepare_threshold": 2, "options": "-c timezone=UTC", "application_name": "fla"},
    )
