// Wires the page together. Nothing of the pages that are shown becomes anything but text.

import { BlockList, ROLES, element } from "/blocks.js";
import { Clean } from "/clean.js";
import { Source, excerpt } from "/source.js";

const at = (id) => document.getElementById(id);
const MAX_UPLOAD = Number(document.body.dataset.maxUpload);
/** Files that are listed. */
const MOST = 500;
const figure = (number) => number.toLocaleString("en");
const count = (number, one, many) => `${figure(number)} ${number === 1 ? one : many}`;

const state = { pages: [], current: null, bytes: null, form: "html", result: null, abort: null, hidden: new Set(), pasted: 0 };
const blocks = new BlockList(at("blocks"), chosen, pointed);
const clean = new Clean(at("facts"), at("clean"), (i) => blocks.choose(i), pointed);

// What the server says, and not what a browser remembers of the last visit.
for (const name of ["parser", "bias"]) document.querySelector(`input[name=${name}][value="${document.body.dataset[name]}"]`).checked = true;

function say(text, isWrong = false) {
  at("status").textContent = text;
  at("status").classList.toggle("wrong", isWrong);
}

const value = (name) => document.querySelector(`input[name=${name}]:checked`).value;

// Pages in.

function add(sources) {
  const room = MOST - state.pages.length;
  const added = sources.slice(0, Math.max(0, room));
  if (added.length === 0) return say(sources.length ? `${MOST} pages are listed; more are for the command copydesk extract.` : "There was no file in that.", true);
  state.pages.push(...added);
  open(added[0]);
  if (added.length < sources.length) say(`Only the first ${added.length} files were taken; more are for the command copydesk extract.`, true);
}

const addFiles = (files) => add([...files].map((file) => new Source(file.name, firstForm(), file)));

function addText(text) {
  if (!text.trim()) return say("There is nothing to show: the text is empty.", true);
  state.pasted += 1;
  add([new Source(`Pasted ${state.pasted}`, firstForm(), text)]);
}

/** While there is no page, the switch speaks of the first; later of the one that is shown. */
const firstForm = () => (state.current ? "auto" : value("form"));

function open(source) {
  state.current = source;
  document.body.classList.remove("empty");
  document.querySelector(`input[name=form][value=${source.form}]`).checked = true;
  document.title = `${source.name} – copydesk`;
  list();
  run();
}

function list() {
  const hadFocus = at("pages").contains(document.activeElement);
  at("pages").replaceChildren(...state.pages.map((source) => {
    const item = element("li"), button = element("button", null, { type: "button" });
    button.append(element("span", source.name, { dir: "auto" }), element("small", source.summary));
    if (source === state.current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => open(source));
    item.append(button);
    return item;
  }));
  // The list is made anew; whoever came by keyboard goes on from the same place.
  if (hadFocus) at("pages").querySelector("[aria-current]")?.focus();
}

// Extraction.

async function run() {
  const source = state.current;
  if (!source) return;
  state.abort?.abort();
  const abort = state.abort = new AbortController();
  at("main").setAttribute("aria-busy", "true");
  say(`Reading ${source.name} …`);
  try {
    const { bytes, form, result } = await extracted(source, abort.signal);
    if (state.abort !== abort) return;
    state.bytes = result.source === null ? bytes : new TextEncoder().encode(result.source);
    state.result = result;
    state.form = form;
    for (const name of ["parser", "bias"]) at(name).disabled = form === "text";
    show(source, form);
  } catch (error) {
    if (state.abort !== abort) return;
    clear();
    say(`${source.name}: ${error.message}`, true);
  }
  at("main").removeAttribute("aria-busy");
}

async function extracted(source, signal) {
  if (source.size > MAX_UPLOAD) throw new Error(`longer than ${figure(MAX_UPLOAD)} bytes: start copydesk serve with a larger --max-upload`);
  const bytes = await source.bytes().catch(() => {
    throw new Error("it cannot be read: folders are for the command copydesk extract, and a file that changed must be added again");
  });
  const form = source.formOf(bytes);
  const query = new URLSearchParams({ form, parser: value("parser"), bias: value("bias"), id: [...source.stem()].slice(0, 100).join("") });
  if (source.charset) query.set("charset", source.charset);
  const response = await fetch(`/api/extract?${query}`, { method: "POST", body: bytes, signal }).catch(() => {
    throw new Error("the server does not answer: is copydesk serve still running?");
  });
  const result = await response.json();
  if (!response.ok) throw new Error(result.error);
  return { bytes, form, result };
}

function clear() {
  state.result = state.bytes = null;
  blocks.show([]);
  clean.clear();
  at("roles").replaceChildren();
  at("main-count").textContent = "";
  detail(null);
}

function show(source, form) {
  const { page } = state.result;
  const main = page.blocks.filter((block) => block.main).length;
  blocks.show(page.blocks);
  clean.show(state.result, value("view"));
  at("scroll").scrollTop = 0;
  // Where all stands in one column the answer is out of sight.
  if (matchMedia("(max-width: 62rem)").matches) at("blocks-title").scrollIntoView();
  roles(page.blocks, main);
  detail(null);
  source.summary = `${page.kind} · ${figure(main)} of ${count(page.blocks.length, "block", "blocks")}`;
  list();
  const read = form === "text" ? "text" : "HTML";
  say(`${source.name}, read as ${read}: ${page.kind}, ${figure(main)} of ${count(page.blocks.length, "block is", "blocks are")} main text.`);
}

// Roles.

