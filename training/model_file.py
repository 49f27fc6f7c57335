"""Writes the model file; src/score/format.rs has its layout."""
import struct
from collections import defaultdict

import numpy as np

BUCKETS = {"inline": (0, 0), "own": (0, 1), "near": (0, 2), "far": (0, 3),
           "short": (1, 0), "medium": (1, 1), "long": (1, 2), "heading": (1, 3)}


def i16(values, scale=4096):
    values = np.clip(np.rint(np.asarray(values, float) * scale), -32768, 32767).astype("<i2")
    return values.tobytes()


def some(row, scale, bits):
    """Bits of the heads with a weight, and the weights."""
    steps = np.clip(np.rint(np.asarray(row, float) * scale), -127, 127).astype(int)
    heads = sum(1 << h for h in np.flatnonzero(steps))
    return struct.pack(bits, heads) + steps[steps != 0].astype("<i1").tobytes(), heads


class Cues:
    """Weights by table, token and bucket."""

    def __init__(self):
        self.main, self.roles, self.kinds = defaultdict(dict), defaultdict(dict), {}

    def add_main(self, bucket, token, weight):
        table, place = BUCKETS[bucket]
        if round(weight * 4096):
            self.main[table, token][place] = weight

    def add_roles(self, bucket, token, row):
        table, place = BUCKETS[bucket]
        if some(row, 16, "<H")[1]:
            self.roles[table, token][place] = row

    def add_kinds(self, token, row):
        if some(row, 32, "<B")[1]:
            self.kinds[token] = row

    def bytes(self):
        out = b""
        for table in (0, 1):
            tokens = {t for k, t in [*self.main, *self.roles] if k == table} | (set(self.kinds) if table == 0 else set())
            out += struct.pack("<I", len(tokens))
            for token in sorted(tokens):
                main, roles = self.main.get((table, token), {}), self.roles.get((table, token), {})
                mask = sum(1 << b for b in main) | sum(16 << b for b in roles)
                out += struct.pack("<IB", token, mask) + i16([main[b] for b in sorted(main)])
                out += b"".join(some(roles[b], 16, "<H")[0] for b in sorted(roles))
                out += some(self.kinds[token], 32, "<B")[0] if table == 0 and token in self.kinds else b"\0"
        return out


def main_forest(forest):
    out = struct.pack("<fH", forest.scale, len(forest.trees))
    for nodes, leaves in forest.trees:
        out += struct.pack("<B", len(leaves)) + np.array(leaves, "<i2").tobytes()
        out += b"".join(struct.pack("<BhBBB", *node) for node in nodes)
    return out


def role_forest(forest):
    out = struct.pack("<fH", forest.scale, len(forest.splits))
    for splits, leaves in zip(forest.splits, forest.leaves):
        out += b"".join(struct.pack("<Bh", feature, above) for feature, above in splits)
        out += leaves.astype("<i1").tobytes()
    return out


def write(path, schema_hash, corpus_hash, name, cue_bias, cues, kinds, main, roles):
    """`kinds` is (bias, bins); bins are (feature, borders, rows of weights)."""
    bias, bins = kinds
    name = name.encode()
    out = b"copydesk" + struct.pack("<IQQH", 3, schema_hash, corpus_hash, len(name)) + name
    out += struct.pack("<f", cue_bias) + cues.bytes()
    out += np.asarray(bias, "<f4").tobytes() + struct.pack("<H", len(bins))
    for feature, borders, weights in bins:
        out += struct.pack("<BB", feature, len(borders)) + np.asarray(borders, "<f4").tobytes() + i16(weights)
    out += struct.pack("<Hff", *main.stop) + struct.pack("<f", main.bias) + main_forest(main)
    out += roles.bias.astype("<f4").tobytes() + role_forest(roles)
    path.write_bytes(out)
    return len(out)
