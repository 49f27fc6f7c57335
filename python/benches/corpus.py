"""Pages of a corpus folder, and rounds in which contenders take turns."""

import gzip
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

SHARED = Path(os.environ.get("COPYDESK_SHARED") or Path(__file__).resolve().parents[3] / "shared")


class Page(NamedTuple):
    id: str
    html: bytes


class Turn(NamedTuple):
    """Seconds of one turn, by the clock and of the processor."""

    wall: float
    cpu: float


def pages(folder: Path, every: int = 1) -> list[Page]:
    """Every nth page of the folder ``html``, packed or not, by name."""
    paths = sorted(path for path in (folder / "html").iterdir() if path.name.endswith((".html", ".html.gz")))
    chosen = paths[::every]
    if not chosen:
        raise SystemExit(f"no pages in {folder / 'html'}")

    def read(path: Path) -> bytes:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()

    return [Page(path.name.partition(".html")[0], read(path)) for path in chosen]


def in_turn(contenders: dict[str, Callable[[], Turn]], rounds: int) -> dict[str, list[Turn]]:
    """The turns of each: one a round, so that what else the machine does falls on all alike."""
    turns: dict[str, list[Turn]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, turn in contenders.items():
            turns[name].append(turn())
    return turns


def here(work: Callable[[], object]) -> Turn:
    """One turn in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Turn(time.perf_counter() - wall, time.process_time() - cpu)


def middle(turns: list[Turn]) -> Turn:
    return Turn(median(turn.wall for turn in turns), median(turn.cpu for turn in turns))


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def conditions() -> str:
    """What a reader must know of the machine."""
    load = ", ".join(f"{mean:.1f}" for mean in os.getloadavg())
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load} (1, 5, 15 minutes)"
