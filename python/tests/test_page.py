"""One page or text at a time."""

import doctest
import inspect
import json
import threading

import copydesk
import pytest
from conftest import CLOSED, PANEL, ROOT


def test_a_page_says_the_same_as_its_json_line(fixtures):
    for name, html in fixtures.items():
        page = copydesk.extract(html, url="https://example.com/" + name)
        line = json.loads(page.to_json(name))
        assert (line["id"], line["url"]) == (name, page.url)
        for key in ["kind", "title", "byline", "date", "language", "site", "text", "flags", "model"]:
            assert getattr(page, key) == line[key], (name, key)
        assert page.main_text == page.text
        assert len(page.blocks) == len(line["blocks"])
        for block, told in zip(page.blocks, line["blocks"]):
            for key in ["role", "main", "reason", "start", "end", "text"]:
                assert getattr(block, key) == told[key], (name, key)
            assert block.score == pytest.approx(told["score"], abs=1e-3)
            assert (block.aria_hidden, block.collapsed) == (told.get("aria_hidden", False), told.get("collapsed", False))
        told = [(c["text"], c["credit"], c["image"], c["alt"]) for c in line["captions"]]
        assert [(c.text, c.credit, c.image, c.alt) for c in page.captions] == told


def test_the_story_is_what_the_truth_says(fixtures):
    truth = json.loads((ROOT / "fixtures/truth/2015-ferry-inquiry.json").read_text())
    page = copydesk.extract(fixtures["2015-ferry-inquiry"])
    assert page.kind == "article" and page.title in page.markdown
    assert truth, "the truth is there"
    body = [block for block in page.blocks if block.role == "body"]
    assert body and all(block.main and block.text in page.main_text for block in body)
    assert not any(block.text in page.main_text for block in page.blocks if block.role == "footer" and not block.main)


def test_places_are_bytes_of_the_decoded_page():
    page = copydesk.extract("<p>Ærø is an island.</p><p>The ferry to Ærø sails at noon.</p>".encode("latin-1"), charset="latin1")
    found = [page.source.encode()[block.start : block.end].decode() for block in page.blocks]
    assert found == ["Ærø is an island.", "The ferry to Ærø sails at noon."]
    assert copydesk.extract("<p>One</p>", parser="html5ever").blocks[0].start is None


def test_text_and_bytes_of_a_page_are_the_same_page(fixtures):
    html = fixtures["2013-tram-tunnel"]
    assert copydesk.extract(html.decode()).to_json() == copydesk.extract(html).to_json()


@pytest.mark.parametrize("wrong", [{"parser": "lynx"}, {"bias": "left"}, {"charset": "no-such-charset"}])
def test_wrong_options_are_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong.values()))):
        copydesk.extract(b"<p>x", **wrong)


def test_what_is_no_page_is_a_type_error():
    with pytest.raises(TypeError, match="bytes or str, not int"):
        copydesk.extract(7)


def test_any_bytes_are_a_page():
    for html in [b"", b"\x00" * 100, b"<" * 10_000, bytes(range(256)) * 20, b"<div>" * 5_000]:
        page = copydesk.extract(html)
        assert page.main_text == "\n\n".join(block.text for block in page.blocks if block.main)


def test_closed_panels_are_told_and_can_be_kept_out():
    page = copydesk.extract(CLOSED)
    assert [block.text for block in page.blocks if block.collapsed] == [PANEL]
    assert [block.text for block in page.blocks if block.aria_hidden] == ["One for the eye."]
    assert page.main_text == copydesk.extract(CLOSED, collapsed=True).main_text and PANEL in page.main_text
    without = copydesk.extract(CLOSED, collapsed=False)
    assert [(block.text, block.main) for block in without.blocks if block.collapsed] == [(PANEL, False)]
    assert "The gale closed" in without.main_text and PANEL not in without.main_text


def test_threads_share_a_page_and_work_at_the_same_time(fixtures):
    expected = {name: copydesk.extract(html).to_json() for name, html in fixtures.items()}
    found = []

    def work():
        found.extend(copydesk.extract(html).to_json() == expected[name] for name, html in fixtures.items())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 * len(fixtures) and all(found)


def test_a_text_that_lost_its_html_is_cleaned():
    text = (ROOT / "fixtures/flat/2012-theatre-roof.txt").read_text()
    page = copydesk.clean_text(text)
    line = json.loads(page.to_json("roof"))
    assert line["id"] == "roof" and line["text"] == page.main_text == page.text
    assert (page.title, page.byline, page.date, page.kind) == tuple(line[key] for key in ["title", "byline", "date", "kind"])
    assert [text.encode()[b.start : b.end].decode() for b in page.blocks] == [b.text for b in page.blocks]
    assert copydesk.clean_text(page.main_text).main_text == page.main_text
    assert len(page.main_text) < len(text)


def test_everything_public_is_documented_and_in_the_stubs():
    stubs = (ROOT / "python/package/copydesk/_copydesk.pyi").read_text()
    for name in copydesk.__all__:
        thing = getattr(copydesk, name)
        if inspect.isclass(thing) or inspect.isbuiltin(thing):
            assert thing.__doc__, name
            assert f"class {name}:" in stubs or f"def {name}(" in stubs, name
            for part in [part for part in (vars(thing) if inspect.isclass(thing) else []) if not part.startswith("_")]:
                assert f"def {part}(self" in stubs.split(f"class {name}:")[1].split("\n@final")[0], f"{name}.{part}"
    assert doctest.testmod(copydesk).failed == 0
