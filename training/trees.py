"""Oblivious trees by CatBoost over quantised inputs, and what the model file has of them."""
import json
import tempfile
from pathlib import Path

import catboost
import numpy as np

STEP = 1024
DEPTH = 6
COMMON = dict(depth=DEPTH, border_count=63, l2_leaf_reg=5, leaf_estimation_iterations=1, bootstrap_type="Bernoulli",
              subsample=0.5, random_strength=0, random_seed=1, thread_count=2, verbose=0, allow_writing_files=False)


def quantise(values):
    """Whole steps of 1/1024, as the crate makes them (src/score/inputs.rs)."""
    return np.rint(np.clip(np.asarray(values, np.float32) * STEP, -32768, 32767)).astype(np.int16)


class Forest:
    """Splits (trees × 6 × input, border) and leaves (trees × 64 × heads) in whole steps of scale."""

    def __init__(self, model, heads, most):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.json"
            model.save_model(str(path), format="json")
            found = json.loads(path.read_text())
        scale, bias = found["scale_and_bias"]
        self.bias = np.array(bias, float)
        trees = found["oblivious_trees"]
        # A question that nothing answers with yes fills up shallow trees.
        self.splits = np.zeros((len(trees), DEPTH, 2), int)
        self.splits[:, :, 1] = 32767
        leaves = np.zeros((len(trees), 1 << DEPTH, heads))
        for t, tree in enumerate(trees):
            for level, split in enumerate(tree["splits"]):
                self.splits[t, level] = split["float_feature_index"], int(np.floor(split["border"]))
            values = np.array(tree["leaf_values"]).reshape(-1, heads)
            leaves[t, : len(values)] = values * scale
        self.scale = np.float32(np.abs(leaves).max() / most)
        self.leaves = np.rint(leaves / self.scale).astype(int)

    def predict(self, inputs):
        """Log-odds of each row, as the crate computes them."""
        sums = np.zeros((len(inputs), self.leaves.shape[2]), int)
        for splits, leaves in zip(self.splits, self.leaves):
            at = np.zeros(len(inputs), int)
            for level, (feature, above) in enumerate(splits):
                at |= (inputs[:, feature] > above).astype(int) << level
            sums += leaves[at]
        return sums * float(self.scale) + self.bias


def fit_main(inputs, y, w, trees, rate):
    model = catboost.CatBoostClassifier(loss_function="CrossEntropy", iterations=trees, learning_rate=rate, rsm=0.5, **COMMON)
    model.fit(catboost.Pool(inputs.astype(np.float32), y, weight=w / w.mean()))
    return Forest(model, 1, 32000)


def fit_roles(inputs, classes, w, names, trees, rate):
    model = catboost.CatBoostClassifier(loss_function="MultiClass", iterations=trees, learning_rate=rate, rsm=0.5,
                                        classes_count=len(names), **COMMON)
    model.fit(catboost.Pool(inputs.astype(np.float32), classes, weight=w / w.mean()))
    return Forest(model, len(names), 127)
