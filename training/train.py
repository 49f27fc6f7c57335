#!/usr/bin/env python3
"""Fit the builtin model.

usage: train.py CORPUS WORK OUT [--hold-out K/N] [--report]

CORPUS   folders wcxb-dev, news-dev, stories-2013-dev, bbc-dev, each with html/ and truth
WORK     a folder for intermediate files
OUT      the model file (src/score/model.txt)

--hold-out K/N leaves pages of part K of N (by domain; bbc-dev by page) out of the whole training,
so that the model can be measured on them. Everything is deterministic: the same inputs give the
same file.
"""
import hashlib
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from additive import Design, edges, fit, softmax_fit  # noqa: E402
from corpus import block_roles, expected_f1_cut, labels, read, word_f1, words  # noqa: E402

SETS = ["wcxb-dev", "news-dev", "stories-2013-dev", "bbc-dev"]
FOLDS = 4
MIN_DOMAINS = 16
L2_MAIN, L2_CONTEXT, L2_ROLES, L2_KINDS = 3e-6, 1e-6, 1e-5, 1e-3
CLASSES = "content headline byline timestamp caption credit aside promo nav comments ad footer other".split()
KINDS = "article listing forum product documentation other".split()
KIND_OF = {"collection": "listing", "service": "other"}
GROUP = {r: "content" for r in "standfirst body subheading list_item quote table code".split()}
# Features that role heads look at: what the block is and where it stands, not what the page is.
ROLE_FEATURES = """chars link_density links bold_ratio words final_mark first_mark commas digit_ratio upper_ratio
title_case_ratio bars quotes date_shape copyright_sign address_shape title_overlap title_coverage tag parent_tag depth
landmark in_nav in_header in_footer in_aside in_article in_main in_section in_form in_table in_item in_figure
in_figcaption in_blockquote in_link in_button in_select in_heading in_definition in_label in_time in_paragraph
e0_chars e1_chars e1_link_density e1_long e1_blocks e2_link_density e2_long outside_40 outside_60 outside_85 main_place
signature_chars signature_link_density signature_count group_count group_chars repeat repeats position headline_blocks
headline_chars long_before long_after since_heading images_before p1_chars n1_chars p1_link_density n1_link_density
p1_final_mark n1_final_mark p1_same n1_same p1_tag n1_tag""".split()
# Names that say what a part of a page is (weak labels on pages without role truth).
WEAK = {
    "comments": "comments comment commentlist disqus respond comment-list comment-body".split(),
    "ad": "advert advertisement adsense sponsored outbrain taboola promoted ad-slot".split(),
    "promo": "related recommended popular trending most-read most-popular recirc teaser related-posts read-more".split(),
    "byline": "byline author-name".split(),
    "nav": "breadcrumb breadcrumbs menu navigation categories archives social share sharing share-tools sharedaddy".split(),
    "footer": "cookie cookies consent gdpr copyright disclaimer colophon site-footer".split(),
    "caption": "caption wp-caption-text media-caption image-caption".split(),
}


def part(key, n):
    return int(hashlib.md5(key.encode()).hexdigest(), 16) % n


def inner(page):
    """The fold of a page inside one training; salted, so that it is not the held-out part."""
    return part("inner " + page.domain, FOLDS)


