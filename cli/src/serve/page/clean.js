// The clean text, as text, Markdown or JSON.

import { element, sliced } from "/blocks.js";

/** Characters of a piece, and of a group of them; a browser lays out only the groups that are in view. */
const PIECE = 6000, GROUP = 12000;

export class Clean {
  constructor(facts, body, onChosen, onPointed) {
    this.facts = facts;
    this.body = body;
    this.view = "text";
    this.result = null;
    this.stop = () => {};
    const numberOf = (event) => {
      const item = event.target.closest?.("[data-of]");
      return item ? Number(item.dataset.of) : null;
    };
    body.addEventListener("click", (event) => {
      // Whoever marks text does not want to go anywhere.
      if (numberOf(event) !== null && getSelection().isCollapsed) onChosen(numberOf(event));
    });
    body.addEventListener("pointerover", (event) => onPointed(numberOf(event)));
    body.addEventListener("pointerleave", () => onPointed(null));
  }

  /** What copying and downloading give: `[text, ending, media type]`. */
  content() {
    if (!this.result) return ["", "txt", "text/plain"];
    const { page, markdown } = this.result;
    switch (this.view) {
      case "markdown": return [markdown, "md", "text/markdown"];
      case "json": return [JSON.stringify(page, null, 2) + "\n", "json", "application/json"];
      default: return [page.text, "txt", "text/plain"];
    }
  }

  clear() {
    this.stop();
    this.result = this.marked = null;
    this.body.replaceChildren();
    this.facts.replaceChildren();
  }

  show(result, view) {
    this.clear();
    this.result = result;
    this.view = view;
    this.body.className = view;
    this.facts.replaceChildren(...facts(result.page));
    if (!result.page.text && view !== "json") {
      this.body.append(element("p", "There is no main text. Blocks that come close may show with the bias “Recall”.", { class: "note" }));
    }
    const pieces = view === "text" ? paragraphs(result.page) : cut(this.content()[0]).map((text) => ({ text }));
    let group, size = GROUP;
    this.stop = sliced(this.body, pieces.length, (i) => {
      const { text, of } = pieces[i];
      if (size >= GROUP) {
        group = element("div");
        this.body.append(group);
        size = 0;
      }
      // Short lines are high for what they hold.
      size += text.length + 100;
      group.append(element("p", text, of === undefined ? { dir: "auto" } : { dir: "auto", "data-of": of }));
    });
  }

  /** Marks the paragraph of a block. */
  mark(i, withScroll) {
    this.marked?.classList.remove("marked");
    this.marked = i === null ? null : this.body.querySelector(`[data-of="${i}"]`);
    this.marked?.classList.add("marked");
    if (withScroll) this.marked?.scrollIntoView({ block: "nearest" });
  }
}

/** The main text is the main blocks, parted by blank lines; each leads to its block. */
function paragraphs(page) {
  const main = page.blocks.map((block, of) => ({ text: block.text, of, isMain: block.main })).filter((block) => block.isMain);
  const isSame = main.map((block) => block.text).join("\n\n") === page.text;
  if (!isSame) return cut(page.text).map((text) => ({ text }));
  return main.flatMap(({ text, of }) => cut(text).map((text) => ({ text, of })));
}

/** Pieces that end with a line or a word where there is one. */
function cut(text) {
  const pieces = [];
  for (let at = 0; at < text.length;) {
    let piece = text.slice(at, at + PIECE);
    if (at + PIECE < text.length) {
      const line = piece.lastIndexOf("\n"), word = piece.lastIndexOf(" ");
      if (line > PIECE / 2) piece = piece.slice(0, line + 1);
      else if (word > PIECE / 2) piece = piece.slice(0, word + 1);
    }
    pieces.push(piece.endsWith("\n") ? piece.slice(0, -1) : piece);
    at += piece.length;
  }
  return pieces;
}

function facts(page) {
  const made = [element("p", `${page.kind}, confidence ${page.confidence.toFixed(2)}`, { class: "kind" })];
  if (page.title) made.push(element("h3", page.title, { dir: "auto" }));
  const line = [page.byline, page.date, page.site, page.language].filter(Boolean);
  if (line.length) {
    const row = element("p", null, { class: "line" });
    // Each by itself, so that one that is written from the right does not turn the others.
    for (const fact of line) row.append(element("bdi", fact), " ");
    made.push(row);
  }
  if (page.captions.length) {
    const list = element("ul");
    for (const { text, credit } of page.captions.slice(0, 200)) list.append(element("li", credit ? `${text} (${credit})` : text, { dir: "auto" }));
    const captions = element("details");
    captions.append(element("summary", page.captions.length === 1 ? "1 caption" : `${page.captions.length} captions`), list);
    made.push(captions);
  }
  if (page.flags.length) made.push(element("p", `Flags: ${page.flags.join(", ").replaceAll("_", " ")}`, { class: "flags" }));
  return made;
}
