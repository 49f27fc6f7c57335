"""Pages through Polars: a data frame goes in and comes out by Arrow's PyCapsule interface."""

import pages as tables
import polars as pl

import copydesk


def extract(frame: pl.DataFrame) -> pl.DataFrame:
    """All cores; a row for each row, so columns of the frame may stand beside those of the result."""
    return pl.DataFrame(copydesk.extract_batch(frame.select("id", "html"), column="html", threads=0))


def run(source: str) -> pl.DataFrame:
    return extract(pl.read_parquet(f"{source}/*.parquet"))


if __name__ == "__main__":
    args = tables.arguments(__doc__)
    run(args.pages).select("id", "text", "title", "error").write_parquet(args.out)
