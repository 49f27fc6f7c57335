#!/usr/bin/env python3
"""What a core gives: `copydesk extract` on a WARC file beside the library alone on the same pages (`copydesk bench`), taking turns.

    python3 cli/tools/per_core.py crawl.warc.gz [--bin target/release/copydesk] [--core 1] [--rounds 7] [--output FILE]

Everything is bound to one core and has one thread that extracts. Rows compare the same pages, model and rendering; what is compared is time of
the processor, that of the whole process (start, reading, unpacking, writing) against that of the library's loop over pages that are in memory. Time by the clock
says nothing on a machine that others use. Linux only.
"""

import argparse
import re
import resource
import statistics
import subprocess

FORMATS = {"json": "extraction and JSON line", "text": "extraction and text"}


def used():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("warc")
    parser.add_argument("--bin", default="target/release/copydesk")
    parser.add_argument("--core", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", default="/dev/null", help="where the results go (default: nowhere)")
    args = parser.parse_args()
    bound = ["taskset", "-c", str(args.core), args.bin]
    whole = {name: [] for name in FORMATS}
    alone = {name: [] for name in FORMATS}
    pages = 0
    for _ in range(args.rounds):
        for name in FORMATS:
            before = used()
            with open(args.output, "wb") as out:
                subprocess.run([*bound, "extract", args.warc, "--format", name, "--threads", "1", "--quiet"], check=True, stdout=out)
            whole[name].append(used() - before)
        # Of three passes the middle one: the first compiles patterns.
        said = subprocess.run([*bound, "bench", args.warc, "--threads", "1", "--rounds", "3"], check=True, capture_output=True, text=True).stdout
        pages = int(re.match(r"(\d+) pages", said)[1])
        for name, what in FORMATS.items():
            rate = next(line for line in said.splitlines() if line.startswith(what)).split()[-2]
            alone[name].append(pages / float(rate))
    print(f"{pages} pages, medians of {args.rounds} rounds; seconds of the processor and pages a second of it\n")
    print("| rendering | `copydesk extract` | the library alone | fewer pages a core | rounds |\n|---|---|---|---|---|")
    for name in FORMATS:
        ours, theirs = statistics.median(whole[name]), statistics.median(alone[name])
        less = sorted(1 - b / a for a, b in zip(whole[name], alone[name]))
        print(f"| {name} | {ours:.2f} s, {pages / ours:,.0f} | {theirs:.2f} s, {pages / theirs:,.0f} | {1 - theirs / ours:.1%} | {less[0]:.1%} to {less[-1]:.1%} |")


if __name__ == "__main__":
    main()
