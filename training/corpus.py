"""Pages, truths and labels: what training reads."""
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlparse

import numpy as np

CONTENT = set("standfirst body subheading list_item quote table code".split())
WORD = re.compile(r"\w+")


def words(text):
    return WORD.findall((text or "").lower())


class Page:
    """A page of the export: its blocks' texts, the rows they have in the matrix, its truth."""

    def __init__(self, line, first):
        page = json.loads(line)
        self.id, self.set = page["id"], Path(page["set"]).parent.name
        self.texts = [b["text"] for b in page["blocks"]]
        self.hidden = np.array([b["hidden"] for b in page["blocks"]], bool)
        self.rows = slice(first, first + len(self.texts))
        self.tokens = [words(t) for t in self.texts]
        self.counts = np.array([len(t) for t in self.tokens], float)
        self.truth = self.roles = None
        self.domain = self.type = self.id


def read(export, corpus):
    """All pages of the export that have a truth in the corpus folder."""
    truths = {}
    for folder in sorted(Path(corpus).iterdir()):
        if (folder / "truth.jsonl").exists():
            for line in open(folder / "truth.jsonl", encoding="utf-8"):
                t = json.loads(line)
                truths[folder.name, t["id"]] = t
        for f in sorted(folder.glob("truth/*.json")):
            t = json.loads(f.read_text(encoding="utf-8"))
            t["text"] = "\n".join(b["text"] for b in t["blocks"] if b["role"] in CONTENT and not b.get("hidden"))
            truths[folder.name, t["id"]] = t
    pages, first = [], 0
    for line in open(Path(export) / "pages.jsonl", encoding="utf-8"):
        page = Page(line, first)
        first = page.rows.stop
        t = truths.get((page.set, page.id))
        if t is None:
            continue
        page.truth, page.roles = t, t.get("blocks")
        page.type = t.get("page_type", page.set)
        host = urlparse(t.get("url") or "").hostname or page.id.split("_20")[0]
        page.domain = ".".join(host.split(".")[-2:]) if page.set != "bbc-dev" else "bbc-" + t["era"]
        pages.append(page)
    return pages, first


def labels(page):
    """Share of each block's tokens that stand in the truth.

    A token counts when a run of three tokens of the page's visible text that holds it stands in the
    truth too; of equal blocks, the copies with the most matched company count, as many as the
    truth holds.
    """
    truth = words(page.truth.get("text"))
    stream, owner = [], []
    for i, tokens in enumerate(page.tokens):
        if not page.hidden[i]:
            stream += tokens
            owner += [i] * len(tokens)
    share = np.zeros(len(page.tokens))
    if not truth or not stream:
        return share
    trigrams = set(zip(truth, truth[1:], truth[2:]))
    hit = np.zeros(len(stream), bool)
    if len(truth) < 3:
        known = set(truth)
        hit = np.array([t in known for t in stream])
    for j in range(len(stream) - 2):
        if (stream[j], stream[j + 1], stream[j + 2]) in trigrams:
            hit[j : j + 3] = True
    np.add.at(share, np.array(owner), hit)
    share /= np.maximum(page.counts, 1)
    share[page.hidden] = 0
    keep_best_copies(page, share, truth)
    return share


def keep_best_copies(page, share, truth):
    matched = share * page.counts
    mass = np.convolve(matched, np.ones(11))[5 : 5 + len(share)] - matched
    copies = {}
    for i, tokens in enumerate(page.tokens):
        if share[i] > 0 and tokens:
            copies.setdefault(tuple(tokens), []).append(i)
    joined = " " + " ".join(truth) + " "
    for tokens, where in copies.items():
        if len(where) > 1:
            allowed = max(1, joined.count(" " + " ".join(tokens) + " "))
            for i in sorted(where, key=lambda i: -mass[i])[allowed:]:
                share[i] = 0.0


def word_f1(chosen, page):
    """Word F1 of the chosen blocks against the truth, as the scorer has it."""
    truth = words(page.truth.get("text"))
    got = Counter()
    for i in np.flatnonzero(chosen):
        got.update(page.tokens[i])
    n = sum(got.values())
    if not truth or not n:
        return 1.0 if not truth and not n else 0.0
    overlap = sum((got & Counter(truth)).values())
    return 2 * overlap / (n + len(truth))


def expected_f1_cut(p, n):
    """The blocks that maximise 2·Σpn / (Σn + Σ_all pn): the most probable k of them."""
    order = np.argsort(-p, kind="stable")
    order = order[n[order] > 0]
    chosen = np.zeros(len(p), bool)
    if len(order) == 0:
        return chosen
    pn, size = np.cumsum(p[order] * n[order]), np.cumsum(n[order])
    k = int(np.argmax(2 * pn / (size + np.sum(p * n)))) + 1
    chosen[order[:k]] = True
    return chosen


def block_roles(page):
    """The role of each of the page's blocks, by aligning its block texts to the labelled ones.

    None where no labelled block fits.
    """
    import difflib

    def norm(s):
        return "".join(WORD.findall(s.lower()))

    ours, theirs = [norm(t) for t in page.texts], [norm(b["text"]) for b in page.roles]
    found = [None] * len(ours)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2)):
                found[i] = page.roles[j]["role"]
        elif tag == "replace":
            spans, at = [], 0
            for j in range(j1, j2):
                spans.append((at, at + len(theirs[j]), page.roles[j]["role"]))
                at += len(theirs[j])
            joined, at = "".join(theirs[j1:j2]), 0
            for i in range(i1, i2):
                where = joined.find(ours[i], at) if ours[i] else -1
                if where >= 0:
                    overlap = Counter()
                    for a, b, role in spans:
                        overlap[role] += max(0, min(b, where + len(ours[i])) - max(a, where))
                    found[i] = overlap.most_common(1)[0][0]
                    at = where + len(ours[i])
    return found
