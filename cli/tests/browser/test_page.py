"""What a person does with the page."""

import json
import re

import pytest
from conftest import FIXTURES

TRAM = FIXTURES / "html/2013-tram-tunnel.html"
ROOF = FIXTURES / "flat/2012-theatre-roof.txt"


def test_a_chosen_file_becomes_blocks_beside_its_text(desk):
    desk.add(TRAM)
    assert desk.text("#blocks li >> nth=0").splitlines()[0] == "nav"
    body = desk.page.locator("#blocks li.main[data-role=body]").first
    assert body.inner_text().splitlines()[:2] == ["body", "main"], "the role is written, not only a colour"
    paragraphs = desk.page.locator("#clean p").all_inner_texts()
    assert len(paragraphs) == desk.page.locator("#blocks li.main").count() == 36
    assert paragraphs[0] in body.inner_text()
    assert "Tram tunnel under Castle Hill" in desk.text("#facts h3")
    assert "36 of 185 blocks are main text" in desk.status()


def test_dropped_files_are_listed_and_switched_between(desk):
    drop = """([names, texts]) => {
        const carried = new DataTransfer();
        names.forEach((name, i) => carried.items.add(new File([texts[i]], name)));
        for (const kind of ["dragenter", "dragover", "drop"]) document.querySelector("#drop").dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }"""
    desk.evaluate(drop, [["tram.html", "roof.txt"], [TRAM.read_text(), ROOF.read_text()]])
    desk.done("tram.html")
    assert desk.page.locator("#pages button").count() == 2
    desk.page.click("#pages button >> nth=1")
    desk.done("roof.txt")
    assert "read as text" in desk.status() and "Theatre roof" in desk.text("#facts h3")
    assert desk.page.locator("#pages button[aria-current]").inner_text().splitlines()[0] == "roof.txt"
    assert desk.evaluate("parser.disabled"), "a text has no parser"
    desk.page.click("#pages button >> nth=0")
    desk.done("tram.html")
    assert not desk.evaluate("parser.disabled") and len(desk.blocks()) == 185


def test_dropped_text_counts_as_pasted(desk):
    desk.evaluate("""(text) => {
        const carried = new DataTransfer();
        carried.setData("text/plain", text);
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
    }""", "<h1>Dropped</h1><p>One line of it.")
    desk.done("Pasted 1")
    assert "read as HTML" in desk.status() and len(desk.blocks()) == 2


def test_pasted_text_and_pasted_source_are_told_apart(desk):
    desk.paste(ROOF.read_text())
    desk.done("Pasted 1")
    assert "read as text" in desk.status()
    paragraphs = desk.page.locator("#clean p").all_inner_texts()
    assert len(paragraphs) == 7 and paragraphs[0].startswith("Part of the roof of the Corn Exchange theatre")
    desk.page.locator("#blocks li", has_text="GloveHand").click()
    assert re.search(r"alt\s+Glove\s", desk.text("#detail")), "the parts of a block"
    desk.paste("  \n<!DOCTYPE html><title>One</title><p>Two.")
    desk.done("Pasted 2")
    assert "read as HTML" in desk.status() and desk.text("#facts h3") == "One"
    desk.choose("form", "text")
    assert "read as text" in desk.status() and "<title>" in "".join(desk.blocks())
    # The switch speaks of one page alone.
    desk.page.click("#pages button >> nth=0")
    desk.done("Pasted 1")
    assert desk.page.is_checked("input[name=form][value=auto]")


def test_a_paste_outside_of_fields_is_taken_too(desk):
    desk.evaluate("navigator.clipboard.writeText('<p>From the clipboard, all of it.')")
    desk.page.focus("body")
    desk.page.keyboard.press("Control+v")
    desk.done("Pasted 1")
    assert "From the clipboard" in desk.blocks()[0]


def test_old_encodings_keep_their_places(desk):
    desk.add(("old.html", "<meta charset=iso-8859-1><p>é é é é é</p><p>A café by the port, in much rain.</p>".encode("latin-1")))
    desk.page.locator("#blocks li", has_text="café").click()
    assert desk.text("#excerpt mark") == "A café by the port, in much rain."


