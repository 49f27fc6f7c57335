"""Trees over quantised inputs, and what the model file has of them: LightGBM's for the score, CatBoost's for the roles."""
import json
import tempfile
from pathlib import Path

import catboost
import lightgbm
import numpy as np

STEP = 1024
DEPTH = 6
LEAVES = 16


def quantise(values):
    """Whole steps of 1/1024, as the crate makes them (src/score/inputs.rs)."""
    return np.rint(np.clip(np.asarray(values, np.float32) * STEP, -32768, 32767)).astype(np.int16)


class Main:
    """Trees of LightGBM: nodes (input, border, first leaf, first on the right, end) and leaves in steps of scale. `stop`: the trees
    of the first stage, the log-odds below which a block is asked about no more, and what the other trees add to such blocks."""

    def __init__(self, model):
        trees = [t["tree_structure"] for t in model.dump_model()["tree_info"]]
        self.bias = 0.0
        self.trees = [self.tree(t) for t in trees]
        self.scale = np.float32(max(abs(v) for _, leaves in self.trees for v in leaves) / 32000)
        self.trees = [(nodes, [int(np.rint(v / self.scale)) for v in leaves]) for nodes, leaves in self.trees]

    def tree(self, structure):
        nodes, leaves = [], []

        def walk(node):
            if "leaf_value" in node:
                leaves.append(node["leaf_value"])
                return
            assert node["decision_type"] == "<="
            place, first = len(nodes), len(leaves)
            nodes.append(None)
            walk(node["left_child"])
            right = len(leaves)
            walk(node["right_child"])
            nodes[place] = (node["split_feature"], int(np.floor(node["threshold"])), first, right, len(leaves))

        walk(structure)
        return nodes, leaves

    def stop_at(self, inputs, trees, below):
        first = self.sums(inputs, self.trees[:trees])
        stopped = first * float(self.scale) + self.bias < below
        others = self.sums(inputs[stopped], self.trees[trees:]) * float(self.scale)
        self.stop = (trees, below, float(others.mean()) if len(others) else 0.0)

    def predict(self, inputs):
        """Log-odds of each row, as the crate computes them."""
        trees, below, rest = self.stop
        first, others = (self.sums(inputs, part) * float(self.scale) for part in (self.trees[:trees], self.trees[trees:]))
        return self.bias + np.where(first + self.bias < below, first + rest, first + others)

    @staticmethod
    def sums(inputs, trees):
        sums = np.zeros(len(inputs), int)
        for nodes, leaves in trees:
            out = np.zeros(len(inputs), int)
            for feature, above, first, right, _ in nodes:
                out |= np.where(inputs[:, feature] > above, (1 << right) - (1 << first), 0)
            # The first leaf that is not ruled out.
            free = ~out & (out + 1)
            sums += np.array(leaves)[np.log2(free).astype(int)]
        return sums

    def questions(self, inputs):
        return np.bincount([n[0] for nodes, _ in self.trees for n in nodes], minlength=inputs)


def fit_main(inputs, y, w, trees, rate, stop):
    """`stop`: after so many trees blocks below these log-odds are junk beyond doubt."""
    parameters = dict(objective="cross_entropy", learning_rate=rate, num_leaves=LEAVES, min_data_in_leaf=60, feature_fraction=0.5,
                      bagging_fraction=0.7, bagging_freq=1, lambda_l2=5, max_bin=63, seed=1, verbose=-1, num_threads=2,
                      deterministic=True, force_row_wise=True)
    data = lightgbm.Dataset(inputs.astype(np.float32), y, weight=w / w.mean())
    forest = Main(lightgbm.train(parameters, data, trees))
    forest.stop_at(inputs, *stop)
    return forest


class Roles:
    """Oblivious trees of CatBoost: splits (trees × 6 × input, border) and leaves (trees × 64 × heads) in steps of scale.

    Several models are averaged: each has all its trees here, with its share of what they say.
    """

    def __init__(self, models, heads):
        self.bias, splits, leaves = np.zeros(heads), [], []
        for model in models:
            scale, bias, trees = dumped(model)
            self.bias += np.array(bias, float) / len(models)
            for tree in trees:
                # A question that nothing answers with yes fills up shallow trees.
                splits.append([(0, 32767)] * DEPTH)
                for level, split in enumerate(tree["splits"]):
                    splits[-1][level] = split["float_feature_index"], int(np.floor(split["border"]))
                leaves.append(np.zeros((1 << DEPTH, heads)))
                values = np.array(tree["leaf_values"]).reshape(-1, heads)
                leaves[-1][: len(values)] = values * scale / len(models)
        self.splits, leaves = np.array(splits), np.array(leaves)
        self.scale = np.float32(np.abs(leaves).max() / 127)
        self.leaves = np.rint(leaves / self.scale).astype(int)


def dumped(model):
    """(scale, bias, trees) of a fitted model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        found = json.loads(path.read_text())
    return *found["scale_and_bias"], found["oblivious_trees"]


def fit_roles(inputs, classes, w, baseline, models, trees, rate):
    """Trees that add to the log-odds in `baseline`, a column a class; the mean of models that see other halves of the rows."""
    pool = catboost.Pool(inputs.astype(np.float32), classes, weight=w / w.mean(), baseline=baseline)
    fitted = []
    for seed in range(1, models + 1):
        fitted.append(catboost.CatBoostClassifier(
            loss_function="MultiClass", iterations=trees, learning_rate=rate, rsm=0.5, classes_count=baseline.shape[1],
            depth=DEPTH, border_count=63, l2_leaf_reg=5, leaf_estimation_iterations=1, bootstrap_type="Bernoulli",
            subsample=0.5, random_strength=0, random_seed=seed, thread_count=2, verbose=0, allow_writing_files=False))
        fitted[-1].fit(pool)
    return Roles(fitted, baseline.shape[1])
