"""Pages that want to be more than text, and pages that are long."""

import time

import pytest

# Each part would show itself: by a flag, a dialog, or a request to a foreign host.
PARTS = [
    "<script>window.ran.push('script'); alert('script')</script>",
    "<img src=http://attacker.example/image.png onerror=\"window.ran.push('onerror'); alert(1)\">",
    "<a href=\"javascript:window.ran.push('link')\">A link that would run, with enough words to be read</a>",
    "</textarea><script>window.ran.push('textarea')</script>",
    "</script><script>window.ran.push('end')</script>",
    "<style>@import url(http://attacker.example/a.css); body { display: none; background: url(http://attacker.example/b.png) }</style>",
    "<iframe src=http://attacker.example/frame srcdoc=\"<script>parent.ran.push('frame')</script>\"></iframe>",
    "<svg onload=\"window.ran.push('svg')\"><text>Words of an image</text></svg>",
    "<meta http-equiv=refresh content=\"0;url=http://attacker.example/refresh\">",
    "<base href=http://attacker.example/><link rel=prefetch href=http://attacker.example/prefetch>",
    "<form action=http://attacker.example/form><button>Send this form away</button></form>",
    "<object data=http://attacker.example/object></object><video src=http://attacker.example/video autoplay></video>",
    "<p>&lt;img src=x onerror=window.ran.push('decoded')&gt; and &lt;script&gt;window.ran.push('decoded')&lt;/script&gt; are words of this paragraph.</p>",
    "<p>\u202eTurned around\u202c and \U000e0041\U000e0042 unseen, the keeper of the port said on Sunday morning.</p>",
]
TITLE = "<title>&lt;/title&gt;&lt;script&gt;window.ran.push('title')&lt;/script&gt;</title>"
PAGE = TITLE + "<h1>Port shut</h1>" + "".join(f"{part}<p>Gale number {i} closed every port on the north coast on Sunday, the keeper said.</p>" for i, part in enumerate(PARTS))
NAME = "<img src=x onerror=ran.push('name')>.html"


def test_the_page_is_hostile(browser, trap):
    """Without copydesk between: else the next test would say nothing."""
    context = browser.new_context()
    page, dialogs = context.new_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script("window.ran = []")
    page.goto("data:text/html,<p>x")
    page.set_content(PAGE.replace(PARTS[8], ""), wait_until="load")
    assert dialogs and {"script", "end", "textarea", "svg"} <= set(page.evaluate("window.ran"))
    context.close()
    assert any("attacker.example" in line for line in trap.wanted), trap.wanted
    trap.wanted.clear()


@pytest.mark.parametrize("way", ["file", "paste", "text"])
def test_a_hostile_page_is_nothing_but_text(desk, trap, way):
    if way == "paste":
        desk.paste(PAGE)
        desk.done("Pasted 1")
    else:
        desk.add((NAME, PAGE))
    if way == "text":
        desk.choose("form", "text")
    assert len(desk.blocks()) >= 1
    page = desk.page
    for view in ("markdown", "json", "text"):
        desk.choose("view", view)
    page.focus("#blocks")
    for _ in range(len(desk.blocks())):
        page.keyboard.press("j")
    for block in page.locator("#blocks li").all()[:40]:
        block.hover()
    page.click("#copy")
    with page.expect_download() as download:
        page.click("#download")
    assert not set(download.value.suggested_filename) & set("/\\<>:\"|?*")
    page.wait_for_timeout(300)
    # Not one element of it is there, and all of its text is.
    made = page.eval_on_selector_all("main *", "all => [...new Set(all.map((one) => one.localName))]")
    assert not {"script", "img", "iframe", "svg", "style", "object", "video", "link", "meta", "base", "a"} & set(made), made
    assert page.locator("main button", has_text="Send this form away").count() == 0
    text = "".join(desk.blocks())
    if way == "text":
        assert PARTS[0] in text and PARTS[12] in text
    else:
        assert "<script>window.ran.push('decoded')</script>" in text and "</title><script>" in desk.text("#facts")
    assert [url for url in desk.requests if "attacker" in url] == []
    assert [line for line in trap.wanted if "attacker" in line] == [], "nothing left the machine"
    desk.picture(f"hostile-{way}")


def test_the_policy_stops_what_would_come_through(desk):
    """Were there a fault in the page, the browser would stop it: inline scripts, handlers, foreign images, markup from strings."""
    blocked = desk.evaluate("""async () => {
        const seen = [];
        document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
        const script = document.createElement("script");
        try { script.textContent = "window.ran.push('inline')"; document.body.append(script); } catch { seen.push("text"); }
        try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=window.ran.push(1)>"); } catch { seen.push("markup"); }
        const image = new Image();
        image.src = "http://attacker.example/image.png";
        document.body.append(image);
        await fetch("http://attacker.example/").catch(() => seen.push("fetch"));
        await new Promise((done) => setTimeout(done, 200));
        return seen;
    }""")
    assert {"markup", "img-src", "connect-src", "fetch"} <= set(blocked) and {"text", "script-src-elem"} & set(blocked), blocked
    assert desk.evaluate("window.ran") == [] and desk.console, "the console tells of it"
    desk.console.clear()
    desk.requests.clear()


def large():
    """Five megabytes and more blocks than the library lists one by one."""
    line = "Gale number {0} closed every port on the north coast on Sunday, and ferries stayed in harbour while crews waited for the wind to turn. "
    parts = [f"<div class=story{i % 7}><p>{line.format(i) * 2}</p><ul class=nav><li><a href=/{i}>Menu {i}</a></li></ul></div>" for i in range(14000)]
    page = "<title>Large</title><h1>Large</h1>" + "".join(parts)
    return page[:5_000_000]


@pytest.mark.parametrize("kind", ["blocks", "one block", "one word"])
def test_five_megabytes_leave_the_page_answering(desk, kind, tmp_path):
    page = {"blocks": large, "one block": lambda: "<h1>Long</h1><p>" + "The keeper of the port said so. " * 156_000, "one word": lambda: "<h1>Long</h1><p>" + "x" * 5_000_000}[kind]()
    assert len(page) > 4_900_000
    file = tmp_path / "large.html"
    file.write_text(page)
    desk.evaluate("window.gap = 0")
    began = time.monotonic()
    desk.add(file)
    first = time.monotonic() - began
    count = int(desk.text("#status").split(" of ")[1].split()[0].replace(",", ""))
    desk.page.wait_for_timeout(500)
    gap = desk.evaluate("window.gap")
    desk.evaluate("window.gap = 0")
    began = time.monotonic()
    desk.page.focus("#blocks")
    for key in ("End", "k", "k", "Home", "j"):
        desk.page.keyboard.press(key)
    desk.evaluate("document.querySelector('#scroll').scrollTop = 1e6")
    desk.page.locator("#only-main").check()
    desk.page.locator("#only-main").uncheck()
    for view in ("markdown", "json", "text"):
        desk.choose("view", view)
    desk.page.wait_for_timeout(300)
    used = time.monotonic() - began - 0.3
    later = desk.evaluate("window.gap")
    print(f"\n{kind}: {count} blocks all there after {first:.1f} s; deaf for at most {gap:.0f} ms; "
          f"keys, filters, views: {used:.1f} s, deaf for at most {later:.0f} ms")
    desk.picture("large-" + kind.replace(" ", "-"))
    if kind == "blocks":
        assert count >= 12000
    # A second is what people wait for without wondering; a frozen page is deaf for many.
    assert gap < 1000 and later < 1000
