// A page as the user gave it: its bytes, what it seems to be, and pieces of it as text.

const NAMED = { html: "html", htm: "html", xhtml: "html", txt: "text", md: "text" };
/** Bytes of an excerpt, and of what is shown on either side of it. */
const LONGEST = 4000, AROUND = 120;

export class Source {
  /** `form` is auto, html or text; what was pasted is UTF-8, of a file nobody knows. */
  constructor(name, form, content) {
    this.name = name;
    this.form = form;
    this.content = content;
    this.charset = typeof content === "string" ? "utf-8" : null;
    this.size = typeof content === "string" ? content.length : content.size;
    this.summary = "";
  }

  async bytes() {
    if (typeof this.content === "string") return new TextEncoder().encode(this.content);
    return new Uint8Array(await this.content.arrayBuffer());
  }

  formOf(bytes) {
    if (this.form !== "auto") return this.form;
    const ending = this.name.includes(".") ? this.name.split(".").pop().toLowerCase() : "";
    return NAMED[ending] ?? (beginsWithTag(bytes) ? "html" : "text");
  }

  /** The name without what a file system may not like, and without its ending. */
  stem() {
    const stem = this.name.replace(/\.(html?|xhtml|txt|md)$/i, "");
    return stem.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, "_").slice(0, 120) || "page";
  }
}

/** Whether the first thing after byte order mark and white space is `<`. */
function beginsWithTag(bytes) {
  const passed = new Set([0xef, 0xbb, 0xbf, 0xfe, 0xff, 0, 9, 10, 12, 13, 32]);
  const first = bytes.subarray(0, 4096).find((byte) => !passed.has(byte));
  return first === 0x3c;
}

/** What stands at these bytes, and a little before and after: `{ before, text, after, left }`, `left` the bytes that are not shown. */
export function excerpt(bytes, start, end) {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const boundary = (at) => {
    while (at > 0 && at < bytes.length && (bytes[at] & 0xc0) === 0x80) at -= 1;
    return at;
  };
  const text = (from, to) => decoder.decode(bytes.subarray(from, to));
  const shown = boundary(Math.min(end, start + LONGEST));
  const left = end - shown;
  return {
    before: text(boundary(Math.max(0, start - AROUND)), start),
    text: text(start, shown),
    after: left > 0 ? "" : text(end, boundary(Math.min(bytes.length, end + AROUND))),
    left,
  };
}
