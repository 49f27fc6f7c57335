"""Strips the boilerplate from scraped news pages.

Every block of text comes with its role, a score, the reason and its place in the source.

>>> import copydesk
>>> page = copydesk.extract(
...     "<title>Fog</title><h1>Fog on the cape</h1><p>The ferry waited for six hours in thick fog off the cape, and its "
...     "40 passengers were given tea and blankets.</p><p>The harbour said nobody was hurt.</p>"
... )
>>> page.main_text.partition(",")[0]
'The ferry waited for six hours in thick fog off the cape'
>>> [block.role for block in page.blocks]
['headline', 'body', 'body']

``extract`` takes one page, ``clean_text`` one text that lost its HTML, ``extract_batch`` a batch of Arrow for engines.
"""

from copydesk._copydesk import (
    Block,
    Caption,
    FlatPage,
    Page,
    RecordBatch,
    Schema,
    __version__,
    clean_text,
    extract,
    extract_batch,
    schema,
)

SCHEMA = schema()
"""The schema of ``extract_batch``; ``pyarrow.schema(copydesk.SCHEMA)`` is pyarrow's."""

__all__ = [
    "SCHEMA",
    "Block",
    "Caption",
    "FlatPage",
    "Page",
    "RecordBatch",
    "Schema",
    "__version__",
    "clean_text",
    "extract",
    "extract_batch",
    "schema",
]
