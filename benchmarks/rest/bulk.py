"""A thousand registrations a call, next to COPY of the rows it wrote."""

from collections.abc import Sequence

from benchmarks.report import Figure
from benchmarks.rest.load import Order
from benchmarks.rest.serving import BASE, load, ours, request, token
from benchmarks.world import World

A_CALL = 1_000
CONNECTIONS = 4


def measure(world: World, private: str, bodies: Sequence[bytes]) -> tuple[float, Figure]:
    """Register them all; give how many a second, and the figure without its ceiling."""
    calls = [
        b'{"items":[' + b",".join(bodies[start : start + A_CALL]) + b"]}"
        for start in range(0, len(bodies), A_CALL)
    ]
    with ours(world) as port:
        bearer = token(port, private)
        path = f"{BASE}/trainings/register"
        requests = [request("POST", path, port, call, bearer) for call in calls]
        report = load(Order(port, CONNECTIONS, requests, 300))
    assert report.statuses == {200: len(calls)}, report
    rate = len(bodies) / report.seconds
    return rate, Figure(
        f"POST /trainings/register, {A_CALL:,} a call, {CONNECTIONS} connections",
        f"{rate:,.0f}/s",
        "",
        "",
        "≥ 15,000/s",
    )
