"""A minute at four times what can be sustained: who is turned away, what is lost, what then."""

import time

import psycopg

from benchmarks.report import Figure
from benchmarks.rest.load import Order, Report
from benchmarks.rest.serving import BASE, load, ours, request, token
from benchmarks.world import World

TIMES = 4
CONNECTIONS = 512
CALM = 16
"""Connections that send one after the other, before and after."""


def measure(
    world: World, private: str, bodies: list[bytes], sustained: float, seconds: float
) -> list[Figure]:
    """Send at four times a rate; then look for everything that was acknowledged."""
    rate = TIMES * sustained
    flood = min(int(rate * seconds), len(bodies) - 2 * _sample(bodies))
    with ours(world) as port:
        bearer = token(port, private)

        def requests(some: list[bytes]) -> list[bytes]:
            return [request("POST", f"{BASE}/trainings", port, body, bearer) for body in some]

        calm = _sample(bodies)
        before = load(Order(port, CALM, requests(bodies[:calm]), seconds))
        stormed = bodies[calm : calm + flood]
        storm = load(Order(port, CONNECTIONS, requests(stormed), seconds, rate, [201]))
        time.sleep(5)
        after = load(Order(port, CALM, requests(bodies[-calm:]), seconds))
    there = _there(world)
    lost = [place for place in storm.kept if _reference(stormed[place]) not in there]
    assert set(storm.statuses) <= {201, 429}, storm
    assert not lost, f"{len(lost)} acknowledged registrations are lost"
    return _figures(before, storm, after, rate)


def _figures(before: Report, storm: Report, after: Report, rate: float) -> list[Figure]:
    turned = storm.statuses.get(429, 0)
    return [
        Figure(
            f"{storm.seconds:.0f} s at {rate:,.0f} calls a second",
            f"{storm.statuses.get(201, 0):,} taken, {turned:,} turned away, {storm.lost} broken",
            "nothing acknowledged is lost",
            "",
            "201 and 429 alone",
        ),
        Figure(
            "median latency five seconds later",
            f"{after.median:.1f} ms",
            f"before {before.median:.1f} ms",
            f"{after.median / before.median:.2f}",
            "normal again",
        ),
    ]


def _sample(bodies: list[bytes]) -> int:
    return min(2_000, len(bodies) // 10)


def _reference(body: bytes) -> str:
    start = body.index(b'"reference":"') + 13
    return body[start : body.index(b'"', start)].decode()


def _there(world: World) -> set[str]:
    with psycopg.connect(world.superuser_url) as connection:
        rows = connection.execute("SELECT reference FROM training").fetchall()
    return {reference for (reference,) in rows}
