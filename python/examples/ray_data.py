"""Pages through Ray Data: ``map_batches`` hands tables of Arrow to worker processes.

On a cluster the same script runs against ``ray.init(address="auto")``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pages as tables
import pyarrow as pa

import copydesk

if TYPE_CHECKING:
    import ray

TEXT = ["id", "text", "title", "error"]


def extract(batch: pa.Table) -> pa.Table:
    """Runs in a Ray worker."""
    return pa.table(copydesk.extract_batch(batch, column="html")).select(TEXT)


def run(source: str, extract: Callable[[pa.Table], pa.Table] = extract) -> "ray.data.Dataset":
    import ray

    return ray.data.read_parquet(source).map_batches(extract, batch_format="pyarrow", batch_size=256)


def start(**settings: Any) -> None:
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, **settings)


if __name__ == "__main__":
    import ray

    args = tables.arguments(__doc__)
    start()
    run(args.pages).write_parquet(args.out)
    ray.shutdown()