function roles(all, main) {
  const counts = new Map();
  for (const { role } of all) counts.set(role, (counts.get(role) ?? 0) + 1);
  at("main-count").textContent = figure(main);
  at("roles").replaceChildren(...ROLES.filter((role) => counts.has(role)).map((role) => {
    const label = element("label", null, { "data-role": role }), box = element("input", null, { type: "checkbox", value: role });
    box.checked = !state.hidden.has(role);
    label.append(box, element("span", role.replace("_", " ")), element("output", figure(counts.get(role))));
    return label;
  }));
  filter();
}

function filter() {
  const isAny = blocks.filter(state.hidden, at("only-main").checked);
  at("none-shown").hidden = isAny || blocks.blocks.length === 0;
}

function setRoles(isShown) {
  state.hidden = new Set(isShown ? [] : ROLES);
  for (const box of at("roles").querySelectorAll("input")) box.checked = isShown;
  filter();
}

at("roles").addEventListener("change", ({ target }) => {
  if (target.checked) state.hidden.delete(target.value);
  else state.hidden.add(target.value);
  filter();
});
at("only-main").addEventListener("change", filter);
at("roles-all").addEventListener("click", () => setRoles(true));
at("roles-none").addEventListener("click", () => setRoles(false));

// One block.

function chosen(i) {
  detail(i);
  clean.mark(i, true);
}

function pointed(i) {
  const shown = i ?? (blocks.chosen < 0 ? null : blocks.chosen);
  detail(shown);
  clean.mark(shown, false);
}

function detail(i) {
  const block = i === null ? null : state.result?.page.blocks[i];
  const box = at("detail"), source = at("excerpt");
  if (!block) {
    box.replaceChildren(element("p", "Point at a block, or go through them with the keyboard: score, reason and source stand here.", { class: "note" }));
    source.replaceChildren();
    box.removeAttribute("data-role");
    return document.body.classList.remove("pointed");
  }
  document.body.classList.add("pointed");
  box.dataset.role = block.role;
  const head = element("p", null, { class: "head" });
  const meter = element("meter", null, { min: 0, max: 1, value: block.score, "aria-label": "Score" });
  head.append(element("strong", block.role.replace("_", " ")), element("span", block.main ? "main text" : "not main text"), meter, element("b", block.score.toFixed(3)), element("span", state.form === "text" ? "how sure the role is" : "probability of main content"));
  const list = element("dl");
  const fact = (name, text) => list.append(element("dt", name), element("dd", text, { dir: "auto" }));
  fact("Reason", block.reason);
  fact("Source", block.start === null ? "not known: the parser html5ever keeps no positions" : `bytes ${figure(block.start)} to ${figure(block.end)}`);
  if (block.profile) fact("Profile", block.profile);
  if (block.hidden) fact("Hidden", block.hidden);
  if (block.aria_hidden) fact("Hidden", "aria-hidden: not read aloud");
  if (block.collapsed) fact("Shown", "collapsed: in a panel that a reader opens");
  if (block.origin) fact("Origin", "JSON-LD: no block of the page shows it");
  if (block.flags) fact("Flags", block.flags.join(", ").replaceAll("_", " "));
  for (const part of (block.parts ?? []).slice(0, 20)) fact(part.kind.replace("_", " "), part.text.slice(0, 400));
  box.replaceChildren(head, list);
  source.replaceChildren();
  source.scrollTop = 0;
  if (block.start === null || !state.bytes) return;
  const { before, text, after, left } = excerpt(state.bytes, block.start, block.end);
  source.append(element("span", before), element("mark", text), element("span", after));
  if (left > 0) source.append(element("em", ` … ${figure(left)} bytes more`));
}

// Copy and download.

async function copy() {
  const [text] = clean.content();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without encryption, away from this machine, there is only the old way.
    const area = element("textarea", null, { class: "aside-only", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    at("copy").focus();
    if (!isDone) return say("The browser does not allow copying: mark the text, or download it.", true);
  }
  say(`Copied: ${count(text.length, "character", "characters")}.`);
}

function download() {
  const [text, ending, type] = clean.content();
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const name = `${state.current?.stem() ?? "page"}.${ending}`;
  element("a", null, { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  say(`Downloaded as ${name}.`);
}

at("copy").addEventListener("click", () => state.result && copy());
at("download").addEventListener("click", () => state.result && download());
at("views").addEventListener("change", () => {
  if (state.result) clean.show(state.result, value("view"));
  if (blocks.chosen >= 0) clean.mark(blocks.chosen, true);
});

// Switches, files, paste, keys.

at("switches").addEventListener("change", ({ target }) => {
  if (target.name === "form" && state.current) state.current.form = target.value;
  run();
});
at("files").addEventListener("change", ({ target }) => {
  addFiles(target.files);
  target.value = "";
});
const submit = () => {
  addText(at("pasted").value);
  at("pasted").value = "";
};
at("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
at("pasted").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
});

const isTyping = ({ target }) => target instanceof HTMLTextAreaElement;
document.addEventListener("paste", (event) => {
  if (isTyping(event)) return;
  const { files } = event.clipboardData;
  if (files.length) addFiles(files);
  else addText(event.clipboardData.getData("text/plain"));
});
document.addEventListener("keydown", (event) => {
  if (isTyping(event) || !["j", "k"].includes(event.key) || document.body.classList.contains("empty")) return;
  const isBegun = blocks.chosen >= 0;
  at("blocks").focus();
  if (isBegun) blocks.key(event);
  else if (blocks.chosen < 0) blocks.move(1);
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    document.body.classList.add("dragging");
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("dragging");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  const { files } = event.dataTransfer;
  if (files.length) addFiles(files);
  else addText(event.dataTransfer.getData("text/plain"));
});

detail(null);
