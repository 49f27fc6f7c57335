#!/usr/bin/env python3
"""Makes a WARC file from a folder of pages: one HTTP response a record, each record a gzip member of its own.

    python3 cli/tools/make_warc.py FOLDER OUT.warc.gz [--repeat N] [--plain] [--encode gzip] [--chunked]

FOLDER holds .html, .htm, .html.gz or .htm.gz; they are taken in the order of their names. --plain writes records that are not
compressed; --encode and --chunked store the bodies as a server would send them. --repeat writes all pages N times.
"""

import argparse
import gzip
import io
import pathlib
import sys
import uuid


def pages(folder):
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.endswith((".html", ".htm")):
            yield name.rsplit(".", 1)[0], path.read_bytes()
        elif name.endswith((".html.gz", ".htm.gz")):
            yield name.rsplit(".", 2)[0], gzip.decompress(path.read_bytes())


def packed(data, level=6):
    out = io.BytesIO()
    # No time and no name, so that the same pages give the same file.
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=level, mtime=0) as to:
        to.write(data)
    return out.getvalue()


def response(body, encode, chunked):
    head = ["HTTP/1.1 200 OK", "Content-Type: text/html"]
    if encode:
        body = packed(body)
        head.append("Content-Encoding: gzip")
    if chunked:
        size = 8000
        parts = [body[i : i + size] for i in range(0, len(body), size)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        head.append("Transfer-Encoding: chunked")
    else:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def record(kind, block, url, media):
    number = uuid.uuid5(uuid.NAMESPACE_URL, kind + (url or ""))
    head = [f"WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{number}>"]
    head += ["WARC-Date: 2024-01-01T00:00:00Z", f"Content-Type: {media}", f"Content-Length: {len(block)}"]
    if url:
        head.insert(3, f"WARC-Target-URI: {url}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--encode", choices=["gzip"])
    parser.add_argument("--chunked", action="store_true")
    args = parser.parse_args()
    as_stored = (lambda data: data) if args.plain else packed
    records, count = [], 0
    info = record("warcinfo", b"software: make_warc.py\r\n", None, "application/warc-fields")
    for name, html in pages(args.folder):
        url = f"https://example.com/{name}"
        request = f"GET /{name} HTTP/1.1\r\nHost: example.com\r\n\r\n".encode()
        records.append(as_stored(record("request", request, url, "application/http; msgtype=request")))
        block = response(html, args.encode, args.chunked)
        records.append(as_stored(record("response", block, url, "application/http; msgtype=response")))
        count += 1
    if not count:
        sys.exit(f"{args.folder}: no pages")
    with args.out.open("wb") as out:
        out.write(as_stored(info))
        for _ in range(args.repeat):
            out.writelines(records)
    print(f"{args.out}: {count * args.repeat} pages, {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
