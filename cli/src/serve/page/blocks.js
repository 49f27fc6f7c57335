// The list of all blocks. Text enters by textContent alone, here and everywhere.

/** In the order of the documentation. */
export const ROLES = ["headline", "standfirst", "byline", "timestamp", "body", "subheading", "list_item", "quote", "table", "code",
  "caption", "credit", "aside", "promo", "nav", "comments", "ad", "footer", "other"];

/** Milliseconds of work between two chances for the browser to do something else. */
const SLICE = 8;
/** Characters of a block that the list shows. */
const LONGEST = 2500;
/** Blocks of a group. A browser lays out only the groups that are in view, so that a frame costs no more on long pages. */
const GROUP = 50;
/** The height of a block that nobody has looked at, in pixels. */
const HEIGHT = 40;

export function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text != null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Fills `owner` by `step(i)` for each i below `count`, a slice at a time; `step` may be ahead already. Gives a function that stops it. */
export function sliced(owner, count, step) {
  let i = 0, timer = 0;
  owner.setAttribute("aria-busy", "true");
  const go = () => {
    const until = performance.now() + SLICE;
    while (i < count && performance.now() < until) step(i++);
    if (i < count) timer = setTimeout(go, 0);
    else owner.removeAttribute("aria-busy");
  };
  go();
  return () => clearTimeout(timer);
}

export class BlockList {
  /** `onChosen` and `onPointed` get the number of a block; `onPointed` also null. */
  constructor(list, onChosen, onPointed) {
    this.list = list;
    this.onChosen = onChosen;
    this.blocks = [];
    this.items = [];
    this.groups = [];
    this.chosen = -1;
    this.hidden = new Set();
    this.onlyMain = false;
    this.stop = () => {};
    const numberOf = (event) => {
      const item = event.target.closest?.("[data-i]");
      return item ? Number(item.dataset.i) : null;
    };
    list.addEventListener("click", (event) => {
      const i = numberOf(event);
      if (i !== null) this.choose(i);
    });
    list.addEventListener("pointerover", (event) => onPointed(numberOf(event)));
    list.addEventListener("pointerleave", () => onPointed(null));
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("focus", () => {
      // A click chooses by itself, and what it means to hit must not move away before.
      if (this.chosen < 0 && list.matches(":focus-visible")) this.move(1);
    });
  }

  show(blocks) {
    this.stop();
    this.blocks = blocks;
    this.items = [];
    this.groups = [];
    this.chosen = -1;
    this.list.removeAttribute("aria-activedescendant");
    this.list.replaceChildren();
    this.list.scrollTop = 0;
    this.stop = sliced(this.list, blocks.length, (i) => this.make(i));
  }

  /** The element of a block, made together with those before it if it is not there yet. */
  make(i) {
    while (this.items.length <= i) {
      const number = this.items.length;
      const item = this.item(this.blocks[number], number);
      this.items.push(item);
      if (number % GROUP === 0) {
        this.groups.push(element("ol", null, { role: "none" }));
        this.measure(this.groups.length - 1);
        this.list.append(this.groups.at(-1));
      }
      this.groups.at(-1).append(item);
    }
    return this.items[i];
  }

  item(block, i) {
    const item = element("li", null, { role: "option", id: `b${i}`, "data-i": i, "data-role": block.role, "aria-selected": "false" });
    if (block.main) item.classList.add("main");
    const role = element("span", block.role.replace("_", " "), { class: "role" });
    const mark = block.main ? "main" : block.hidden ? "hidden" : block.origin ? "JSON-LD" : "";
    if (mark) role.append(element("small", mark));
    if (block.collapsed) role.append(element("small", "collapsed"));
    const shown = block.text.length > LONGEST ? block.text.slice(0, LONGEST) : block.text;
    const text = element("span", shown, { class: "text", dir: "auto" });
    if (shown !== block.text) {
      text.append(element("em", ` … ${(block.text.length - LONGEST).toLocaleString("en")} characters more`));
    }
    item.append(role, text, element("span", block.score.toFixed(2), { class: "score" }));
    return item;
  }

  /** Says how high a group will be, as long as it is not looked at. */
  measure(group) {
    const first = group * GROUP, last = Math.min(first + GROUP, this.blocks.length);
    let shown = 0;
    for (let i = first; i < last; i += 1) shown += this.isShown(i);
    this.groups[group].hidden = shown === 0;
    this.groups[group].style.containIntrinsicBlockSize = `auto ${shown * HEIGHT}px`;
  }

  isShown(i) {
    const block = this.blocks[i];
    return !this.hidden.has(block.role) && (block.main || !this.onlyMain);
  }

  /** Filters by classes of the list, so that no block is touched, only groups. */
  filter(hidden, onlyMain) {
    this.hidden = hidden;
    this.onlyMain = onlyMain;
    for (const role of ROLES) this.list.classList.toggle(`no-${role}`, hidden.has(role));
    this.list.classList.toggle("only-main", onlyMain);
    for (const group of this.groups.keys()) this.measure(group);
    return this.blocks.some((_, i) => this.isShown(i));
  }

  choose(i) {
    if (!this.blocks[i]) return;
    const before = this.items[this.chosen];
    before?.setAttribute("aria-selected", "false");
    this.chosen = i;
    const item = this.make(i);
    item.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
    this.onChosen(i);
  }

  /** So many shown blocks on or back, as far as there are any. */
  move(by) {
    const step = Math.sign(by);
    let goal = -1, left = Math.abs(by);
    for (let i = this.chosen < 0 && step < 0 ? this.blocks.length - 1 : this.chosen + step; this.blocks[i] && left > 0; i += step) {
      if (!this.isShown(i)) continue;
      goal = i;
      left -= 1;
    }
    if (goal >= 0) this.choose(goal);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = this.blocks.length;
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -all, End: all }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(by);
  }
}
