"""The additive model: bins of features, pairs of binned features, cue tokens.

score = bias + Σ weight[feature, bin] + Σ weight[pair, bin × bin] + Σ weight[cue]
fitted by logistic regression on soft labels with L2 penalty.
"""
import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

# Pairs whose joint bins say more than their sum: how long, how linked, how far outside.
PAIRS = [
    ("chars", "link_density"), ("chars", "tag"), ("chars", "landmark"), ("chars", "outside_60"),
    ("link_density", "outside_60"), ("chars", "final_mark"), ("tag", "parent_tag"), ("tag", "outside_60"),
    ("landmark", "outside_60"), ("signature_share", "chars"), ("signature_share", "outside_60"),
    ("e2_link_density", "e2_chars"), ("e3_link_density", "e3_chars"), ("group_count", "group_chars"),
    ("p1_chars", "n1_chars"), ("window_long", "chars"), ("headline_blocks", "chars"),
    ("headline_blocks", "outside_60"), ("long_before", "long_after"), ("main_place", "chars"),
    ("page_long", "chars"), ("page_link_density", "chars"), ("ld_type", "chars"), ("og_type", "outside_60"),
    ("page_paragraphs", "in_paragraph"), ("page_articles", "in_article"), ("repeat", "chars"),
    ("e1_share", "e1_chars"), ("position", "chars"), ("tag", "signature_sentences"),
]


def edges(values, most):
    """Borders of at most `most` bins with about equally many distinct-valued rows."""
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) <= most:
        return ((distinct[1:] + distinct[:-1]) / 2).astype(np.float32)
    # Between plain quantiles and equal widths of rank: heavy single values do not eat all bins.
    weight = np.cumsum(np.minimum(counts, counts.sum() / most))
    at = np.searchsorted(weight, weight[-1] * np.arange(1, most) / most)
    at = np.unique(np.clip(at, 1, len(distinct) - 1))
    return ((distinct[at] + distinct[at - 1]) / 2).astype(np.float32)


class Design:
    """Bins and cue columns, chosen on training rows; turns rows into a sparse matrix."""

    def __init__(self, schema, values, cue_ok, bins=12, coarse=6, pairs=PAIRS):
        self.schema = schema
        self.bins = [edges(values[:, f], bins) for f in range(len(schema))]
        self.coarse = [edges(values[:, f], coarse if "tag" not in s and "mark" not in s and s != "landmark" else 40)
                       for f, s in enumerate(schema)]
        self.pairs = [(schema.index(a), schema.index(b)) for a, b in pairs]
        self.cues = np.flatnonzero(cue_ok)
        self.cue_column = np.full(len(cue_ok), -1)
        self.starts = np.cumsum([0] + [len(e) + 1 for e in self.bins])
        self.pair_starts = self.starts[-1] + np.cumsum(
            [0] + [(len(self.coarse[a]) + 1) * (len(self.coarse[b]) + 1) for a, b in self.pairs])
        self.cue_start = self.pair_starts[-1]
        self.cue_column[self.cues] = self.cue_start + np.arange(len(self.cues))
        self.width = self.cue_start + len(self.cues)

    def matrix(self, values, cue_starts, cue_ids, rows):
        """Sparse design matrix of the given rows."""
        v = values[rows]
        dense = [self.starts[f] + np.searchsorted(e, v[:, f]) for f, e in enumerate(self.bins)]
        for (a, b), start in zip(self.pairs, self.pair_starts):
            i = np.searchsorted(self.coarse[a], v[:, a])
            j = np.searchsorted(self.coarse[b], v[:, b])
            dense.append(start + i * (len(self.coarse[b]) + 1) + j)
        dense = np.stack(dense, 1)
        lengths = (cue_starts[rows + 1] - cue_starts[rows]).astype(np.int64)
        flat = np.repeat(cue_starts[rows].astype(np.int64), lengths) + ranges(lengths)
        columns = self.cue_column[cue_ids[flat]] if len(flat) else np.zeros(0, int)
        owner = np.repeat(np.arange(len(rows)), lengths)
        keep = columns >= 0
        cues = sp.csr_matrix((np.ones(keep.sum(), np.float32), (owner[keep], columns[keep])), (len(rows), self.width))
        indptr = np.arange(len(rows) + 1) * dense.shape[1]
        fixed = sp.csr_matrix((np.ones(dense.size, np.float32), dense.ravel(), indptr), (len(rows), self.width))
        return (fixed + cues).tocsr()


def ranges(lengths):
    starts = np.cumsum(lengths) - lengths
    return np.arange(lengths.sum()) - np.repeat(starts, lengths)


def fit(X, y, w, l2, offset=None, steps=120, start=None):
    """Weights and bias that minimise weighted cross-entropy + L2; deterministic."""
    n, m = X.shape
    offset = np.zeros(n, np.float32) if offset is None else offset
    XT = X.T.tocsr()
    w = (w / w.sum()).astype(np.float32)
    y = y.astype(np.float32)

    def loss(theta):
        beta, bias = theta[:-1].astype(np.float32), np.float32(theta[-1])
        z = X @ beta + bias + offset
        # log(1 + e^z) without overflow
        value = np.dot(w, np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)
        g = w * (1 / (1 + np.exp(-z)) - y)
        grad = np.append(XT @ g + l2 * beta, g.sum())
        return float(value + l2 / 2 * np.dot(beta, beta)), grad.astype(float)

    theta = np.zeros(m + 1) if start is None else start
    found = minimize(loss, theta, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 12})
    return found.x[:-1].astype(np.float32), float(found.x[-1]), found


def softmax_fit(X, Y, w, l2, steps=150):
    """One weight column a class: multinomial logistic regression."""
    n, m = X.shape
    k = Y.shape[1]
    XT = X.T.tocsr()
    w = (w / w.sum()).astype(np.float32)[:, None]

    def loss(theta):
        B = theta[: m * k].reshape(m, k).astype(np.float32)
        z = X @ B + theta[m * k:].astype(np.float32)
        z -= z.max(1, keepdims=True)
        e = np.exp(z)
        s = e.sum(1, keepdims=True)
        value = float((w * (np.log(s) - (Y * z).sum(1, keepdims=True))).sum())
        g = w * (e / s - Y)
        grad = np.concatenate([(XT @ g + l2 * B).ravel(), g.sum(0)])
        return value + l2 / 2 * float((B * B).sum()), grad.astype(float)

    found = minimize(loss, np.zeros(m * k + k), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 10})
    return found.x[: m * k].reshape(m, k).astype(np.float32), found.x[m * k:].astype(np.float32)
