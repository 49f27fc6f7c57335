"""Batches of Arrow in and out."""

import copydesk
import pyarrow as pa
import pytest
from conftest import CLOSED, PANEL

TYPES = [pa.binary(), pa.large_binary(), pa.binary_view(), pa.string(), pa.large_string(), pa.string_view()]


def batch(fixtures, kind=pa.binary()):
    ids, pages = list(fixtures), list(fixtures.values())
    if kind in (pa.string(), pa.large_string(), pa.string_view()):
        pages = [page.decode("utf-8") for page in pages]
    return pa.record_batch({"id": ids, "html": pa.array(pages, kind), "more": list(range(len(ids)))})


def rows(batch, **options):
    return pa.record_batch(copydesk.extract_batch(batch, **options))


def utf8(fixtures):
    def is_utf8(page):
        try:
            return bool(page.decode())
        except UnicodeDecodeError:
            return False

    return {name: page for name, page in fixtures.items() if is_utf8(page)}


def test_rows_are_the_pages(fixtures):
    found = rows(batch(fixtures))
    assert found.schema == pa.schema(copydesk.SCHEMA) == pa.schema(copydesk.schema())
    found.validate(full=True)
    for row, (name, html) in zip(found.to_pylist(), fixtures.items(), strict=True):
        page = copydesk.extract(html)
        assert (row["id"], row["url"], row["error"]) == (name, None, None)
        for key in ["text", "kind", "confidence", "title", "byline", "date", "language", "site", "flags", "model"]:
            assert row[key] == getattr(page, key), (name, key)
        for told, block in zip(row["blocks"], page.blocks, strict=True):
            assert all(told[key] == getattr(block, key) for key in told)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_every_type_of_column_gives_the_same_rows(fixtures, kind):
    pages = utf8(fixtures)
    expected = rows(batch(pages))
    whole = batch(pages, kind)
    assert rows(whole) == expected
    assert rows(whole, threads=0) == rows(whole, threads=3) == expected
    part = whole.slice(3, 5)
    assert rows(part) == expected.slice(3, 5)
    table = pa.Table.from_batches([whole.slice(0, 2), whole.slice(2)])
    assert rows(table) == expected


def test_a_bad_row_never_fails_a_batch():
    pages = pa.array([b"<p>One", None, b"", b"\xff" * 50, b"<p>Two"], pa.large_binary())
    found = rows(pa.record_batch({"url": ["u0", "u1", "u2", "u3", "u4"], "html": pages}))
    assert found["error"].to_pylist() == [None, "no_field: the row holds no page", None, None, None]
    assert found["url"].to_pylist() == ["u0", "u1", "u2", "u3", "u4"]
    assert found["text"].to_pylist()[1] is None and found["blocks"].to_pylist()[1] is None
    assert found["text"].to_pylist()[2] == ""
    assert found["id"].null_count == 5
    found.validate(full=True)


def test_closed_panels_can_be_kept_out_of_a_batch():
    pages = pa.record_batch({"html": [CLOSED, "<p>One"]})
    assert PANEL in rows(pages)["text"].to_pylist()[0]
    found = rows(pages, collapsed=False)
    assert found.schema == rows(pages).schema
    assert found["text"].to_pylist() == [copydesk.extract(page, collapsed=False).main_text for page in [CLOSED, "<p>One"]]
    assert PANEL not in found["text"].to_pylist()[0]


def test_a_column_that_says_utf8_and_is_not_does_no_harm():
    lying = pa.Array.from_buffers(pa.string(), 1, pa.array([b"<p>caf\xe9 au lait"], pa.binary()).buffers())
    found = rows(pa.record_batch({"html": lying}))
    assert found["blocks"].to_pylist()[0][0]["text"] == "café au lait"


def test_numbers_are_names_too_and_another_column_may_hold_the_pages():
    found = rows(pa.record_batch({"id": pa.array([7, None], pa.int64()), "page": ["<p>x", "<p>y"]}), column="page")
    assert found["id"].to_pylist() == ["7", None]


def test_what_is_wrong_with_the_whole_batch_is_an_error():
    with pytest.raises(ValueError, match="no column \"html\"; there are: id, page"):
        copydesk.extract_batch(pa.record_batch({"id": ["a"], "page": ["<p>"]}))
    with pytest.raises(ValueError, match="Int64, not text or bytes"):
        copydesk.extract_batch(pa.record_batch({"html": [1]}))
    with pytest.raises(ValueError, match="no-such"):
        copydesk.extract_batch(pa.record_batch({"html": ["<p>"]}), charset="no-such")
    with pytest.raises(TypeError, match="not list"):
        copydesk.extract_batch([])
    with pytest.raises(TypeError, match="has columns"):
        copydesk.extract_batch(pa.array([1]))


def test_columns_that_are_asked_for_are_those_of_the_whole_rows(fixtures):
    whole = rows(batch(fixtures))
    for names in [["text", "id", "error"], ["blocks"], ["title", "captions"]]:
        assert rows(batch(fixtures), columns=names) == whole.select(names)
    for wrong, why in [(["source"], "no column \"source\"; there are: id, url"), ([], "at least one"), (["id", "id"], "twice")]:
        with pytest.raises(ValueError, match=why):
            copydesk.extract_batch(batch(fixtures), columns=wrong)


def test_no_rows_are_no_rows():
    empty = pa.record_batch({"html": pa.array([], pa.binary())})
    found = copydesk.extract_batch(empty)
    assert (len(found), found.num_rows, found.schema.names) == (0, 0, pa.schema(copydesk.SCHEMA).names)
    assert pa.table(found).schema == pa.schema(copydesk.SCHEMA)


def test_a_result_outlives_its_input_and_can_be_taken_more_than_once(fixtures):
    table = batch(fixtures)
    found = copydesk.extract_batch(table)
    del table
    assert pa.record_batch(found) == pa.record_batch(found)
    assert pa.table(found).to_batches()[0] == pa.record_batch(found)
