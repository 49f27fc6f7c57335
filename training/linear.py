"""Linear models over cue tokens: logistic and multinomial, L2, on soft labels; deterministic."""
import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize


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


def counts(starts, ids, column, width):
    """A row a block or page, a column a known cue: how often it stands there."""
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    columns = column[ids]
    keep = columns >= 0
    return sp.csr_matrix((np.ones(keep.sum(), np.float32), (owner[keep], columns[keep])), (len(starts) - 1, width))


def presence(starts, ids, column, width):
    """The same, but 1 wherever it stands."""
    X = counts(starts, ids, column, width)
    X.data[:] = 1
    return X


def fit(X, y, w, l2, steps):
    """Weights and bias that minimise weighted cross-entropy + L2."""
    m = X.shape[1]
    XT = X.T.tocsr()
    w = (w / w.sum()).astype(np.float32)
    y = y.astype(np.float32)

    def loss(theta):
        beta, bias = theta[:-1].astype(np.float32), np.float32(theta[-1])
        z = X @ beta + bias
        # log(1 + e^z) without overflow
        value = np.dot(w, np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)
        g = w * (1 / (1 + np.exp(-z)) - y)
        grad = np.append(XT @ g + l2 * beta, g.sum())
        return float(value + l2 / 2 * np.dot(beta, beta)), grad.astype(float)

    found = minimize(loss, np.zeros(m + 1), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 12})
    return found.x[:-1].astype(np.float32), float(found.x[-1])


def softmax_fit(X, Y, w, l2, steps):
    """One weight column a class: multinomial logistic regression."""
    m, k = X.shape[1], Y.shape[1]
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


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)
