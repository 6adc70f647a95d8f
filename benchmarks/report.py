"""Prints figures next to their ceilings; the ratio is what counts, machines differ."""

import platform
import sysconfig
from pathlib import Path

from msgspec import Struct
from rich.console import Console
from rich.table import Table


class Figure(Struct, frozen=True):
    """What we reach, the ceiling measured in the same run, and what was to be reached."""

    work: str
    ours: str
    ceiling: str
    ratio: str
    goal: str


def machine() -> str:
    """The interpreter, how it was built, and the processor, in one line."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    build = "profile-guided" if optimised else "build flags show no profile-guided optimisation"
    cores = len(__import__("os").sched_getaffinity(0))
    return (
        f"{platform.python_implementation()} {platform.python_version()} ({build}), "
        f"{cores} cores, {_processor()}, {platform.system()} {platform.release()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")


def show(figures: list[Figure], database: str) -> None:
    """Print the table, with the machine it was measured on."""
    table = Table(title="Our figures next to their ceilings, measured in one run")
    for heading in ("work", "ours", "ceiling", "ratio", "to reach"):
        table.add_column(heading, justify="left" if heading == "work" else "right")
    for figure in figures:
        table.add_row(figure.work, figure.ours, figure.ceiling, figure.ratio, figure.goal)
    console = Console(width=140)
    console.print(table)
    console.print(machine(), database, sep="\n")