def test_pointing_and_choosing_show_score_reason_and_source(desk):
    desk.add(TRAM)
    assert "Point at a block" in desk.text("#detail")
    body = desk.page.locator("#blocks li.main[data-role=body]")
    body.nth(0).hover()
    seen = desk.text("#detail")
    assert re.search(r"body\s+main text\s+0\.\d{3}", seen) and "main_text" in seen, seen
    start, end = (int(number.replace(",", "")) for number in re.search(r"bytes ([\d,]+) to ([\d,]+)", seen).groups())
    assert TRAM.read_bytes()[start:end].decode() == desk.page.text_content("#excerpt mark")
    assert desk.page.locator("#clean p.marked").inner_text() in body.nth(0).inner_text()
    body.nth(1).click()
    body.nth(3).hover()
    desk.page.mouse.move(5, 5)
    assert desk.page.text_content("#excerpt mark") in body.nth(1).inner_text(), "what was chosen stays"
    desk.page.click("#clean p >> nth=5")
    assert desk.page.locator("#blocks li[aria-selected=true]").inner_text().endswith(desk.page.locator("#clean p >> nth=5").inner_text() + "\n" + desk.page.locator("#blocks li[aria-selected=true] .score").inner_text())


def test_closed_panels_are_told(desk):
    panel = "The harbour keeps a book of every storm since 1871, and this one is the ninth to close all of its berths."
    desk.add(("closed.html", f"<h1>Storm</h1><p>The gale closed every port on the coast.</p><div role=tabpanel hidden><p>{panel}</p></div>"))
    block = desk.page.locator("#blocks li", has_text=panel)
    assert "collapsed" in block.locator(".role").inner_text()
    block.click()
    assert re.search(r"Shown\s+collapsed", desk.text("#detail"))
    assert desk.page.locator("#blocks .role", has_text="collapsed").count() == 1


def test_filters_hide_roles_and_say_how_many_there_are(desk):
    desk.add(TRAM)
    box = desk.page.locator("#roles label[data-role=nav]")
    navs = desk.page.locator("#blocks li[data-role=nav]").count()
    assert box.inner_text().split() == ["nav", str(navs)]
    box.locator("input").focus()
    desk.page.keyboard.press("Space")
    assert desk.shown() == 185 - navs
    desk.page.check("#only-main")
    assert desk.shown() == 36
    desk.page.click("#roles-none")
    assert desk.shown() == 0 and desk.page.is_visible("#none-shown")
    desk.page.click("#roles-all")
    desk.page.uncheck("#only-main")
    assert desk.shown() == 185 and not desk.page.is_visible("#none-shown")


def test_hidden_roles_stay_hidden_and_keys_pass_over_them(desk):
    desk.add(TRAM, FIXTURES / "html/2025-bridge-toll.html")
    desk.page.click("#roles-none")
    desk.page.check("#roles label[data-role=subheading] input")
    desk.page.click("#pages button >> nth=1")
    desk.done("2025-bridge-toll.html")
    roles = {role for role in desk.page.eval_on_selector_all("#blocks li", "all => all.filter((one) => one.checkVisibility()).map((one) => one.dataset.role)")}
    assert roles == {"subheading"}
    desk.page.focus("#blocks")
    desk.page.keyboard.press("j")
    assert desk.page.locator("#blocks li[aria-selected=true]").get_attribute("data-role") == "subheading"


def test_parser_and_bias_run_again(desk):
    desk.add(FIXTURES / "html/2025-bridge-toll.html")
    kept = {}
    for bias in ("recall", "precision", "balanced"):
        desk.choose("bias", bias)
        kept[bias] = desk.page.locator("#blocks li.main").count()
    assert kept["precision"] < kept["balanced"] < kept["recall"], kept
    desk.choose("parser", "html5ever")
    desk.page.click("#blocks li >> nth=2")
    assert "keeps no positions" in desk.text("#detail") and desk.text("#excerpt") == ""
    asked = [url for url in desk.requests if "/api/extract" in url]
    assert len(asked) == 5 and "parser=html5ever" in asked[-1] and "bias=balanced" in asked[-1]


