"""Speed and accuracy of copydesk beside other packages, on the same pages, in one process and one thread.

    pip install ./python -r python/benches/requirements.txt
    python python/benches/peers.py --sample 7

Each tool gets a page in the form that it takes fastest: copydesk bytes, the others a ``str`` that was decoded before the clock
starts. One row charges resiliparse with its own decoding too: that is the like of copydesk's, bytes in and main text out. Tools take turns, round by
round; what counts is the time of the processor.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import copydesk
from corpus import SHARED, Page, Turn, conditions, here, in_turn, middle, pages, table

Texts = Callable[[], Iterable[str]]
ROWS = 64
REFERENCE = "resiliparse: `extract_plain_text(str, main_content=True)`"

FROM_BYTES = "resiliparse: the same with `detect_encoding`, `bytes_to_str`"


class Score(NamedTuple):
    precision: float
    recall: float
    f1: float


def copydesk_tools(chosen: list[Page], _decoded: list[str]) -> dict[str, Texts]:
    import pyarrow as pa

    html = pa.array([page.html for page in chosen], pa.large_binary())
    batches = pa.Table.from_pydict({"html": html}).to_batches(max_chunksize=ROWS)

    def by_batch(columns: list[str] | None) -> list[str]:
        rows = (pa.record_batch(copydesk.extract_batch(batch, columns=columns)) for batch in batches)
        return [text for batch in rows for text in batch["text"].to_pylist()]

    return {
        "**copydesk**: `extract(bytes).main_text`": lambda: [copydesk.extract(page.html).main_text for page in chosen],
        f"**copydesk**: `extract_batch` of {ROWS} rows, text alone": lambda: by_batch(["text", "error"]),
        f"**copydesk**: `extract_batch` of {ROWS} rows, all columns": lambda: by_batch(None),
    }


def resiliparse_tools(chosen: list[Page], decoded: list[str]) -> dict[str, Texts]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def from_bytes(html: bytes) -> str:
        text: str = extract_plain_text(bytes_to_str(html, detect_encoding(html) or "utf-8"), main_content=True)
        return text

    return {
        REFERENCE: lambda: [extract_plain_text(html, main_content=True) for html in decoded],
        FROM_BYTES: lambda: [from_bytes(page.html) for page in chosen],
    }


def trafilatura_tools(_chosen: list[Page], decoded: list[str]) -> dict[str, Texts]:
    from trafilatura import extract

    return {"trafilatura: `extract(str)`": lambda: [extract(html) or "" for html in decoded]}


def rs_trafilatura_tools(_chosen: list[Page], decoded: list[str]) -> dict[str, Texts]:
    from rs_trafilatura import extract

    return {"rs-trafilatura: `extract(str)`": lambda: [extract(html).main_content or "" for html in decoded]}


PACKAGES = {
    "copydesk": copydesk_tools,
    "resiliparse": resiliparse_tools,
    "trafilatura": trafilatura_tools,
    "rs-trafilatura": rs_trafilatura_tools,
}


def tools(chosen: list[Page], decoded: list[str]) -> dict[str, Texts]:
    found: dict[str, Texts] = {}
    for name, make in PACKAGES.items():
        try:
            found |= make(chosen, decoded)
        except ImportError as error:
            print(f"skipped: {name} ({error})", file=sys.stderr)
    return found


def score(corpus: Path, chosen: list[Page], texts: Iterable[str]) -> Score:
    with tempfile.TemporaryDirectory() as folder:
        said, ids = Path(folder, "said.jsonl"), Path(folder, "ids")
        lines = [json.dumps({"id": page.id, "text": text}) for page, text in zip(chosen, texts, strict=True)]
        said.write_text("\n".join(lines), encoding="utf-8")
        ids.write_text("\n".join(page.id for page in chosen), encoding="utf-8")
        program = str(SHARED / "eval/score.py")
        command = [sys.executable, program, str(corpus), str(said), "--ids", str(ids), "--json"]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    if found["pages"] != len(chosen) or found["missing"]:
        raise SystemExit(f"{found['pages']} pages of {len(chosen)} have a truth, {found['missing']} no answer")
    return Score(found["word_P"], found["word_R"], found["word_F1"])


def version_of(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=SHARED / "corpus/wcxb-dev")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth page (default: all)")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)  # trafilatura says what it discards, page by page.

    chosen = pages(args.corpus, args.sample)
    megabytes = sum(len(page.html) for page in chosen) / 1e6
    decoded = [copydesk.extract(page.html).source or "" for page in chosen]
    contenders = tools(chosen, decoded)
    # The answers are taken before the clock starts: they warm the caches, and a fast tool that says nothing is seen.
    scores = {name: score(args.corpus, chosen, texts()) for name, texts in contenders.items()}

    def turn(texts: Texts) -> Callable[[], Turn]:
        return lambda: here(texts)

    turns = in_turn({name: turn(texts) for name, texts in contenders.items()}, args.rounds)
    took = {name: middle(all_turns) for name, all_turns in turns.items()}
    rows = []
    for name, (_, cpu) in took.items():
        # Of the processor: the clock of a machine that others use says nothing.
        times = [f"{took[other].cpu / cpu:.2f}" if other in took else "–" for other in (REFERENCE, FROM_BYTES)]
        of = scores[name]
        rates = [f"{len(chosen) / cpu:,.0f}", f"{megabytes / cpu:.1f}", *times]
        rows.append([name, *rates, f"{of.f1:.3f}", f"{of.precision:.3f}", f"{of.recall:.3f}"])
    waited = max(turn.wall / turn.cpu for all_turns in turns.values() for turn in all_turns)
    print(f"{len(chosen)} pages (one in {args.sample}) of `{args.corpus.name}`, {megabytes:.1f} MB, medians of {args.rounds} rounds, seconds of the processor.")
    print(f"{conditions()}; the clock at most {100 * (waited - 1):.0f} % above the time of the processor.")
    print(", ".join(version_of(name) for name in [*PACKAGES, "pyarrow"]) + "\n")
    print(table(["tool", "pages/s", "MB/s", "× resiliparse", "× from bytes", "word F1", "precision", "recall"], rows))


if __name__ == "__main__":
    main()
