"""One package on many pages: `peer.py PACKAGE SENTENCE`, started by the bench and alive to its end.

Reads pages from standard input, each as its length (8 bytes, little endian) and so many bytes of
UTF-8. Answers each with a line of JSON: the seconds of the call, the characters of the text that it
gave, and whether SENTENCE stands in it. The first line says which version answers.
"""

import json
import logging
import os
import platform
import sys
from importlib.metadata import version
from time import perf_counter, thread_time


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True)


def trafilatura():
    from trafilatura import extract

    return extract


PACKAGES = {"resiliparse": resiliparse, "trafilatura": trafilatura}


def timed(extract, html, sentence):
    clock = thread_time if os.environ.get("COPYDESK_CLOCK") == "thread" else perf_counter
    start = clock()
    text = extract(html)
    seconds = clock() - start
    text = (text or "").strip()
    return {"seconds": seconds, "chars": len(text), "has_sentence": sentence in text}


def main():
    package, sentence = sys.argv[1:]
    answers = sys.stdout
    # Whatever a package prints is no answer.
    sys.stdout = sys.stderr
    logging.disable(logging.CRITICAL)

    def say(answer):
        print(json.dumps(answer), file=answers, flush=True)

    try:
        extract = PACKAGES[package]()
        say({"version": version(package), "python": platform.python_version()})
    except ImportError as error:
        say({"missing": str(error)})
        return
    pages = sys.stdin.buffer
    while length := pages.read(8):
        html = pages.read(int.from_bytes(length, "little")).decode("utf-8")
        try:
            say(timed(extract, html, sentence))
        except Exception as error:  # The page is left out, and the run goes on.
            say({"error": repr(error)})


main()
