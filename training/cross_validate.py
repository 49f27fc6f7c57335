#!/usr/bin/env python3
"""Measure the whole pipeline on pages that its model was not trained on.

usage: cross_validate.py CORPUS WORK PARTS [EXTRACT OPTIONS...]

Trains PARTS models, each without one part of the pages (by domain; bbc-dev by era), extracts every
page with the model that has not seen it, and leaves WORK/SET.jsonl for the scorers; snippets-dev, which no
model is trained on, is extracted with the first. Models that stand in WORK already are used again. What follows is
handed to extract: `--bias precision` measures another cut.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import read  # noqa: E402
from train import SETS, outer  # noqa: E402


def main():
    corpus, work, parts = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    root = Path(__file__).parent.parent
    work.mkdir(parents=True, exist_ok=True)
    export = work / "train"
    for k in range(parts):
        model = work / f"model-{k}.bin"
        if not model.exists():
            command = [sys.executable, root / "training" / "train.py", corpus, export, model]
            subprocess.run(command + ["--hold-out", f"{k}/{parts}"], check=True)
            # The features are the same for all parts.
            (export / "exported").touch()
    (export / "exported").unlink(missing_ok=True)
    subprocess.run(["cargo", "build", "--release", "--example", "extract"], cwd=root, check=True)
    extract = Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release" / "examples" / "extract"
    pages, _ = read(export, corpus)
    held_out = {(p.set, p.id): at for p, at in zip(pages, outer(pages, parts))}
    for name in [*SETS, "snippets-dev"]:
        with open(work / f"{name}.jsonl", "w", encoding="utf-8") as out:
            for k in range(parts):
                command = [extract, "--format", "json", "--model", work / f"model-{k}.bin", *sys.argv[4:]]
                lines = subprocess.run([*command, corpus / name / "html"], check=True, stdout=subprocess.PIPE)
                lines = lines.stdout.decode().splitlines()
                out.writelines(line + "\n" for line in lines if held_out.get((name, json.loads(line)["id"]), 0) == k)
        print("wrote", work / f"{name}.jsonl")


if __name__ == "__main__":
    main()
