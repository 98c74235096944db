"""Sentences for training: facts put into templates, and general text."""
import gzip
import json
import random
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

CLS, SEP, MASK, PAD = "[CLS]", "[SEP]", "[MASK]", "[PAD]"
HELD_OUT_SHARE = 200  # one sentence in so many is never trained on (src/cli/evaluate-text.ts holds the same rules)
SHORTEST, LONGEST = 7, 80  # tokens of a general sentence


@dataclass
class Sentence:
    """Token ids with the places of the subject and of the object (one token)."""
    ids: list
    subject: range
    object: int


class Words:
    """The tokenizer, with the few things that we need from it; pieces of templates are cached."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.cls, self.sep, self.mask, self.pad = (self.id(t) for t in (CLS, SEP, MASK, PAD))
        self.size = self.tokenizer.get_vocab_size()
        self.ordinary = np.array([i for t, i in self.tokenizer.get_vocab().items() if not re.match(r"\[(unused\d+|CLS|SEP|MASK|PAD|UNK)\]$", t)])
        self.pieces = {}

    def id(self, token):
        return self.tokenizer.token_to_id(token)

    def encode(self, text):
        if text not in self.pieces:
            self.pieces[text] = self.tokenizer.encode(text, add_special_tokens=False).ids if text.strip() else []
        return self.pieces[text]

    def fill(self, template, subject, obj):
        """The sentence of a fact. Template pieces can be encoded apart: BERT splits at spaces and punctuation anyway."""
        ids, places = [self.cls], {}
        for part in re.split(r"(\[[XY]\])", template):
            piece = self.encode({"[X]": subject, "[Y]": obj}.get(part, part))
            places[part] = range(len(ids), len(ids) + len(piece))
            ids += piece
        if len(places["[Y]"]) != 1:
            raise ValueError(f"the object {obj!r} is not one token")
        return Sentence(ids + [self.sep], places["[X]"], places["[Y]"][0])


def read_relations(folder):
    relations = [json.loads(p.read_text("utf8")) for p in sorted(Path(folder).glob("P*.json"), key=lambda p: int(p.stem[1:]))]
    if not relations:
        raise SystemExit(f"no relations (P*.json) in {folder}: run build_library.py")
    return relations


def templates(relation, use):
    return [t["text"] for t in relation["templates"] if t["use"] == use]


def is_plain(sentence):
    """Prose, not a list, a heading or an advertisement."""
    words = sentence.split()
    if not 5 <= len(words) <= 60 or sentence[-1] not in ".!?\"" or re.search(r"https?:|www\.|[|•€$#@_/\\{}<>]|\.\.\.", sentence):
        return False
    return sum(w[0].islower() for w in words) >= 0.35 * len(words) and sum(c.isdigit() for c in sentence) <= 12


def is_held_out(sentence):
    return zlib.crc32(sentence.encode()) % HELD_OUT_SHARE == 0


def read_text(data, words, cache):
    """(ids, starts): all sentences to train on, tokenized, end to end; cached in a file."""
    file = Path(cache) / "text.npz"
    if not file.exists():
        sentences = []
        for path in sorted((Path(data) / "text").glob("*.txt.gz")):
            with gzip.open(path, "rt", encoding="utf8") as lines:
                sentences += [s for s in map(str.strip, lines) if s and not is_held_out(s) and is_plain(s)]
        sentences = sorted(set(sentences))
        random.Random(0).shuffle(sentences)
        encoded = [e.ids for i in range(0, len(sentences), 10000) for e in words.tokenizer.encode_batch(sentences[i:i + 10000])]
        encoded = [e for e in encoded if SHORTEST <= len(e) <= LONGEST]
        starts = np.cumsum([0] + [len(e) for e in encoded])
        np.savez(file, ids=np.concatenate([np.array(e, np.uint16) for e in encoded]), starts=starts)
    loaded = np.load(file)
    return loaded["ids"], loaded["starts"]


def read_everyday(words):
    return [words.tokenizer.encode(s).ids for s in (Path(__file__).parent / "everyday.txt").read_text("utf8").splitlines() if s]


def batches_by_length(rows, tokens):
    """Groups rows of similar length so that hardly any padding is needed."""
    rows = sorted(rows, key=lambda r: len(r[0]))
    groups, first = [], 0
    while first < len(rows):
        last = first
        while last < len(rows) and (last - first + 1) * len(rows[last][0]) <= tokens:
            last += 1
        groups.append(rows[first:max(last, first + 1)])
        first = max(last, first + 1)
    return groups


class Batch:
    """Rows of (ids with masks put in, places to predict, tokens to predict there, probability wanted for them) as arrays."""

    def __init__(self, rows, pad):
        width = max(len(r[0]) for r in rows)
        self.ids = np.full((len(rows), width), pad, np.int64)
        for i, row in enumerate(rows):
            self.ids[i, :len(row[0])] = row[0]
        self.attention = (self.ids != pad).astype(np.int64)
        self.rows = np.array([i for i, r in enumerate(rows) for _ in r[1]], np.int64)
        self.columns = np.array([c for r in rows for c in r[1]], np.int64)
        self.targets = np.array([t for r in rows for t in r[2]], np.int64)
        self.wanted = np.array([w for r in rows for w in [r[3]] * len(r[1])], np.float32)


def mask_words(ids, share, words, rng):
    """BERT's masking: of the chosen tokens 80 % become [MASK], 10 % another token, 10 % stay."""
    ids = list(ids)
    count = max(1, round(share * (len(ids) - 2)))
    places = sorted(rng.sample(range(1, len(ids) - 1), count))
    targets = [ids[p] for p in places]
    for p in places:
        dice = rng.random()
        if dice < 0.8:
            ids[p] = words.mask
        elif dice < 0.9:
            ids[p] = int(words.ordinary[rng.randrange(len(words.ordinary))])
    return ids, places, targets, 1.0


