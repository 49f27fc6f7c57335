"""Pages, truths and labels: what training reads."""
import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlparse

import numpy as np

CONTENT = set("standfirst body subheading list_item quote table code".split())
WORD = re.compile(r"\w+")


def words(text):
    return WORD.findall((text or "").lower())


class Page:
    """A page of the export: its blocks' texts, the rows they have in the matrix, its truth."""

    def __init__(self, line, index, first):
        page = json.loads(line)
        self.index = index
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
    for index, line in enumerate(open(Path(export) / "pages.jsonl", encoding="utf-8")):
        page = Page(line, index, first)
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


def chain(pairs):
    """The longest chain of pairs that rises in both; pairs stand by first, then by falling second."""
    ends, at, back = [], [], [-1] * len(pairs)
    for k, (_, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        if place == len(ends):
            ends.append(j)
            at.append(k)
        else:
            ends[place], at[place] = j, k
        back[k] = at[place - 1] if place else -1
    found, k = [], at[-1] if at else -1
    while k >= 0:
        found.append(pairs[k])
        k = back[k]
    return found[::-1]


def grams(tokens, n):
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def labels(page):
    """Share of each block's tokens that stand in the truth.

    Runs of three tokens of the page's visible text are aligned to those of the truth by the longest
    common subsequence; blocks that the truth has elsewhere take what is left. Of equal
    short blocks the copies in matched company count, and a block of one or two words counts where
    the truth has it beside a matched neighbour's words.
    """
    truth = words(page.truth.get("text"))
    share = np.zeros(len(page.tokens))
    stream = [t for tokens, hidden in zip(page.tokens, page.hidden) if not hidden for t in tokens]
    owner = np.repeat(np.arange(len(page.tokens)), np.where(page.hidden, 0, page.counts).astype(int))
    if not truth or not stream:
        return share
    n = 3 if len(truth) >= 3 else 1
    places, ours = defaultdict(list), grams(stream, n)
    for j, gram in enumerate(grams(truth, n)):
        places[gram].append(j)
    count = Counter(gram for gram in ours if gram in places)
    # What is said over and over on both sides tells no place.
    pairs = [(i, j) for i, gram in enumerate(ours) if gram in places and len(places[gram]) * count[gram] <= 1600
             for j in reversed(places[gram])]
    hit, used = np.zeros(len(stream), bool), np.zeros(len(truth), bool)
    for i, j in chain(pairs):
        hit[i : i + n] = True
        used[j : j + n] = True
    np.add.at(share, owner, hit)
    take_what_is_left(page, share, truth, used, n)
    share /= np.maximum(page.counts, 1)
    keep_best_copies(page, share)
    match_short_blocks(page, share, truth)
    return share


def take_what_is_left(page, matched, truth, used, n):
    """Blocks out of the truth's order, longest first."""
    left = Counter(gram for j, gram in enumerate(grams(truth, n)) if not used[j : j + n].all())
    loose = [i for i, tokens in enumerate(page.tokens)
             if not page.hidden[i] and len(tokens) >= n and matched[i] < len(tokens) / 2]
    for i in sorted(loose, key=lambda i: -len(page.tokens[i])):
        mine, seen, hit = grams(page.tokens[i], n), Counter(), np.zeros(len(page.tokens[i]), bool)
        for k, gram in enumerate(mine):
            seen[gram] += 1
            if seen[gram] <= left[gram]:
                hit[k : k + n] = True
        if hit.mean() >= 0.8:
            matched[i] = max(matched[i], hit.sum())
            left.subtract(mine)


def keep_best_copies(page, share):
    """Moves what equal short blocks have to those in matched company."""
    if not len(share):
        return
    matched = np.minimum(share * page.counts, 40)
    company = np.convolve(matched, np.exp(-np.abs(np.arange(-5, 6)) / 2))[5 : 5 + len(share)] - matched
    copies = defaultdict(list)
    for i, tokens in enumerate(page.tokens):
        if tokens and len(tokens) < 30 and not page.hidden[i]:
            copies[tuple(tokens)].append(i)
    for where in copies.values():
        best, total = max(share[i] for i in where), sum(share[i] for i in where)
        if len(where) > 1 and best > 0:
            for rank, i in enumerate(sorted(where, key=lambda i: -company[i])):
                share[i] = best if rank < max(1, round(total)) else 0.0


def match_short_blocks(page, share, truth):
    known = {gram for n in (2, 3, 4) for gram in grams(truth, n)}
    seen = [i for i in range(len(share)) if page.counts[i] and not page.hidden[i]]
    for k, i in enumerate(seen):
        tokens = page.tokens[i]
        if len(tokens) >= 3 or share[i] >= 0.5:
            continue
        before = page.tokens[seen[k - 1]][-2:] if k and share[seen[k - 1]] > 0.5 else []
        behind = page.tokens[seen[k + 1]][:2] if k + 1 < len(seen) and share[seen[k + 1]] > 0.5 else []
        if before and tuple(before + tokens) in known or behind and tuple(tokens + behind) in known:
            share[i] = 1.0


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
