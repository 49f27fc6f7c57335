"""Tables of pages for the examples: ``id`` and ``html``."""

import argparse
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/html"


def table(folder: Path = FIXTURES) -> pa.Table:
    paths = sorted(Path(folder).glob("*.html"))
    return pa.table({"id": [path.stem for path in paths], "html": pa.array([path.read_bytes() for path in paths], pa.binary())})


def arguments(about: str | None) -> argparse.Namespace:
    """``--pages`` (a Parquet file or folder of them) and ``--out``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--pages", help="Parquet with the columns id and html; without it, the fixtures")
    parser.add_argument("--out", required=True, help="where to write id and text as Parquet")
    args = parser.parse_args()
    if args.pages is None:
        args.pages = args.out + ".pages"
        Path(args.pages).mkdir(parents=True, exist_ok=True)
        pages = table()
        # More files than workers, so that every worker has some.
        for at in range(0, len(pages), 2):
            pq.write_table(pages.slice(at, 2), f"{args.pages}/{at:04}.parquet")
    return args
