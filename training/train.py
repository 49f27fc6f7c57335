#!/usr/bin/env python3
"""Fit the builtin model.

usage: train.py CORPUS WORK OUT [--hold-out K/N]

CORPUS   folders wcxb-dev, news-dev, stories-2013-dev, bbc-dev, each with html/ and truth
WORK     a folder for intermediate files
OUT      the model file (src/score/model.bin); the report goes to OUT with .report.md at its end

--hold-out K/N leaves part K of N (by domain; of bbc-dev by era) out of the whole training, so that
the model can be measured on it. Everything is deterministic: the same inputs give the same file.
"""
import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import machine  # noqa: E402, F401, I001 before numpy
import numpy as np  # noqa: E402

import model_file  # noqa: E402
from corpus import block_roles, expected_f1_cut, labels, read, word_f1, words  # noqa: E402
from linear import counts, edges, fit, presence, softmax, softmax_fit  # noqa: E402
from trees import fit_main, fit_roles, quantise  # noqa: E402

SETS = ["wcxb-dev", "news-dev", "stories-2013-dev", "bbc-dev"]
FOLDS = 4
MIN_DOMAINS, MIN_ROLE_PAGES, MIN_KIND_DOMAINS = 8, 16, 12
L2_CUES, L2_ROLES, L2_KINDS = 1e-4, 3e-5, 3e-3
MAIN_TREES, MAIN_RATE = 220, 0.1
# A block whose log-odds are lower than this after so many trees is junk beyond doubt and asked no more of them.
STOP = 48, -3.0
ROLE_MODELS, ROLE_TREES, ROLE_RATE = 6, 17, 0.25
CLASSES = "content headline byline timestamp caption credit aside promo nav comments ad footer other".split()
KINDS = "article listing forum product documentation collection service".split()
SUMS = [("inline",), ("own",), ("near",), ("far",), ("short", "medium", "long"), ("heading",)]
GROUP = {r: "content" for r in "standfirst body subheading list_item quote table code".split()}
# Names that say what a part of a page is (weak labels on pages without role truth).
WEAK = {
    "comments": "comments comment commentlist disqus respond comment-list comment-body".split(),
    "ad": "advert advertisement adsense sponsored outbrain taboola promoted ad-slot".split(),
    "promo": "related recommended popular trending most-read most-popular recirc teaser related-posts read-more".split(),
    "byline": "byline author author-name".split(),
    "nav": "breadcrumb breadcrumbs menu navigation categories archives social share sharing share-tools sharedaddy".split(),
    "footer": "cookie cookies consent gdpr copyright disclaimer colophon site-footer".split(),
    "caption": "caption wp-caption-text media-caption image-caption".split(),
    "timestamp": "date time timestamp published updated dateline posted post-date entry-date article-date datepublished datemodified".split(),
    "credit": "credit photo-credit image-credit photographer".split(),
}
# A longer block than so many words has more in it than what its name says.
LONGEST = {"byline": 12, "timestamp": 12, "credit": 15}
LANDMARKS = {1: "nav", 3: "footer", 4: "promo"}


def part(key, n):
    return int(hashlib.md5(key.encode()).hexdigest(), 16) % n


def inner(page):
    """The fold of a page inside one training; salted, so that it is not the held-out part."""
    return part("inner " + page.domain, FOLDS)


def outer(pages, n):
    """The part of each page when parts are held out: by domain, the eras of bbc-dev in turn."""
    eras = sorted({p.domain for p in pages if p.set == "bbc-dev"})
    return [eras.index(p.domain) % n if p.set == "bbc-dev" else part(p.domain, n) for p in pages]


