import asyncio

import psycopg
import pytest

from fla.database.pool import Pool, open_pool
from tests.conftest import Database


async def ask(pool: Pool) -> tuple[object, ...] | None:
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT current_user, current_setting('TimeZone')")
        return await cursor.fetchone()


async def test_connections_are_shared_and_speak_utc(database: Database) -> None:
    async with open_pool(database.app_url, 2) as pool:
        answers = await asyncio.gather(*(ask(pool) for _ in range(10)))
        assert answers == [("fla_app", "UTC")] * 10
        assert pool.get_stats()["pool_size"] <= 2


async def fail_after_creating_a_table(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("CREATE TEMPORARY TABLE scratch ()")
        raise RuntimeError("the door fell shut")


async def test_a_failing_block_is_rolled_back(database: Database) -> None:
    async with open_pool(database.app_url, 1) as pool:
        with pytest.raises(RuntimeError, match="door"):
            await fail_after_creating_a_table(pool)
        async with pool.connection() as connection:
            cursor = await connection.execute("SELECT to_regclass('scratch')")
            assert await cursor.fetchone() == (None,)


async def test_a_lost_server_connection_is_replaced(database: Database) -> None:
    async with (
        open_pool(database.app_url, 1) as pool,
        await psycopg.AsyncConnection.connect(database.superuser_url, autocommit=True) as above,
    ):
        async with pool.connection() as connection:
            pid = connection.info.backend_pid
        await above.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pytest.raises(psycopg.OperationalError):
            await ask(pool)
        async with pool.connection() as connection:
            assert connection.info.backend_pid != pid
