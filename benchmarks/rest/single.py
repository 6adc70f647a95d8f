"""One registration a request over 64 connections, next to the bare application's insert."""

from collections.abc import Sequence

import msgspec
import psycopg

from benchmarks.declarations import declarations
from benchmarks.report import Figure
from benchmarks.rest import bare
from benchmarks.rest.load import Order, Report
from benchmarks.rest.serving import BASE, load, ours, request, token
from benchmarks.rest.serving import bare as bare_server
from benchmarks.world import World
from fla.database.server import Server
from fla.intake.declaration import TrainingDeclaration

CONNECTIONS = 64
SECONDS = 10.0
ROUNDS = 2


def bodies(made: Sequence[TrainingDeclaration]) -> list[bytes]:
    """Registrations as the contract has them."""
    return [
        msgspec.json.encode(
            {
                "reference": one.reference,
                "enterpriseNumber": one.enterprise_number,
                "ssin": one.ssin,
                "training": one.training,
            }
        )
        for one in made
    ]


def measure(server: Server, world: World, private: str, count: int) -> tuple[list[Figure], float]:
    """Measure both in turn, so that a slow moment of the machine hits either; ours a second too."""
    made = list(declarations(world, count * ROUNDS * 2))
    waiting = bodies(made)
    mine, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_bare(server, waiting[:count]))
        with ours(world) as port:
            bearer = token(port, private)
            mine.append(_send(port, f"{BASE}/trainings", waiting[:count], bearer))
        waiting = waiting[count:]
    best, yardstick = max(mine, key=_rate), max(theirs, key=_rate)
    ratio = best.rate / yardstick.rate
    figures = [
        Figure(
            f"POST /trainings, {CONNECTIONS} connections, {world.people:,} workers",
            f"{best.rate:,.0f}/s",
            f"bare FastAPI insert {yardstick.rate:,.0f}/s",
            f"{ratio:.2f}",
            "≥ 1.5",
        ),
        Figure(
            "the same, 99th percentile of latency",
            f"{best.p99:.1f} ms",
            f"bare {yardstick.p99:.1f} ms",
            f"{best.p99 / yardstick.p99:.2f}",
            "≤ 60 ms",
        ),
    ]
    return figures, best.rate


def _rate(report: Report) -> float:
    return report.rate


def _send(port: int, path: str, waiting: list[bytes], bearer: str = "") -> Report:
    requests = [request("POST", path, port, body, bearer) for body in waiting]
    report = load(Order(port, CONNECTIONS, requests, SECONDS))
    assert set(report.statuses) == {201}, report
    assert not report.lost, report
    return report


def _bare(server: Server, waiting: list[bytes]) -> Report:
    name = "bare"
    server.create_database(name)
    url = server.superuser_url(name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(bare.CREATE.encode())
    try:
        with bare_server(url) as port:
            return _send(port, "/trainings", waiting)
    finally:
        server.drop_database(name)