class Data:
    def __init__(self, work, corpus):
        self.pages, self.n = read(work, corpus)
        lines = open(work / "schema.tsv", encoding="utf-8").read().split("\n")
        self.inputs, self.schema_hash = [l.split("\t")[0] for l in lines[:-2]], int(lines[-2], 16)
        self.values = np.fromfile(work / "values.f32", "<f4").reshape(self.n, -1)
        self.schema = self.inputs[: self.values.shape[1]]
        self.starts = np.fromfile(work / "cue_starts.u64", "<u8").astype(np.int64)
        self.cues = np.fromfile(work / "cues.u32", "<u4").astype(np.int64)
        self.page_starts = np.fromfile(work / "page_cue_starts.u64", "<u8").astype(np.int64)
        self.page_cues = np.fromfile(work / "page_cues.u32", "<u4").astype(np.int64)
        rows = [l.rstrip("\n").split("\t") for l in open(work / "cues.tsv", encoding="utf-8", newline="\n")]
        self.bucket = np.array([row[1] for row in rows])
        self.cue_name, self.token = [row[2] for row in rows], np.array([int(row[3]) for row in rows])
        self.page_of = np.full(self.n, -1)
        self.y, self.w = np.zeros(self.n), np.zeros(self.n)
        for k, page in enumerate(self.pages):
            self.page_of[page.rows] = k
            self.y[page.rows] = page.label = labels(page)
            size = max(30, (page.counts[~page.hidden].sum() + len(words(page.truth.get("text")))) / 2)
            page.weight = 1 if page.set == "wcxb-dev" else 2
            self.w[page.rows] = np.where(page.hidden, 0, page.counts) / size * page.weight
        domains = {d: i for i, d in enumerate(sorted({p.domain for p in self.pages}))}
        self.domain = np.array([domains[p.domain] for p in self.pages])

    def spread(self, owners, ids, of_page):
        """On how many domains each cue stands."""
        n = len(set(self.domain)) + 1
        pairs = np.unique(ids * n + self.domain[of_page[owners]])
        return np.bincount(pairs // n, minlength=len(self.bucket))


def follow_up(binary, work, corpus, z):
    z.astype("<f4").tofile(work / "z.f32")
    subprocess.run([binary, "--scores", work / "z.f32", work] + [corpus / s / "html" for s in SETS], check=True)


def check_crate(binary, data, work, corpus, model, z, pages):
    """The crate must make of pages that it was not trained on what the training made of them."""
    subprocess.run([binary, "--model", model, work] + [corpus / s / "html" for s in SETS], check=True)
    theirs = np.fromfile(work / "probabilities.f32", "<f4")
    rows = np.concatenate([np.arange(data.pages[k].rows.start, data.pages[k].rows.stop) for k in pages])
    rows = rows[data.w[rows] > 0]
    apart = np.abs(sigmoid(z[rows]) - theirs[rows])
    line = (f"crate against training, held out: probabilities differ by {apart.mean():.5f}, "
            f"by more than 0.05 in {(apart > 0.05).mean():.4f} of blocks")
    print(line, flush=True)
    if apart.mean() > 0.005:
        raise SystemExit(f"{model}: {line}")
    return line


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def report(data, z, title, pages):
    by = defaultdict(list)
    for page in (data.pages[k] for k in pages):
        p = np.where(page.hidden, 0, sigmoid(z[page.rows]))
        f1 = word_f1(expected_f1_cut(p, np.where(page.hidden, 0, page.counts)), page)
        by[page.set].append(f1)
        if page.set == "wcxb-dev":
            by["  " + page.type].append(f1)
    line = title + " " + " ".join(f"{k.strip()} {np.mean(v):.4f}" for k, v in sorted(by.items()))
    print(line, flush=True)
    return line


def reliability(data, z, pages):
    """For each tenth of the score: share of words in blocks scored so, mean score, share of their words in the truth."""
    rows = np.concatenate([np.arange(data.pages[k].rows.start, data.pages[k].rows.stop) for k in pages])
    rows = rows[data.w[rows] > 0]
    p, y, w = sigmoid(z[rows]), data.y[rows], data.w[rows]
    lines = ["| score | share of words | mean score | right |", "|---|---|---|---|"]
    for tenth in range(10):
        is_in = (p * 10).astype(int).clip(0, 9) == tenth
        v = w[is_in]
        lines.append(f"| {tenth / 10:.1f}–{tenth / 10 + 0.1:.1f} | {v.sum() / w.sum():.3f} | "
                     f"{(p[is_in] * v).sum() / v.sum():.3f} | {(y[is_in] * v).sum() / v.sum():.3f} |")
    return lines


def folds_of(data, rows, folds):
    """(rows outside fold k, rows inside) for each inner fold."""
    at = folds[data.page_of[rows]]
    return [(rows[at != k], rows[at == k]) for k in range(FOLDS)]


def cue_head(data, use, folds):
    """Weights of cue tokens; for every row the sums by family, out of fold where it was trained on."""
    owner = np.repeat(np.arange(data.n), np.diff(data.starts))
    trained = np.zeros(data.n, bool)
    trained[use] = True
    ok = trained[owner]
    known = np.flatnonzero(data.spread(owner[ok], data.cues[ok], data.page_of) >= MIN_DOMAINS)
    column = np.full(len(data.bucket), -1)
    column[known] = np.arange(len(known))
    X = counts(data.starts, data.cues, column, len(known))
    family = np.array([next(i for i, names in enumerate(SUMS) if b in names) for b in data.bucket[known]])
    apart = np.zeros((len(known), len(SUMS)), np.float32)

    def sums(rows, beta):
        apart[:] = 0
        apart[np.arange(len(known)), family] = beta
        return X[rows] @ apart

    beta, bias = fit(X[use], data.y[use], data.w[use], L2_CUES, steps=60)
    out = sums(np.arange(data.n), beta)
    for train, test in folds_of(data, use, folds):
        b, _ = fit(X[train], data.y[train], data.w[train], L2_CUES, steps=60)
        out[test] = sums(test, b)
    print("cues:", len(known), flush=True)
    return known, beta, bias, out


def kind_heads(data, work, page_use, folds):
    values = np.fromfile(work / "kinds.f32", "<f4").reshape(-1, sum(1 for _ in open(work / "kinds.tsv")))
    kinds = [p.type if p.set == "wcxb-dev" else
             ("listing" if p.truth.get("kind") == "index" else "article") for p in data.pages]
    y = np.array([KINDS.index(k) for k in kinds])
    Y = np.eye(len(KINDS), dtype=np.float32)[y]
    first = np.array([p.index for p in data.pages])
    values = values[first]
    bins = [edges(values[page_use, f], 8) for f in range(values.shape[1])]
    starts = np.cumsum([0] + [len(e) + 1 for e in bins])
    place = np.stack([starts[f] + np.searchsorted(e, values[:, f]) for f, e in enumerate(bins)], 1)
    dense = np.zeros((len(y), starts[-1]), np.float32)
    np.put_along_axis(dense, place, 1, 1)
    all_pages = np.repeat(np.arange(len(data.page_starts) - 1), np.diff(data.page_starts))
    of_page = np.full(len(data.page_starts) - 1, -1)
    of_page[first] = np.arange(len(first))
    ok = np.isin(of_page[all_pages], page_use)
    known = np.flatnonzero(data.spread(all_pages[ok], data.page_cues[ok], of_page) >= MIN_KIND_DOMAINS)
    column = np.full(len(data.bucket), -1)
    column[known] = np.arange(len(known))
    import scipy.sparse as sp
    X = sp.hstack([sp.csr_matrix(dense), presence(data.page_starts, data.page_cues, column, len(known))[first]]).tocsr()
    w = np.ones(len(y))
    B, b = softmax_fit(X[page_use], Y[page_use], w[page_use], L2_KINDS, steps=100)
    p = softmax(X @ B + b)
    hit = np.argmax(p, 1) == y
    for k in range(FOLDS):
        train, test = page_use[folds[page_use] != k], page_use[folds[page_use] == k]
        b_, c_ = softmax_fit(X[train], Y[train], w[train], L2_KINDS, steps=100)
        p[test] = softmax(X[test] @ b_ + c_)
        hit[test] = np.argmax(p[test], 1) == y[test]
    line = f"page kinds, out of fold: {hit[page_use].mean():.4f} " + str(
        {k: round(float(hit[[i for i in page_use if y[i] == j]].mean()), 3) for j, k in enumerate(KINDS)})
    print(line, flush=True)
    heads = [(f, e, B[starts[f]:starts[f + 1]]) for f, e in enumerate(bins)]
    return (b, heads), known, B[starts[-1]:], p, line


class Roles:
    """Rows with a role: from hand-made labels, captions of image data, and weak ones from markup."""

    def __init__(self, data, page_use):
        self.rows, self.classes, self.weights = [], [], []
        # (row, cue) whose naming gave a weak label, and (row, input): hidden from the features.
        self.hidden_cues, self.hidden_inputs = [], []
        weak = np.full(len(data.bucket), -1)
        for role, tokens in WEAK.items():
            for i, name in enumerate(data.cue_name):
                if data.bucket[i] in ("own", "near", "far", "inline") and name.lower().replace("_", "-") in tokens:
                    weak[i] = CLASSES.index(role)
        for k in page_use:
            self.page(data, data.pages[k], weak)
        self.rows, self.classes = np.array(self.rows), np.array(self.classes)
        self.weights = np.array(self.weights)

    def page(self, data, page, weak):
        found, step = [], Counter()
        roles = block_roles(page) if page.roles else None
        captions = " ".join("".join(words(c)) for c in page.truth.get("captions") or []) if not page.roles else ""
        for i, row in enumerate(range(page.rows.start, page.rows.stop)):
            if page.hidden[i] or not page.tokens[i]:
                continue
            if roles:
                role = roles[i] and GROUP.get(roles[i], roles[i])
            else:
                role = self.weak(data, page, i, row, captions, weak)
                step[role] += 1
            if role and (roles or step[role] <= 12):
                found.append((row, role, min(30, max(8, len(page.tokens[i])))))
        # A page without hand-made labels counts a twentieth of one that has them.
        total = sum(w for _, _, w in found) or 1
        for row, role, w in found:
            self.rows.append(row)
            self.classes.append(CLASSES.index(role))
            self.weights.append(w * (1.0 if roles else 0.05 * 600 / total))

    @staticmethod
    def is_story(page):
        return page.set != "wcxb-dev" or page.type == "article"

    @staticmethod
    def fits(data, page, i, row, role):
        if page.counts[i] > LONGEST.get(role, 1000):
            return False
        return role != "timestamp" or data.values[row, data.schema.index("date_shape")] > 0

    def weak(self, data, page, i, row, captions, weak):
        joined = "".join(page.tokens[i])
        if len(joined) > 15 and captions and joined in captions and page.label[i] < 0.9:
            return "caption"
        is_heading = data.values[row, data.schema.index("in_heading")]
        if is_heading and data.values[row, data.schema.index("title_overlap")] >= 0.5 and self.is_story(page) \
                and data.values[row, data.schema.index("headline_blocks")] == 0:
            return "headline"
        if page.label[i] > 0.6:
            return "content"
        if page.label[i] >= 0.2:
            return None
        cues = data.cues[data.starts[row]:data.starts[row + 1]]
        marks = weak[cues]
        # On every other page the markup stays in sight: trees may trust it, but not it alone.
        hides = page.index % 2 == 0
        if data.values[row, data.schema.index("in_figcaption")]:
            self.hidden_inputs += [row] * hides
            return "caption"
        marks = np.array([m for m in marks if m >= 0 and self.fits(data, page, i, row, CLASSES[m])])
        if len(marks):
            role = Counter(marks.tolist()).most_common(1)[0][0]
            self.hidden_cues += [(row, cue) for cue in cues[weak[cues] == role]] * hides
            return CLASSES[role]
        role = LANDMARKS.get(int(data.values[row, data.schema.index("landmark")]))
        self.hidden_inputs += [row] * (role is not None and hides)
        return role


# What names a weak label's markup, and is hidden from the features of that row.
MARKUP = "tag parent_tag landmark in_nav in_footer in_aside in_figure in_figcaption".split()


def role_heads(data, roles, inputs, folds):
    """Cue weights of the roles, and trees over all inputs that correct what those say."""
    rows = roles.rows
    owner = np.repeat(np.arange(len(rows)), (data.starts[rows + 1] - data.starts[rows]))
    ids = np.concatenate([data.cues[data.starts[r]:data.starts[r + 1]] for r in rows])
    n = len(data.bucket)
    if roles.hidden_cues:
        hide = np.unique(np.array([r * n + c for r, c in roles.hidden_cues]))
        keep = ~np.isin(rows[owner] * n + ids, hide)
        owner, ids = owner[keep], ids[keep]
    pairs = np.unique(ids * len(data.pages) + data.page_of[rows[owner]])
    weight = np.array([1 if p.set != "bbc-dev" else 8 for p in data.pages])
    pages = np.bincount(pairs // len(data.pages), weights=weight[pairs % len(data.pages)], minlength=n)
    known = np.flatnonzero(pages >= MIN_ROLE_PAGES)
    column = np.full(n, -1)
    column[known] = np.arange(len(known))
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(rows)))])
    X = counts(starts, ids, column, len(known))
    Y = np.eye(len(CLASSES), dtype=np.float32)[roles.classes]
    B, bias = softmax_fit(X, Y, roles.weights, L2_ROLES, steps=80)
    sums = X @ B
    at = folds[data.page_of[rows]]
    for k in range(FOLDS):
        b, c = softmax_fit(X[at != k], Y[at != k], roles.weights[at != k], L2_ROLES, steps=80)
        sums[at == k] = X[at == k] @ b + (c - bias)
    values = np.concatenate([inputs[rows], quantise(sums)], 1)
    hidden = np.isin(rows, np.array(roles.hidden_inputs, int))
    for name in MARKUP:
        values[hidden, data.schema.index(name)] = 0
    print("roles:", values.shape, dict(Counter(CLASSES[c] for c in roles.classes)), "cues", len(known), flush=True)
    forest = fit_roles(values, roles.classes, roles.weights, sums + bias, ROLE_MODELS, ROLE_TREES, ROLE_RATE)
    forest.bias = forest.bias + bias
    return known, B, forest


