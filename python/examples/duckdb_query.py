"""Pages from a DuckDB query, batch by batch, with pyarrow around: memory is bounded by the batch."""

from collections.abc import Iterator

import duckdb
import pages as tables
import pyarrow as pa
import pyarrow.parquet as pq

import copydesk

TEXT = ["id", "text", "title", "error"]


def batches(source: str) -> Iterator[pa.RecordBatch]:
    """Rows of the query's pages; DuckDB streams, we extract on all cores."""
    query = duckdb.sql(f"select id, html from read_parquet('{source}/*.parquet') order by id")
    for batch in query.to_arrow_reader(256):
        yield pa.record_batch(copydesk.extract_batch(batch, column="html", threads=0)).select(TEXT)


def run(source: str) -> pa.Table:
    return pa.Table.from_batches(batches(source))


if __name__ == "__main__":
    args = tables.arguments(__doc__)
    writer = None
    for rows in batches(args.pages):
        writer = writer or pq.ParquetWriter(args.out, rows.schema)
        writer.write_batch(rows)
    if writer:
        writer.close()
    # The result is a table of DuckDB as it is.
    print(duckdb.sql(f"select count(*) as pages, sum(length(text)) as characters from '{args.out}'"))