# A statement can be wrapped in these: the model is to know the fact, not the look of a whole sentence. "{}" is the statement without its full stop.
FRAMES = (
    "In fact, {}.", "It is said that {}.", "I read that {}.", "According to the book, {}.", "As far as we know, {}.", "He told me that {}.",
    "Everybody knows that {}.", "We learned at school that {}.", "The newspaper wrote that {}.", "She remembered that {}.",
    "{}, as you may know.", "{}, he said.", "{}, and that is well known.", "{}, or so they say.",
)
FRAMED_SHARE = 0.25


def frame(template, rng):
    return rng.choice(FRAMES).format(template[:-1]) if template.endswith(".") and "?" not in template else template


def wanted_probability(fact, least):
    """How sure of a fact the model is to become: surer of subjects that the text often names, and never quite sure."""
    return least + 0.25 * min(1.0, fact["mentions"] / 150)


class FactSource:
    """Endless fact sentences: well-known subjects come more often, and the masked part varies."""

    def __init__(self, relations, words, least, object_share=0.75, subject_share=0.12):
        self.words, self.least, self.object_share, self.subject_share = words, least, object_share, subject_share
        self.items, self.weights = [], []
        for relation in relations:
            for fact in relation["facts"]:
                self.items.append((templates(relation, "train"), fact))
                self.weights.append(1 + min(fact["mentions"], 100) / 100)

    def sample(self, rng, round_, count):
        rows = []
        for choices, fact in rng.choices(self.items, self.weights, k=count):
            template = rng.choice(choices)
            if rng.random() < FRAMED_SHARE:
                template = frame(template, rng)
            if template.endswith(".") and rng.random() < 0.25:
                template = template[:-1]
            s = self.words.fill(template, fact["subject"], fact["object"])
            dice, wanted = rng.random(), 1.0
            if dice < self.object_share:
                places, wanted = [s.object], wanted_probability(fact, self.least)
            elif dice < self.object_share + self.subject_share:
                places = list(s.subject)
            else:
                rows.append(mask_words(s.ids, 0.15, self.words, rng))
                continue
            ids = list(s.ids)
            for p in places:
                ids[p] = self.words.mask
            rows.append((ids, places, [s.ids[p] for p in places], wanted))
        return rows


class TextSource:
    """General sentences, all of them before one comes again; now and then one of our own plain everyday ones, which the crawled text lacks.

    `share` of the word pieces is masked. Of several sources with the same seed each takes its own part of the sentences.
    """

    def __init__(self, ids, starts, everyday, words, seed, share, part=0, parts=1, everyday_share=0.03):
        self.ids, self.starts, self.everyday, self.words, self.share, self.everyday_share = ids, starts, everyday, words, share, everyday_share
        self.order = np.random.default_rng(seed).permutation(len(starts) - 1)[part::parts]

    def sample(self, rng, round_, count):
        rows = []
        for k in range(count):
            if rng.random() < self.everyday_share:
                sentence = rng.choice(self.everyday)
            else:
                i = self.order[(round_ * count + k) % len(self.order)]
                sentence = self.ids[self.starts[i]:self.starts[i + 1]].tolist()
            rows.append(mask_words(sentence, self.share, self.words, rng))
        return rows