def corpus_hash(corpus):
    digest = hashlib.sha256()
    for name in SETS:
        for path in sorted([*(corpus / name).glob("truth.jsonl"), *(corpus / name).glob("truth/*.json")]):
            digest.update(path.read_bytes())
    return int(digest.hexdigest()[:16], 16)


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    hold = next((sys.argv[i + 1] for i, a in enumerate(sys.argv) if a == "--hold-out"), None)
    if hold:
        args.remove(hold)
    corpus, work, out = Path(args[0]), Path(args[1]), Path(args[2])
    work.mkdir(parents=True, exist_ok=True)
    root = Path(__file__).parent.parent
    target = Path(os.environ.get("CARGO_TARGET_DIR", root / "target"))
    binary = target / "release" / "examples" / "features"
    if not (work / "exported").exists():
        subprocess.run(["cargo", "build", "--release", "--example", "features"], cwd=root, check=True)
        subprocess.run([binary, work] + [corpus / s / "html" for s in SETS], check=True)
    data = Data(work, corpus)
    held_out = set()
    if hold:
        k, n = map(int, hold.split("/"))
        held_out = {i for i, at in enumerate(outer(data.pages, n)) if at == k}
    page_use = np.array([k for k in range(len(data.pages)) if k not in held_out])
    use = np.flatnonzero((data.w > 0) & np.isin(data.page_of, page_use))
    folds = np.array([inner(p) for p in data.pages])

    known, beta, cue_bias, sums = cue_head(data, use, folds)
    lines = [report(data, sums.sum(1) + cue_bias, "cues alone, out of fold:", page_use)]
    follow_up(binary, work, corpus, sums.sum(1) + cue_bias)
    context = np.fromfile(work / "context.f32", "<f4").reshape(data.n, -1)
    kinds, kind_known, kind_weights, kind_p, line = kind_heads(data, work, page_use, folds)
    lines.append(line)
    inputs = quantise(np.concatenate([data.values, sums, context, kind_p[np.maximum(data.page_of, 0)]], 1))
    assert inputs.shape[1] + len(CLASSES) == len(data.inputs), "the crate has other inputs than the training"

    forest = fit_main(inputs[use], data.y[use], data.w[use], MAIN_TREES, MAIN_RATE, STOP)
    if held_out:
        z = np.zeros(data.n)
        rows = np.flatnonzero(np.isin(data.page_of, sorted(held_out)))
        z[rows] = forest.predict(inputs[rows])
        lines.append(report(data, z, "trees, held out:", sorted(held_out)))
        lines += ["", *reliability(data, z, sorted(held_out))]
    gain = forest.questions(len(data.inputs))
    order = np.argsort(-gain, kind="stable")[:40]
    lines.append("\nquestions by input: " + ", ".join(f"{data.inputs[i]} {gain[i]}" for i in order))
    role_known, role_weights, roles = role_heads(data, Roles(data, page_use), inputs, folds)

    cues = model_file.Cues()
    for column, cue in enumerate(known):
        cues.add_main(data.bucket[cue], int(data.token[cue]), float(beta[column]))
    for column, cue in enumerate(role_known):
        cues.add_roles(data.bucket[cue], int(data.token[cue]), role_weights[column])
    for column, cue in enumerate(kind_known):
        cues.add_kinds(int(data.token[cue]), kind_weights[column])
    name = "+".join(SETS) + (f" without part {hold}" if hold else "")
    size = model_file.write(out, data.schema_hash, corpus_hash(corpus), name, cue_bias, cues, kinds, forest, roles)
    lines.append(f"\n{size} bytes: {len(known)} cues, {len(role_known)} of roles, {len(kind_known)} of kinds, "
                 f"{len(forest.trees)} trees, {len(roles.splits)} of roles")
    print(lines[-1])
    if held_out:
        lines.append(check_crate(binary, data, work, corpus, out, z, sorted(held_out)))
    Path(str(out) + ".report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
