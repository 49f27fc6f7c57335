"""Pages through a pipeline of datatrove: two worker processes, and tasks that are done are not done again."""

import pages as tables
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter

from copydesk.datatrove import Copydesk


def run(source: str, out: str) -> None:
    steps = [
        ParquetReader(source, text_key="html", id_key="id"),
        Copydesk(),
        ParquetWriter(out, output_filename="${rank}.parquet"),
    ]
    LocalPipelineExecutor(pipeline=steps, tasks=2, workers=2, logging_dir=out + ".logs").run()


if __name__ == "__main__":
    args = tables.arguments(__doc__)
    run(args.pages, args.out)