def test_everything_is_done_by_keyboard(desk):
    page, seen = desk.page, []
    page.focus("#pasted")
    page.keyboard.insert_text(ROOF.read_text())
    page.keyboard.press("Control+Enter")
    desk.done("Pasted 1")
    page.focus(".skip")
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate("""() => {
            const at = document.activeElement, style = getComputedStyle(at), by = at.nextElementSibling && getComputedStyle(at.nextElementSibling);
            const around = at.closest(".drop") && getComputedStyle(at.closest(".drop"));
            const ring = [style, by, around].some((one) => one && one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 1);
            const item = document.querySelector("#blocks li[aria-selected=true]");
            if (at === document.body) return ["", true];
            return [at.id || at.name || at.value || at.textContent.trim(), ring || (at.id === "blocks" && item && getComputedStyle(item).boxShadow.includes("3px"))];
        }""")
        if here[0] in [name for name, _ in seen] or here[0] == "":
            break
        seen.append(here)
    names = [name for name, _ in seen]
    for wanted in ("form", "files", "pasted", "roles-all", "only-main", "blocks", "view", "copy", "download", "scroll", "excerpt"):
        assert wanted in names, (wanted, names)
    assert all(ring for _, ring in seen), [name for name, ring in seen if not ring]
    page.focus("#blocks")
    chosen = lambda: page.locator("#blocks li[aria-selected=true]").get_attribute("data-i")
    assert page.get_attribute("#blocks", "aria-activedescendant") == "b0" and chosen() == "0"
    for key, goal in [("ArrowDown", "1"), ("j", "2"), ("k", "1"), ("ArrowUp", "0"), ("End", "50"), ("Home", "0"), ("PageDown", "10")]:
        page.keyboard.press(key)
        assert chosen() == goal, key
    page.focus("#copy")
    page.keyboard.press("k")
    assert chosen() == "9" and page.evaluate("document.activeElement.id") == "blocks", "j and k work from everywhere"


@pytest.mark.parametrize("view, ending, begins", [("text", "txt", "A tunnel that"), ("markdown", "md", "# Tram tunnel under"), ("json", "json", "{\n  \"id\": \"2013-tram-tunnel\",")])
def test_what_is_shown_is_copied_and_downloaded(desk, tmp_path, view, ending, begins):
    desk.add(TRAM)
    desk.choose("view", view)
    desk.page.click("#copy")
    desk.page.locator("#status", has_text="Copied").wait_for()
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(begins)
    with desk.page.expect_download() as download:
        desk.page.click("#download")
    assert download.value.suggested_filename == f"2013-tram-tunnel.{ending}"
    download.value.save_as(tmp_path / "it")
    assert (tmp_path / "it").read_text() == copied
    shown = "\n\n".join(desk.page.locator("#clean p").all_text_contents())
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", copied)
    if view == "json":
        assert len(json.loads(copied)["blocks"]) == 185


def test_what_cannot_be_done_is_said(desk):
    desk.page.set_input_files("#files", [{"name": "long.html", "mimeType": "", "buffer": b"<p>x" * 2_100_000}])
    desk.page.locator("#status.wrong", has_text="long.html: longer than 8,000,000 bytes").wait_for()
    desk.paste("   ")
    assert "is empty" in desk.status()
    desk.add(TRAM)
    assert len(desk.blocks()) == 185 and desk.page.locator("#status.wrong").count() == 0
    desk.paste("<p>")
    desk.done("Pasted 1")
    assert "There is no main text" in desk.text("#clean")
    assert desk.page.get_attribute("#status", "aria-live") == "polite"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 700, 380])
def test_all_text_can_be_read(open_desk, scheme, width):
    desk = open_desk(color_scheme=scheme, viewport={"width": width, "height": 900})
    desk.picture(f"start-{scheme}-{width}")
    pale = contrasts(desk)
    desk.add(TRAM, ROOF)
    desk.page.locator("#blocks li.main >> nth=2").click()
    desk.picture(f"page-{scheme}-{width}")
    pale += contrasts(desk)
    desk.page.set_input_files("#files", [{"name": "long.html", "mimeType": "", "buffer": b"x" * 8_000_001}])
    desk.page.locator("#status.wrong").wait_for()
    pale += contrasts(desk)
    assert pale == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width, "nothing stands outside of the window"


def contrasts(desk):
    """Texts with less contrast than 4.5 to 1 to what is behind them."""
    return desk.evaluate("""() => {
        const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const over = (colour, below) => {
            context.fillStyle = `rgb(${below.join(" ")})`; context.fillRect(0, 0, 1, 1);
            context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        const light = (rgb) => rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (at) => at ? over(getComputedStyle(at).backgroundColor, behind(at.parentElement)) : [255, 255, 255];
        const pale = [];
        let seen = 0;
        for (const at of document.querySelectorAll("body *")) {
            const words = [...at.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
            if (words.length === 0 || !at.checkVisibility() || at.closest("fieldset:disabled, script, noscript")) continue;
            seen += 1;
            const ground = behind(at), [a, b] = [light(over(getComputedStyle(at).color, ground)), light(ground)];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) pale.push(`${ratio.toFixed(2)}: ${words[0].data.slice(0, 40)}`);
        }
        return seen < 10 ? ["too few texts were seen"] : pale;
    }""")
