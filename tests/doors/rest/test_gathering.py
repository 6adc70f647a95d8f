"""What one organisation asks for at a moment is read together, and nobody else's with it."""

import asyncio
from collections.abc import Sequence

import pytest

from fla.doors.rest.gathering import Gathering


class Reader:
    """Reads slowly and remembers in which groups."""

    def __init__(self) -> None:
        self.groups: list[tuple[str, list[int]]] = []

    async def __call__(self, who: str, keys: Sequence[int]) -> list[str]:
        self.groups.append((who, list(keys)))
        await asyncio.sleep(0.01)
        if 13 in keys:
            raise RuntimeError("thirteen")
        return [f"{who}{key}" for key in keys]


@pytest.fixture
def reader() -> Reader:
    return Reader()


async def test_a_lone_caller_waits_for_nobody(reader: Reader) -> None:
    assert await Gathering(reader, 3).get("a", 1) == "a1"
    assert reader.groups == [("a", [1])]


async def test_a_crowd_is_read_in_groups_and_each_gets_his_own(reader: Reader) -> None:
    gathering = Gathering(reader, 3)
    found = await asyncio.gather(*(gathering.get("a", key) for key in range(8)))
    assert found == [f"a{key}" for key in range(8)]
    assert [keys for _, keys in reader.groups] == [[0, 1, 2], [3, 4, 5], [6, 7]]


async def test_organisations_are_never_read_together(reader: Reader) -> None:
    gathering = Gathering(reader, 9)
    asked = [gathering.get(who, key) for key in range(3) for who in "ab"]
    assert sorted(await asyncio.gather(*asked)) == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert sorted(reader.groups) == [("a", [0, 1, 2]), ("b", [0, 1, 2])]


async def test_a_fault_is_its_group_s_and_the_next_go_on(reader: Reader) -> None:
    gathering = Gathering(reader, 2)
    asked = [gathering.get("a", key) for key in (12, 13, 14)]
    first, second, third = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(first, RuntimeError)
    assert isinstance(second, RuntimeError)
    assert third == "a14"
    assert await gathering.get("a", 15) == "a15"


async def test_who_went_away_is_not_read_for(reader: Reader) -> None:
    gathering = Gathering(reader, 1)
    tasks = [asyncio.create_task(gathering.get("a", key)) for key in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    assert await tasks[2] == "a2"
    assert await tasks[0] == "a0"
    assert [keys for _, keys in reader.groups] == [[0], [2]]
