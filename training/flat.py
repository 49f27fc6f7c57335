"""Fits the weights of `copydesk::flat` (src/flat/model.bin): a linear-chain conditional random field.

usage: flat.py CORPUS FIXTURES FEATURES_EXAMPLE MODEL [--hold-out ERA]

CORPUS holds bbc-dev (labelled pages), news-dev and wcxb-dev (true texts); FIXTURES is fixtures/ of this repository;
FEATURES_EXAMPLE is the built example `flat_features`, which computes every feature. Pages are flattened here in four ways, with and
without alternative texts glued before captions and promos. With --hold-out no page of that era is used. The same inputs give the same file.
"""
import json
import random
import subprocess
import sys
from pathlib import Path

import machine  # noqa: F401 before numpy
import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

CONTENT = set("standfirst body subheading list_item quote table code".split())
BODYLIKE = CONTENT | {"headline"}
FORMS = ("lines", "story", "joined", "glued")
# One in so many of the true texts is learned from, and only where a rule speaks in it.
CLEAN_STEP = 2
CLEAN_WEIGHT = 2.0
# Pages made of the parts of others.
MADE = 80
MADE_WEIGHT = 0.4
L2 = {"lines": 0.3, "pieces": 0.05}
LONGEST = 900
STEPS = 8
NEVER, ANEW = -128, -127


def visible(blocks):
    return [b for b in blocks if not b.get("hidden") and b["text"].strip() and b.get("origin") != "json_ld"]


def zones(roles):
    """The zone of each block: head up to the headline, story to the last block of it, tail."""
    content = [i for i, r in enumerate(roles) if r in CONTENT]
    if not content:
        promo = next((i for i, r in enumerate(roles) if r in ("promo", "footer")), len(roles))
        return ["head" if i < promo else "tail" for i in range(len(roles))]
    heads = [i for i, r in enumerate(roles) if r == "headline" and i < content[-1]]
    first, last = heads[0] if heads else content[0], content[-1]
    while last + 1 < len(roles) and roles[last + 1] in ("caption", "credit", "aside"):
        last += 1
    return ["head" if i < first else "story" if i <= last else "tail" for i in range(len(roles))]


def state(zone, role, states):
    """The state that stands for a role in a zone."""
    role = {"standfirst": "body", "table": "body", "code": "body"}.get(role, role)
    if f"{zone}/{role}" in states:
        return states[f"{zone}/{role}"]
    other = {"head": {"byline": "head/timestamp", "promo": "head/ad"}.get(role, "head/nav"), "tail": "tail/other"}
    if zone == "tail" and role in ("timestamp", "byline", "caption", "credit", "aside"):
        return states["tail/promo"]
    return states[other.get(zone, "story/other")]


def flattened(blocks, form):
    """The text, and where each block stands in it."""
    text, places = "", []
    for b in blocks:
        if text and form in ("lines", "story"):
            text += "\n" * (1 + b.get("gap", 1))
        elif text and form == "joined":
            text += " "
        places.append((len(text), len(text) + len(b["text"])))
        text += b["text"]
        if form == "glued" and b["role"] in BODYLIKE:
            text += " "
    return text, places


def with_alternatives(blocks, rng):
    """Alternative texts, made of the first words of other captions and promos, before one in three of them."""
    pool = [b["text"] for b in blocks if b["role"] in ("caption", "promo") and len(b["text"].split()) > 2]
    out = []
    for b in blocks:
        if b["role"] in ("caption", "promo") and pool and rng.random() < 0.35 and b["text"][0].isupper():
            alternative = " ".join(rng.choice(pool).split()[: rng.randint(1, 4)]).rstrip(".,:;!?'\"")
            b = dict(b, text=alternative + b["text"])
        out.append(b)
    return out


NAMES = "Ann Lee,Bob Ray,Mary Okoro,Jan de Wit,Li Hua,Omar Haddad,Eva Novak,Tom O'Dea,Sara Lind,Ravi Nair".split(",")
JOBS = "Harbour correspondent,Political reporter,BBC News,Science editor,BBC News, Whitby,Diplomatic correspondent,Reporter, Hull".split(",")
INSET_HEADS = ["Related Stories", "Related", "See also", "More on this story", "SEE ALSO", "Read more", "You may also like"]
BOX_HEADS = ["Analysis", "At the scene", "Background", "Profile", "In numbers", "What happens next?", "Q&A", "Timeline", "Key facts"]


