"""copydesk as an extractor of datatrove, behind any of its readers.

>>> from copydesk.datatrove import Copydesk          # doctest: +SKIP
>>> pipeline = [WarcReader(crawl), Copydesk(), JsonlWriter(out)]   # doctest: +SKIP
"""

from typing import Any

from datatrove.pipeline.extractors.base import BaseExtractor

from copydesk import extract

__all__ = ["Copydesk"]


class Copydesk(BaseExtractor):
    """Puts the main text in the place of each document's HTML, ``bytes`` or ``str``.

    As with every extractor of datatrove a process of its own works on the pages; one that takes longer than ``timeout`` seconds, or a page without
    main text, is dropped and counted.
    """

    name = "⛏ copydesk"
    _requires_dependencies = ["copydesk"]

    def __init__(self, timeout: float = 10, **options: Any) -> None:
        """``options`` are those of ``copydesk.extract``: ``charset``, ``parser``, ``bias``, ``collapsed``."""
        super().__init__(timeout)
        self.options = options

    def extract(self, text: "bytes | str") -> str:
        return extract(text, **self.options).main_text
