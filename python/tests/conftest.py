from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def fixtures():
    """Name and bytes of each page."""
    pages = {path.stem: path.read_bytes() for path in sorted((ROOT / "fixtures/html").glob("*.html"))}
    assert len(pages) > 10
    return pages