class Parts:
    """Parts of pages to make other pages of."""

    def __init__(self, pages):
        self.heads, self.stories, self.tails = [], [], []
        self.lines = {"promo": [], "body": [], "caption": [], "subheading": [], "quote": [], "nav": []}
        for page in pages:
            blocks = visible(page["blocks"])
            zone = zones([b["role"] for b in blocks])
            of = {z: [b for b, own in zip(blocks, zone) if own == z] for z in ("head", "story", "tail")}
            self.heads.append(of["head"])
            self.tails.append(of["tail"])
            if of["story"]:
                self.stories.append(of["story"])
            for b in blocks:
                if b["role"] in self.lines:
                    self.lines[b["role"]].append(b["text"])
        self.links = [t for t in self.lines["promo"] if 12 < len(t) < 70 and not t.endswith(".")]
        self.teasers = [t for t in self.lines["promo"] if len(t) > 70 and t.endswith(".")]

    def inset(self, rng):
        """A box: a list of other stories, an analysis, a quotation, a picture."""
        block = lambda role, text: {"role": role, "text": text}
        announced = [block("nav", "Continue reading the main story")] if rng.random() < 0.35 else []
        sort = rng.random()
        if sort < 0.5:
            head = [block("promo", rng.choice(INSET_HEADS))] if rng.random() < 0.6 or announced else []
            return announced + head + [block("promo", t) for t in rng.sample(self.links, rng.randint(1, 5))]
        if sort < 0.72:
            name, job = rng.choice(NAMES), rng.choice(JOBS)
            first = rng.choice(BOX_HEADS)
            first = rng.choice([first, f"{first} {name} {job}", rng.choice(self.lines["subheading"] or [first])])
            box = [block("aside", first)]
            if rng.random() < 0.3:
                box.append(block("aside", f"{name} {job}"))
            at = rng.randrange(max(1, len(self.lines["body"]) - 6))
            box += [block("aside", t) for t in self.lines["body"][at: at + rng.randint(2, 5)]]
            if rng.random() < 0.3:
                box = box[:1] + [block("aside", f"{rng.randint(1950, 2020)}: {t}") for t in rng.sample(self.links, 4)]
            if rng.random() < 0.4:
                box.append(block("promo", f"Read more from {name.split()[0]}"))
            if not announced:
                box[0]["gap"] = 2
                box[-1]["ends"] = 2
                # Without line ends nothing tells such a box from the story.
                box = [dict(b, joined_role={"aside": "body"}.get(b["role"], b["role"])) for b in box]
            return announced + box
        if sort < 0.85 and self.lines["quote"]:
            return announced + [block("quote", rng.choice(self.lines["quote"])), block("quote", rng.choice(NAMES))]
        return [block("caption", rng.choice(self.lines["caption"]))] if self.lines["caption"] else []

    def enumeration(self, rng):
        """Names below a sentence that announces them."""
        first = {"role": "body", "text": rng.choice(self.lines["body"]).rstrip(".\"'") + ":"}
        names = [t for t in self.links if len(t) < 34]
        return [first] + [{"role": "list_item", "text": t} for t in rng.choices(names, k=rng.randint(3, 30))]

    def comments(self, rng):
        out = [{"role": "comments", "text": rng.choice(["Comments", "Join the conversation", "Have your say"])}]
        for _ in range(rng.randint(2, 6)):
            out.append({"role": "comments", "text": f"{rng.choice(NAMES)} {rng.randint(1, 28)} May 2013 - 1{rng.randint(0, 9)}:{rng.randint(10, 59)}"})
            out += [{"role": "comments", "text": t} for t in rng.sample(self.lines["body"], rng.randint(1, 2))]
            if rng.random() < 0.6:
                out.append({"role": "comments", "text": rng.choice(["Report this comment", "Reply", "rate this"])})
        return out

    def page(self, rng):
        """A page made of the parts of several."""
        story = []
        for i, b in enumerate(rng.choice(self.stories)):
            if b["role"] in ("aside", "promo", "nav", "caption", "quote") and rng.random() < 0.5:
                continue
            gap = story[-1].pop("ends", None) if story else None
            story.append(dict(b, gap=gap) if gap else dict(b))
            if i > 3 and b["role"] == "body" and rng.random() < 0.12:
                story += [dict(x) for x in self.inset(rng)]
            if i > 3 and b["role"] == "body" and rng.random() < 0.03:
                story += self.enumeration(rng)
        if rng.random() < 0.4:
            story = story[: rng.randint(5, 16)]
        while story and story[-1]["role"] not in CONTENT:
            story.pop()
        tail = list(rng.choice(self.tails))
        if rng.random() < 0.3:
            tail = tail[-rng.randint(1, 12):]
        if rng.random() < 0.4:
            # Its sections in another order: the foot stays where it is.
            foot = next((i for i, b in enumerate(tail) if b["role"] == "footer"), len(tail))
            cut = rng.randint(0, foot)
            tail = tail[cut:foot] + tail[:cut] + tail[foot:]
        if rng.random() < 0.3:
            tail = self.comments(rng) + tail
        return {"blocks": (rng.choice(self.heads) if rng.random() < 0.7 else []) + story + tail}


