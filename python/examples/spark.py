"""Pages through PySpark: ``mapInArrow`` hands batches of Arrow to Python workers.

On a cluster leave ``master`` to spark-submit, and put the wheel on the workers (``--archives`` or a virtual environment).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import pages as tables
import pyarrow as pa

import copydesk

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Extract = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]
TEXT = ["id", "text", "title", "error"]


def extract(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Runs in a Python worker; a batch holds ``spark.sql.execution.arrow.maxRecordsPerBatch`` rows at most."""
    for batch in batches:
        rows = pa.record_batch(copydesk.extract_batch(batch, column="html"))
        yield rows.select(TEXT)


def run(spark: "SparkSession", source: str, extract: Extract = extract) -> "DataFrame":
    frame = spark.read.parquet(source)
    return frame.mapInArrow(extract, "id string, text string, title string, error string")


def session(**settings: str) -> "SparkSession":
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2, 4]").appName("copydesk")
    # Pages are large: few in a batch keep the memory of a worker small.
    defaults = {"spark.sql.execution.arrow.maxRecordsPerBatch": "256", "spark.ui.enabled": "false"}
    for key, value in {**defaults, **settings}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


if __name__ == "__main__":
    args = tables.arguments(__doc__)
    spark = session()
    run(spark, args.pages).write.mode("overwrite").parquet(args.out)
    spark.stop()
