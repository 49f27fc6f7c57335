from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A page with a panel that a reader opens.
PANEL = "The harbour keeps a book of every storm since 1871, and this one is the ninth to close all of its berths at once."
CLOSED = (
    "<h1>Storm</h1><p>The gale closed every port on the north coast on Sunday, and ferries stayed in harbour while crews waited.</p>"
    "<p>The coastguard said it had answered nine calls since midnight, and asked people to keep away from the sea front.</p>"
    f"<div role=tabpanel hidden><p>{PANEL}</p></div><p aria-hidden=true>One for the eye.</p>"
)


@pytest.fixture(scope="session")
def fixtures():
    """Name and bytes of each page."""
    pages = {path.stem: path.read_bytes() for path in sorted((ROOT / "fixtures/html").glob("*.html"))}
    assert len(pages) > 10
    return pages
