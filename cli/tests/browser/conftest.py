"""`copydesk serve` in a real browser.

    python3 -m venv VENV && VENV/bin/pip install -r cli/tests/browser/requirements.txt
    VENV/bin/pytest -rs cli/tests/browser

The browser is the machine's own (chromium on the PATH), none is downloaded; the program is COPYDESK_PROGRAM, else the newest in target/.
COPYDESK_SCREENSHOTS=FOLDER keeps a picture of each view.
"""

import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "fixtures"

# How long the page was deaf: the longest time between two ticks of a clock that should tick every 10 ms.
CLOCK = """
window.ran = [];
window.gap = 0;
let last = performance.now();
setInterval(() => { const now = performance.now(); window.gap = Math.max(window.gap, now - last); last = now; }, 10);
"""


def program():
    if "COPYDESK_PROGRAM" in os.environ:
        return Path(os.environ["COPYDESK_PROGRAM"])
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [target / profile / "copydesk" for profile in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        pytest.skip("the program is not built: cargo build --release -p copydesk-cli")
    return max(built, key=lambda path: path.stat().st_mtime)


class Trap:
    """A proxy that lets nothing through, and writes down what was wanted."""

    def __init__(self):
        self.wanted = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                stream, _ = self.listener.accept()
            except OSError:
                return
            with stream:
                stream.settimeout(5)
                try:
                    self.wanted.append(stream.recv(4096).split(b"\r\n")[0].decode("latin-1"))
                    stream.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    pass


@pytest.fixture(scope="session")
def trap():
    trap = Trap()
    yield trap
    trap.listener.close()


@pytest.fixture(scope="session")
def browser(trap):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -r cli/tests/browser/requirements.txt")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no chromium on the PATH (Debian: apt-get install chromium)")
    # Chromium has no sandbox for root, who runs tests in containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments, proxy={"server": trap.address, "bypass": "127.0.0.1"})
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server():
    process = subprocess.Popen([program(), "serve", "--port", "0", "--max-upload", "8000000"], stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(10)


class Desk:
    """The page of the server, and all that it must not do."""

    def __init__(self, context, server):
        self.server = server
        self.page = context.new_page()
        self.page.set_default_timeout(20000)
        self.requests, self.console, self.dialogs, self.errors = [], [], [], []
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.add_init_script(CLOCK)
        self.page.goto(server)

    def add(self, *files):
        """Chooses files: paths, or (name, content)."""
        made = [
            {"name": file[0], "mimeType": "", "buffer": file[1].encode() if isinstance(file[1], str) else file[1]} if isinstance(file, tuple) else file
            for file in files
        ]
        self.page.set_input_files("#files", made)
        self.done(Path(made[0]).name if isinstance(made[0], (str, Path)) else made[0]["name"])

    def done(self, name):
        self.page.locator("#status", has_text=f"{name}, read as").wait_for()
        self.page.locator("body:not(:has([aria-busy]))").wait_for()

    def paste(self, text):
        self.page.fill("#pasted", text)
        self.page.click("#paste button")

    def choose(self, name, value):
        self.page.locator(f"label:has(input[name={name}][value={value}])").click()
        self.page.locator("body:not(:has([aria-busy]))").wait_for()

    def blocks(self):
        return self.page.locator("#blocks li").all_inner_texts()

    def shown(self):
        return self.page.locator("#blocks li:visible").count()

    def text(self, at):
        return self.page.locator(at).inner_text()

    def status(self):
        return self.page.text_content("#status")

    def evaluate(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def picture(self, name):
        if "COPYDESK_SCREENSHOTS" in os.environ:
            folder = Path(os.environ["COPYDESK_SCREENSHOTS"])
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png")

    def check(self):
        foreign = [url for url in self.requests if not url.startswith((self.server, "blob:" + self.server))]
        assert (foreign, self.errors, self.dialogs) == ([], [], [])
        assert self.console == []
        assert self.evaluate("window.ran") == []


@pytest.fixture
def open_desk(browser, server):
    contexts, desks = [], []

    def made(**options):
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, "accept_downloads": True, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.rstrip("/"))
        contexts.append(context)
        desks.append(Desk(context, server))
        return desks[-1]

    yield made
    try:
        for desk in desks:
            desk.check()
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def desk(open_desk):
    return open_desk()