class Data:
    def __init__(self, work, corpus):
        self.pages, self.n = read(work, corpus)
        lines = open(work / "schema.tsv").read().split("\n")
        self.schema, self.schema_hash = [l.split("\t")[0] for l in lines[:-2]], lines[-2]
        self.values = np.fromfile(work / "values.f32", "<f4").reshape(self.n, -1)
        self.starts = np.fromfile(work / "cue_starts.u64", "<u8").astype(np.int64)
        self.cues = np.fromfile(work / "cues.u32", "<u4").astype(np.int64)
        rows = [l.rstrip("\n").split("\t") for l in open(work / "cues.tsv", encoding="utf-8", newline="\n")]
        self.cue_names = [(b, name) for _, b, name in rows]
        self.page_of = np.full(self.n, -1)
        self.y, self.w = np.zeros(self.n), np.zeros(self.n)
        for k, page in enumerate(self.pages):
            self.page_of[page.rows] = k
            self.y[page.rows] = page.label = labels(page)
            size = max(30, (page.counts[~page.hidden].sum() + len(words(page.truth.get("text")))) / 2)
            page.weight = 1 if page.set == "wcxb-dev" else 2
            self.w[page.rows] = np.where(page.hidden, 0, page.counts) / size * page.weight
        self.kinds = None

    def cue_domains(self, use):
        """On how many domains each cue stands."""
        domains = {d: i for i, d in enumerate(sorted({p.domain for p in self.pages}))}
        of_page = np.array([domains[p.domain] for p in self.pages])
        owner = np.repeat(np.arange(self.n), np.diff(self.starts))
        ok = np.isin(owner, use)
        pairs = np.unique(self.cues[ok] * len(domains) + of_page[self.page_of[owner[ok]]])
        return np.bincount(pairs // len(domains), minlength=len(self.cue_names))


def follow_up(binary, work, corpus, z):
    z.astype("<f4").tofile(work / "z.f32")
    subprocess.run([binary, "--scores", work / "z.f32", work] + [corpus / s / "html" for s in SETS], check=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def report(data, z, title):
    by = defaultdict(list)
    for page in data.pages:
        p = np.where(page.hidden, 0, sigmoid(z[page.rows]))
        f1 = word_f1(expected_f1_cut(p, np.where(page.hidden, 0, page.counts)), page)
        by[page.set].append(f1)
        if page.set == "wcxb-dev":
            by["  " + page.type].append(f1)
    print(title, " ".join(f"{k.strip()} {np.mean(v):.4f}" for k, v in sorted(by.items())), flush=True)


def main_head(data, use, folds):
    """Stage one: design, weights, and out-of-fold log-odds."""
    domains = data.cue_domains(use)
    design = Design(data.schema, data.values[use][::5], domains >= MIN_DOMAINS)
    X = design.matrix(data.values, data.starts, data.cues, use)
    z = np.zeros(data.n, np.float32)
    # The full fit first: it is the start of the others, which then need fewer steps.
    beta, bias, found = fit(X, data.y[use], data.w[use], L2_MAIN, steps=120)
    for fold in range(FOLDS):
        train = folds[data.page_of[use]] != fold
        b, c, _ = fit(X[train], data.y[use][train], data.w[use][train], L2_MAIN, steps=100)
        z[use[~train]] = X[~train] @ b + c
    return design, beta, bias, z


def context_head(data, work, use, z, folds):
    context = np.fromfile(work / "context.f32", "<f4").reshape(data.n, -1)
    names = [l.split("\t")[0] for l in open(work / "context.tsv")]
    design = Design(names, context[use], np.zeros(len(data.cue_names), bool), bins=16, pairs=[])
    X = design.matrix(context, np.zeros(data.n + 1, int), np.zeros(0, int), use)
    out = np.full(data.n, -9, np.float32)
    for fold in range(FOLDS):
        train = folds[data.page_of[use]] != fold
        b, c, _ = fit(X[train], data.y[use][train], data.w[use][train], L2_CONTEXT, offset=z[use][train], steps=80)
        out[use[~train]] = X[~train] @ b + c + z[use[~train]]
    beta, bias, _ = fit(X, data.y[use], data.w[use], L2_CONTEXT, offset=z[use], steps=80)
    return design, beta, bias, out


def weak_roles(data, held_out):
    """Rows, classes and weights for the role heads."""
    names = data.cue_names
    near = {"own", "near", "far", "inline"}
    weak = np.full(len(names), -1)
    for role, tokens in WEAK.items():
        tokens = set(tokens)
        for i, (bucket, name) in enumerate(names):
            if bucket in near and name.lower().replace("_", "-") in tokens:
                weak[i] = CLASSES.index(role)
    f = data.schema.index
    rows, classes, weights = [], [], []
    for k, page in enumerate(data.pages):
        if k in held_out:
            continue
        found = []
        roles = block_roles(page) if page.roles else None
        captions = " ".join("".join(words(c)) for c in page.truth.get("captions") or []) if not page.roles else ""
        for i, row in enumerate(range(page.rows.start, page.rows.stop)):
            if page.hidden[i] or not page.tokens[i]:
                continue
            if roles:
                if roles[i]:
                    found.append((row, GROUP.get(roles[i], roles[i]), min(30, len(page.tokens[i]))))
                continue
            v, role = data.values[row], None
            joined = "".join(page.tokens[i])
            if len(joined) > 15 and captions and joined in captions and page.label[i] < 0.9:
                role = "caption"
            elif page.label[i] > 0.6:
                role = "content"
            elif page.label[i] < 0.2:
                marks = weak[data.cues[data.starts[row]:data.starts[row + 1]]]
                marks = marks[marks >= 0]
                if v[f("in_figcaption")]:
                    role = "caption"
                elif len(marks):
                    role = CLASSES[Counter(marks.tolist()).most_common(1)[0][0]]
                elif v[f("landmark")] == 1:
                    role = "nav"
                elif v[f("landmark")] == 3:
                    role = "footer"
                elif v[f("landmark")] == 4:
                    role = "promo"
            if role:
                found.append((row, role, min(30, len(page.tokens[i]))))
        # A page without hand-made labels counts a twentieth of one that has them.
        scale = 1.0 if roles else 0.05
        total = sum(w for _, _, w in found) or 1
        step = Counter()
        for row, role, w in found:
            step[role] += 1
            if roles or step[role] <= 12:
                rows.append(row)
                classes.append(CLASSES.index(role))
                weights.append(w * scale * (1.0 if roles else 600 / total))
    return np.array(rows), np.array(classes), np.array(weights)


def role_heads(data, z, held_out, bbc_use):
    rows, classes, weights = weak_roles(data, held_out)
    keep = [data.schema.index(s) for s in ROLE_FEATURES]
    values = np.concatenate([data.values[:, keep], z[:, None]], 1)
    owner = data.page_of[rows]
    pages = np.zeros(len(data.cue_names))
    for k in range(len(data.pages)):
        mine = rows[owner == k]
        if len(mine):
            ids = np.unique(np.concatenate([data.cues[data.starts[r]:data.starts[r + 1]] for r in mine]))
            pages[ids] += 1 if data.pages[k].set != "bbc-dev" else 8
    design = Design(ROLE_FEATURES + ["z"], values[rows], pages >= 16, bins=8, pairs=[])
    X = design.matrix(values, data.starts, data.cues, rows)
    Y = np.eye(len(CLASSES), dtype=np.float32)[classes]
    print("role heads:", X.shape, dict(Counter(CLASSES[c] for c in classes)), flush=True)
    B, bias = softmax_fit(X, Y, weights, L2_ROLES, steps=100)
    return design, B, bias


def kind_heads(data, work, page_use):
    values = np.fromfile(work / "kinds.f32", "<f4").reshape(-1, sum(1 for _ in open(work / "kinds.tsv")))
    names = [l.strip() for l in open(work / "kinds.tsv")]
    kinds = [KIND_OF.get(p.type, p.type) if p.set == "wcxb-dev" else
             ("listing" if p.truth.get("kind") == "index" else "article") for p in data.pages]
    y = np.array([KINDS.index(k) for k in kinds])
    w = np.array([1.0 if p.set != "bbc-dev" else 4.0 for p in data.pages])
    design = Design(names, values[page_use], np.zeros(1, bool), bins=8, pairs=[])
    X = design.matrix(values, np.zeros(len(values) + 1, int), np.zeros(0, int), np.arange(len(values)))
    hit = np.zeros(len(y), bool)
    for fold in range(FOLDS):
        train = np.array([k for k in page_use if inner(data.pages[k]) != fold])
        test = np.array([k for k in page_use if inner(data.pages[k]) == fold])
        B, b = softmax_fit(X[train], np.eye(len(KINDS), dtype=np.float32)[y[train]], w[train], L2_KINDS)
        hit[test] = np.argmax(X[test] @ B + b, 1) == y[test]
    print("page kinds, out of fold:", round(float(hit[page_use].mean()), 4),
          {k: round(float(hit[[i for i in page_use if y[i] == j]].mean()), 3) for j, k in enumerate(KINDS)}, flush=True)
    B, b = softmax_fit(X[page_use], np.eye(len(KINDS), dtype=np.float32)[y[page_use]], w[page_use], L2_KINDS)
    return design, B, b


def text(values, digits=3):
    values = [f"{v:.{digits}f}".rstrip("0").rstrip(".") for v in values]
    return ",".join("0" if v in ("-0", "") else v for v in values) or "-"


def precise(values):
    return ",".join(repr(float(np.float32(v))) if v != int(v) else str(int(v)) for v in values) or "-"


def write(path, data, main, context, roles, kinds, corpus_hash, held_out):
    design, beta, bias, _ = main
    out = ["copydesk-model 1", f"schema {data.schema_hash}",
           f"name {'+'.join(SETS)} corpus {corpus_hash}" + (" with held-out pages" if held_out else ""),
           "# Written by training/train.py; weights are log-odds. Data: see training/README.md.",
           f"bias {bias:.4f}"]
    for f, name in enumerate(data.schema):
        out.append(f"bin {name} {precise(design.bins[f])} {text(beta[design.starts[f]:design.starts[f + 1]])}")
    for (a, b), i, j in zip(design.pairs, design.pair_starts, design.pair_starts[1:]):
        out.append(f"pair {data.schema[a]} {data.schema[b]} {precise(design.coarse[a])} {precise(design.coarse[b])} "
                   + text(beta[i:j]))
    for column, cue in enumerate(design.cues):
        weight = beta[design.cue_start + column]
        if abs(weight) >= 0.05:
            bucket, name = data.cue_names[cue]
            out.append(f"cue {bucket} {name} {text([weight], 2)}")
    design, beta, bias, _ = context
    out.append(f"context-bias {bias:.4f}")
    for f, name in enumerate(design.schema):
        out.append(f"context {name} {precise(design.bins[f])} {text(beta[design.starts[f]:design.starts[f + 1]])}")
    for kind, names, (design, B, bias) in (("role", CLASSES, roles), ("kind", KINDS, kinds)):
        out.append(f"{kind}-bias " + " ".join(f"{n}:{text([b])}" for n, b in zip(names, bias)))
        for f, name in enumerate(design.schema):
            W = B[design.starts[f]:design.starts[f + 1]]
            heads = [f"{n}:{text(W[:, h], 2)}" for h, n in enumerate(names) if np.abs(W[:, h]).max() >= 0.05]
            if heads:
                out.append(f"{kind}-bin {name} {precise(design.bins[f])} " + " ".join(heads))
        for column, cue in enumerate(design.cues):
            W = B[design.cue_start + column]
            heads = [f"{n}:{text([W[h]], 1)}" for h, n in enumerate(names) if abs(W[h]) >= 0.15]
            if heads:
                bucket, name = data.cue_names[cue]
                out.append(f"{kind}-cue {bucket} {name} " + " ".join(heads))
    Path(path).write_text("\n".join(out) + "\n", encoding="utf-8")


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    hold = next((sys.argv[i + 1] for i, a in enumerate(sys.argv) if a == "--hold-out"), None)
    if hold:
        args.remove(hold)
    corpus, work, out = Path(args[0]), Path(args[1]), args[2]
    work.mkdir(parents=True, exist_ok=True)
    root = Path(__file__).parent.parent
    subprocess.run(["cargo", "build", "--release", "--example", "features"], cwd=root, check=True)
    binary = root / "target" / "release" / "examples" / "features"
    subprocess.run([binary, work] + [corpus / s / "html" for s in SETS], check=True)
    data = Data(work, corpus)
    held_out = set()
    if hold:
        k, n = map(int, hold.split("/"))
        held_out = {i for i, p in enumerate(data.pages)
                    if (i if p.set == "bbc-dev" else part(p.domain, n)) % n == k}
    page_use = np.array([k for k in range(len(data.pages)) if k not in held_out])
    use = np.flatnonzero((data.w > 0) & np.isin(data.page_of, page_use))
    folds = np.array([inner(p) for p in data.pages])
    main_ = main_head(data, use, folds)
    report(data, main_[3], "stage one, out of fold:")
    follow_up(binary, work, corpus, main_[3])
    context = context_head(data, work, use, main_[3], folds)
    report(data, context[3], "stage two, out of fold:")
    follow_up(binary, work, corpus, context[3])
    kinds = kind_heads(data, work, page_use)
    roles = role_heads(data, context[3], held_out, use)
    truths = b"".join((corpus / s / "truth.jsonl").read_bytes() for s in SETS if (corpus / s / "truth.jsonl").exists())
    write(out, data, main_, context, roles, kinds, hashlib.sha256(truths).hexdigest()[:16], held_out)
    print("wrote", out, Path(out).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