class Text:
    def __init__(self, text, spans, weight, is_clean=False):
        self.text, self.spans, self.weight, self.is_clean = text, spans, weight, is_clean


def texts_of(page, states, rng, weight=1.0):
    """A page flattened in all forms, as it is and changed; a made one in one form."""
    blocks = visible(page["blocks"])
    for changed in (False, True):
        for form in FORMS:
            kept = blocks
            if form == "story":
                heads = [i for i, b in enumerate(kept) if b["role"] == "headline"]
                kept = [b for b in kept[heads[0] if heads else 0:] if b["role"] != "nav"]
            if changed:
                kept = with_alternatives(kept, rng)
                first = rng.randint(0, max(0, len(kept) // 4))
                if form == "lines" and rng.random() < 0.5:
                    kept = kept[first:]
            if form in ("joined", "glued"):
                kept = [dict(b, role=b.get("joined_role", b["role"])) for b in kept]
            zone = zones([b["role"] for b in kept])
            text, places = flattened(kept, form)
            spans = [(a, e, state(z, b["role"], states)) for (a, e), z, b in zip(places, zone, kept)]
            yield Text(text, spans, weight * (0.5 if changed else 1.0))


def clean_texts(corpus, states):
    """True texts, which hold nothing but story."""
    for name in ("news-dev", "wcxb-dev"):
        for i, line in enumerate(open(corpus / name / "truth.jsonl", encoding="utf-8")):
            t = json.loads(line)
            if i % CLEAN_STEP or t.get("page_type", "article") != "article" or not (t.get("text") or "").strip():
                continue
            for text in (t["text"], " ".join(t["text"].split())):
                yield Text(text, [(0, len(text), states["story/body"])], CLEAN_WEIGHT, True)


def units_of(texts, example):
    """Each text's units as the crate cuts them, with their features."""
    given = "".join(json.dumps(t.text) + "\n" for t in texts)
    out = subprocess.run([example], input=given.encode(), capture_output=True, check=True).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


def labelled(text, units, names, states):
    """The state of each unit: of the block that has most of it."""
    offsets, at = {}, 0
    starts = sorted({u[0] for u in units} | {u[1] for u in units})
    data = text.text.encode()
    place = chars = 0
    for byte in starts:
        chars += len(data[place:byte].decode())
        place = byte
        offsets[byte] = chars
    labels, first = [], 0
    for u in units:
        a, e = offsets[u[0]], offsets[u[1]]
        while first < len(text.spans) and text.spans[first][1] <= a:
            first += 1
        best, most, i = None, 0, first
        while i < len(text.spans) and text.spans[i][0] < e:
            common = min(e, text.spans[i][1]) - max(a, text.spans[i][0])
            if common > most:
                best, most = text.spans[i][2], common
            i += 1
        label = states["story/body"] if best is None else best
        if text.is_clean:
            kind = {names[f] for f in u[3]} & {"kind=label", "kind=line"}
            label = states["story/subheading"] if kind and not u[2] else label
        labels.append(label)
    return labels


class Field:
    """The chain's likelihood over sequences of about one length, all at once."""

    def __init__(self, sequences, features, states, allowed):
        self.n, self.k, self.f, self.allowed = len(sequences), states, features, allowed
        self.length = max(len(s[0]) for s in sequences)
        self.on = np.zeros((self.n, self.length), bool)
        gold = np.zeros((self.n, self.length), np.int64)
        rows, columns = [], []
        for i, (units, labels, _) in enumerate(sequences):
            self.on[i, : len(units)] = True
            gold[i, : len(units)] = labels
            for t, unit in enumerate(units):
                rows += [i * self.length + t] * len(unit)
                columns += unit
        shape = (self.n * self.length, features)
        self.matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
        self.transposed = self.matrix.T.tocsr()
        self.weight = np.array([s[2] for s in sequences])
        # How often the truth has each feature with each state, each first state, each step.
        truth = np.zeros((self.n, self.length, states))
        truth[np.arange(self.n)[:, None], np.arange(self.length)[None], gold] = 1
        truth *= self.on[..., None] * self.weight[:, None, None]
        self.gold_f = self.transposed @ truth.reshape(-1, states)
        self.gold_b = truth[:, 0].sum(0)
        self.gold_s = np.zeros((states, states))
        pair = self.on[:, 1:]
        each = np.broadcast_to(self.weight[:, None], pair.shape)[pair]
        np.add.at(self.gold_s, (gold[:, :-1][pair], gold[:, 1:][pair]), each)

    def loss(self, weights, begin, step):
        """Minus the log-likelihood, and its slopes by features, first states, steps."""
        k, on, w = self.k, self.on, self.weight
        emission = (self.matrix @ weights).reshape(self.n, self.length, k)
        kernel, high = np.exp(step - step.max()), step.max()
        forward = np.zeros_like(emission)
        alpha = emission[:, 0] + begin
        forward[:, 0] = alpha
        for t in range(1, self.length):
            top = alpha.max(1, keepdims=True)
            reached = np.log(np.exp(alpha - top) @ kernel + 1e-300) + top + high + emission[:, t]
            alpha = np.where(on[:, t, None], reached, alpha)
            forward[:, t] = alpha
        top = alpha.max(1, keepdims=True)
        z = np.log(np.exp(alpha - top).sum(1, keepdims=True)) + top
        beta = np.zeros((self.n, k))
        likely, steps = np.zeros_like(emission), np.zeros((k, k))
        for t in range(self.length - 1, -1, -1):
            live = (w * on[:, t])[:, None]
            likely[:, t] = np.exp(forward[:, t] + beta - z) * live
            if t:
                ahead = emission[:, t] + beta
                top = ahead.max(1, keepdims=True)
                right = np.exp(ahead - top)
                left = np.exp(np.minimum(forward[:, t - 1] - z + top + high, 500)) * live
                steps += (left.T @ right) * kernel
                beta = np.where(on[:, t, None], np.log(right @ kernel.T + 1e-300) + top + high, beta)
        gold_s = self.gold_s * self.allowed
        loss = w @ z[:, 0] - (self.gold_f * weights).sum() - self.gold_b @ begin - (gold_s * step).sum()
        slope = self.transposed @ likely.reshape(-1, k) - self.gold_f
        return loss, slope, likely[:, 0].sum(0) - self.gold_b, (steps - gold_s) * self.allowed


def allowed_steps(states):
    """Head, story, tail follow each other and never turn back."""
    order = {"head": 0, "story": 1, "tail": 2}
    zone = [order[s.split("/")[0]] for s in states]
    return np.array([[a <= b for b in zone] for a in zone])


def sequences_of(texts, units, names, states, pieces):
    """Rows of features and states, of texts whose units are mostly lines, or mostly pieces."""
    width, out = 0, []
    for text, us in zip(texts, units):
        if not us or (sum(u[2] for u in us) * 2 > len(us)) != pieces:
            continue
        if text.is_clean and all("evidence=0" in (names[f] for f in u[3]) for u in us):
            continue
        labels = labelled(text, us, names, states)
        rows = [u[3] for u in us]
        for at in range(0, len(rows), LONGEST):
            out.append((rows[at: at + LONGEST], labels[at: at + LONGEST], text.weight))
    return out


def parted(x, features, k):
    """Weights of features, first states, steps."""
    return x[: features * k].reshape(features, k), x[features * k: features * k + k], x[features * k + k:].reshape(k, k)


def fit(sequences, features, states, l2):
    by_length = sorted(sequences, key=lambda s: len(s[0]))
    batches = [by_length[i: i + 24] for i in range(0, len(by_length), 24)]
    fields = [Field(b, features, len(states), allowed_steps(states)) for b in batches]

    k, allowed = len(states), allowed_steps(states)

    def total(x):
        weights, begin, step = parted(x, features, k)
        step = np.where(allowed, step, -60.0)
        loss, slope = 0.5 * l2 * x @ x, l2 * x
        for field in fields:
            part, *slopes = field.loss(weights, begin, step)
            loss, slope = loss + part, slope + np.concatenate([s.ravel() for s in slopes])
        return loss, slope

    found = minimize(total, np.zeros(features * k + k + k * k), jac=True, method="L-BFGS-B", options={"maxiter": 150, "maxcor": 12})
    print(f"  {len(sequences)} sequences, {sum(len(s[0]) for s in sequences)} units, loss {found.fun:.1f}, {found.nit} steps", flush=True)
    return found.x


def quantised(x, features, states):
    """The rows of one form, as they stand in the file."""
    k = len(states)
    allowed = allowed_steps(states)
    rows, begin, step = parted(x, features, k)
    # Only differences between states count.
    rows = rows - rows.mean(1, keepdims=True)
    eighths = lambda v: np.clip(np.round(v * STEPS), -126, 126).astype(np.int8)
    step = eighths(step)
    # From the tail to another story in the same text, at a high price; else never back.
    anew = np.array([[a.startswith("tail/") and b.startswith("story/") for b in states] for a in states])
    step = np.where(allowed, step, np.where(anew, ANEW, NEVER)).astype(np.int8)
    return np.concatenate([eighths(rows), eighths(begin)[None], step]).tobytes()


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    hold_out = None
    if "--hold-out" in sys.argv:
        hold_out = sys.argv[sys.argv.index("--hold-out") + 1]
        arguments.remove(hold_out)
    corpus, fixtures, example, model = Path(arguments[0]), Path(arguments[1]), arguments[2], Path(arguments[3])
    schema = json.loads(subprocess.run([example, "--schema"], capture_output=True, check=True).stdout)
    names, states = schema["features"], {s: i for i, s in enumerate(schema["states"])}
    rng = random.Random(5)
    pages = []
    for f in sorted((corpus / "bbc-dev" / "truth").glob("*.json")):
        page = json.loads(f.read_text(encoding="utf-8"))
        if "blocks" in page and page["era"] != hold_out:
            pages.append(page)
    # Invented pages are of no era; those in fixtures/flat are left for the tests.
    for f in sorted((fixtures / "truth").glob("*.json")):
        page = json.loads(f.read_text(encoding="utf-8"))
        if page.get("kind") != "product":
            pages.append(page)
    texts = [text for page in pages for text in texts_of(page, states, rng)]
    parts = Parts(pages)
    for _ in range(MADE):
        texts += texts_of(parts.page(rng), states, rng, MADE_WEIGHT)
    texts += clean_texts(corpus, states)
    units = units_of(texts, example)
    out = b"cdflat1\n" + int(schema["hash"]).to_bytes(8, "little")
    for form in ("lines", "pieces"):
        sequences = sequences_of(texts, units, names, states, form == "pieces")
        out += quantised(fit(sequences, len(names), schema["states"], L2[form]), len(names), schema["states"])
    model.write_bytes(out)
    print(f"{model}: {len(out)} bytes")


main()
