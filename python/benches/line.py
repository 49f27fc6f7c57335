"""``extract_batch`` beside the command line: the same Parquet file of pages to the same rows as Parquet, on one thread.

    cargo build --release --package copydesk-cli
    python python/benches/line.py --cli target/release/copydesk

Both are processes of their own, taking turns; the time of the processor counts start, reading and writing of each. A third
process says where Python's time goes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import copydesk
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import SHARED, Turn, conditions, in_turn, middle, pages, table

ROWS = 64
PARTS = ["start", "read", "extract", "write"]


def by_batches(source: str, target: str) -> dict[str, float]:
    """What the command line does, as a user of the package writes it; seconds of the processor of each part."""
    marks = dict.fromkeys(PARTS, 0.0)
    marks["start"] = last = time.process_time()

    def until_now(part: str) -> None:
        nonlocal last
        now = time.process_time()
        marks[part] += now - last
        last = now

    with pq.ParquetFile(source) as file, pq.ParquetWriter(target, pa.schema(copydesk.SCHEMA), compression="zstd", compression_level=3) as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in file.iter_batches(ROWS, use_threads=False):
            until_now("read")
            waiting.append(pa.record_batch(copydesk.extract_batch(batch)))
            until_now("extract")
            # A row group of 1,024 rows, as large as the command line's on such pages.
            if len(waiting) == 1024 // ROWS:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting.clear()
                until_now("write")
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting))
    until_now("write")
    return marks


def process(command: list[str]) -> Callable[[], Turn]:
    def turn() -> Turn:
        def used() -> float:
            children = resource.getrusage(resource.RUSAGE_CHILDREN)
            return children.ru_utime + children.ru_stime

        wall, cpu = time.perf_counter(), used()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return Turn(time.perf_counter() - wall, used() - cpu)

    return turn


def same_rows(ours: str, theirs: str) -> bool:
    """``source`` is the command line's alone, ``error`` the batch's; which columns may be null differs too."""
    columns = [name for name in copydesk.SCHEMA.names if name != "error"]
    mine, other = (pq.read_table(path, columns=columns) for path in (ours, theirs))
    return all(mine[name].to_pylist() == other[name].to_pylist() for name in columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=SHARED / "corpus/wcxb-dev")
    parser.add_argument("--cli", default="target/release/copydesk", help="the program copydesk")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth page (default: all)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", nargs=2, metavar=("FROM", "TO"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.parts:
        print(json.dumps(by_batches(*args.parts)))
        return

    chosen = pages(args.corpus, args.sample)
    megabytes = sum(len(page.html) for page in chosen) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        source, by_python, by_line = (os.path.join(folder, name) for name in ("pages.parquet", "python.parquet", "line.parquet"))
        html = pa.array([page.html for page in chosen], pa.binary())
        pq.write_table(pa.table({"id": [page.id for page in chosen], "html": html}), source, compression="zstd", row_group_size=ROWS)
        python = [sys.executable, __file__, "--parts", source, by_python]
        line = [args.cli, "extract", source, "--field", "html", "--threads", "1", "--quiet", "--output", by_line]
        turns = in_turn({"line": process(line), "python": process(python)}, args.rounds)
        if not same_rows(by_python, by_line):
            raise SystemExit("the rows differ")
        parts = json.loads(subprocess.run(python, check=True, stdout=subprocess.PIPE).stdout)
    took = {name: middle(all_turns) for name, all_turns in turns.items()}
    rows = []
    for name, what in [("line", "`copydesk extract --threads 1`"), ("python", f"`extract_batch`, {ROWS} rows, pyarrow reads and writes")]:
        wall, cpu = took[name]
        rows.append([what, f"{len(chosen) / wall:,.0f}", f"{len(chosen) / cpu:,.0f}", f"{megabytes / cpu:.1f}"])
    ratios = [mine.cpu / other.cpu for mine, other in zip(turns["python"], turns["line"], strict=True)]
    print(f"{len(chosen)} pages (one in {args.sample}) of `{args.corpus.name}`, {megabytes:.1f} MB, medians of {args.rounds} rounds.")
    print(f"{conditions()}; pyarrow {pa.__version__}, copydesk {copydesk.__version__}. The rows are the same.\n")
    print(table(["Parquet to Parquet", "pages/s by the clock", "pages a second of the processor", "MB a second of the processor"], rows))
    both = took["python"].cpu / took["line"].cpu
    print(f"\nPython / command line: {both:.2f} of the processor's time ({min(ratios):.2f} to {max(ratios):.2f}),", end=" ")
    print(f"{took['python'].wall / took['line'].wall:.2f} by the clock.")
    print("Python's time of the processor: " + ", ".join(f"{part} {parts[part]:.2f} s" for part in PARTS))


if __name__ == "__main__":
    main()
