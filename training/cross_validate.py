#!/usr/bin/env python3
"""Measure the whole pipeline on pages that its model was not trained on.

usage: cross_validate.py CORPUS WORK PARTS

Trains PARTS models, each without one part of the pages (by domain; bbc-dev by page), extracts every
page with the model that has not seen it, and leaves WORK/SET.jsonl for the scorers. Models that
stand in WORK already are used again.
"""
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import read  # noqa: E402
from train import SETS, part  # noqa: E402


def main():
    corpus, work, parts = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    root = Path(__file__).parent.parent
    work.mkdir(parents=True, exist_ok=True)
    for k in range(parts):
        model = work / f"model-{k}.txt"
        if not model.exists():
            command = [sys.executable, root / "training" / "train.py", corpus, work / "train", model]
            subprocess.run(command + ["--hold-out", f"{k}/{parts}"], check=True)
    subprocess.run(["cargo", "build", "--release", "--example", "extract"], cwd=root, check=True)
    extract = root / "target" / "release" / "examples" / "extract"
    pages, _ = read(work / "train", corpus)
    held_out = {(p.set, p.id): (i if p.set == "bbc-dev" else part(p.domain, parts)) % parts for i, p in enumerate(pages)}
    for name in SETS:
        with open(work / f"{name}.jsonl", "w", encoding="utf-8") as out:
            for k in range(parts):
                command = [extract, "--format", "json", "--model", work / f"model-{k}.txt", corpus / name / "html"]
                lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
                out.writelines(line + "\n" for line in lines if held_out.get((name, json.loads(line)["id"])) == k)
        print("wrote", work / f"{name}.jsonl")


if __name__ == "__main__":
    main()
