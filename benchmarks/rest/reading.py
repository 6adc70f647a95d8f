"""Accounts read one a request, next to health, which reads nothing but that the database lives."""

import msgspec

from benchmarks.report import Figure
from benchmarks.rest.load import Order
from benchmarks.rest.serving import BASE, load, ours, request, token
from benchmarks.world import World

CONNECTIONS = 64
SECONDS = 8.0
READS = 60_000


def measure(world: World, private: str) -> Figure:
    """Read the accounts of workers here and there in the register."""
    people = world.employers * world.workers_each
    with ours(world) as port:
        bearer = token(port, private)
        bodies = []
        for number in range(READS):
            employer, worker = divmod(number * 7919 % people, world.workers_each)
            whose = {
                "enterpriseNumber": world.employer(employer + 1),
                "ssin": world.worker(employer + 1, worker + 1),
                "year": 2026,
            }
            body = msgspec.json.encode(whose)
            bodies.append(request("POST", f"{BASE}/accounts/get", port, body, bearer))
        report = load(Order(port, CONNECTIONS, bodies, SECONDS))
        assert set(report.statuses) == {200}, report
        health = [request("GET", f"{BASE}/health", port)] * READS
        ceiling = load(Order(port, CONNECTIONS, health, SECONDS / 2))
    return Figure(
        f"account read, {people:,} workers, {CONNECTIONS} connections",
        f"{report.rate:,.0f}/s, p99 {report.p99:.0f} ms",
        f"health {ceiling.rate:,.0f}/s",
        f"{report.rate / ceiling.rate:.2f}",
        "≥ 3,000/s",
    )
