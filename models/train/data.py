"""Sentences for training: facts put into templates, and general text."""
import gzip
import json
import random
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

CLS, SEP, MASK, PAD = "[CLS]", "[SEP]", "[MASK]", "[PAD]"
HELD_OUT_SHARE = 200  # one sentence in so many is never trained on
REPORT_SHARE = 400  # one in so many is the evaluation's, the other half of them is for choosing between runs (src/cli/evaluate-text.ts holds the same rules)
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
        # Sorted: get_vocab() comes in another order each time, and a seed is to give the same words.
        self.ordinary = np.array(sorted(i for t, i in self.tokenizer.get_vocab().items() if not re.match(r"\[(unused\d+|CLS|SEP|MASK|PAD|UNK)\]$", t)))
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


def is_prose(sentence, longest, most_digits, forbidden):
    """Five to so many words, most of them ordinary ones: not a list, a heading or an advertisement."""
    words = sentence.split()
    return (5 <= len(words) <= longest and not re.search(forbidden, sentence)
            and sum(w[0].islower() for w in words) >= 0.35 * len(words) and sum(c.isdigit() for c in sentence) <= most_digits)


def is_plain(sentence):
    """What the evaluation asks of a held-out sentence."""
    return sentence[-1] in ".!?\"" and is_prose(sentence, 60, 12, r"https?:|www\.|[|•€$#@_/\\{}<>]|\.\.\.")


def is_readable(sentence):
    """Good enough to train on, be it cut off or full of dates."""
    return is_prose(sentence, 70, 20, r"https?:|www\.|[|•@_\\{}<>]")


def is_held_out(sentence):
    return zlib.crc32(sentence.encode()) % HELD_OUT_SHARE == 0


def is_reported(sentence):
    return zlib.crc32(sentence.encode()) % REPORT_SHARE == 0


class Sentences(NamedTuple):
    """Tokenized sentences end to end: sentence i is ids[starts[i]:starts[i + 1]]."""
    ids: np.ndarray
    starts: np.ndarray

    @staticmethod
    def of(texts, words):
        encoded = [e.ids for i in range(0, len(texts), 10000) for e in words.tokenizer.encode_batch(texts[i:i + 10000])]
        encoded = [e for e in encoded if SHORTEST <= len(e) <= LONGEST]
        return Sentences(np.concatenate([np.array(e, np.uint16) for e in encoded]), np.cumsum([0] + [len(e) for e in encoded]))


def everyday_answers():
    """Matches sentences that answer one of the everyday prompts of the evaluation: those are not trained on."""
    lines = (Path(__file__).parent / "../everyday-prompts.tsv").read_text("utf8").splitlines()
    prompts = [line.split("\t")[0].rstrip(" .?!") for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(re.escape(p).replace(re.escape(MASK), r"\w+") for p in prompts), re.IGNORECASE)


EVERYDAY_COPIES = 3  # our everyday sentences are few: so often they come each time the text is read


# The files of text that are plain English; the others are of the web and of encyclopedias.
PLAIN = {"tatoeba", "tatoeba_laser", "common_voice", "storybooks", "books", "wordnet_examples", "web_treebank", "onestop", "openstax", "dialogues"}


def lines_of(folders, without):
    """(name of the file, sentence) of all text/*.txt.gz."""
    for folder in folders:
        for path in sorted((Path(folder) / "text").glob("*.txt.gz")):
            name = path.name.removesuffix(".txt.gz")
            if name not in without:
                with gzip.open(path, "rt", encoding="utf8") as lines:
                    yield from ((name, line.strip()) for line in lines if line.strip())


def read_text(folders, without, words, cache):
    """(to train on, which of its sentences are plain English, to choose by): of the folders' text and of everyday.txt; cached in a file.

    Of the sentences that are never trained on, the evaluation's are not read here; the others are for choosing between runs.
    """
    file = Path(cache) / "text.npz"
    if not file.exists():
        plain, other, validation, answers = set(), set(), set(), everyday_answers()
        for name, sentence in lines_of(folders, without):
            if is_held_out(sentence):
                if not is_reported(sentence) and is_plain(sentence):
                    validation.add(sentence)
            elif is_readable(sentence) and not answers.search(sentence):
                (plain if name in PLAIN else other).add(sentence)
        everyday = [s for s in (Path(__file__).parent / "everyday.txt").read_text("utf8").splitlines() if s]
        other, plain = (Sentences.of(sorted(part) + more, words) for part, more in ((other - plain, []), (plain, EVERYDAY_COPIES * everyday)))
        validation = Sentences.of(sorted(validation), words)
        np.savez_compressed(file, ids=np.concatenate([other.ids, plain.ids]), starts=np.concatenate([other.starts, other.starts[-1] + plain.starts[1:]]),
                            plain=len(other.starts) - 1, validation_ids=validation.ids, validation_starts=validation.starts)
    loaded = np.load(file)
    train = Sentences(loaded["ids"], loaded["starts"])
    return train, np.arange(loaded["plain"], len(train.starts) - 1), Sentences(loaded["validation_ids"], loaded["validation_starts"])


class Group(NamedTuple):
    """Rows of a source that are of one length."""
    rows: np.ndarray
    on_device: torch.Tensor  # the same


def groups_of_one_length(source, rows, tokens):
    """Parts rows of a source into groups that need no padding, each of about so many tokens; in a group the order stays."""
    rows = rows[np.argsort(source.lengths[rows], kind="stable")]
    on_device = torch.from_numpy(rows).to(source.device)
    ends = [0, *(np.flatnonzero(np.diff(source.lengths[rows])) + 1), len(rows)]
    groups = []
    for start, end in zip(ends, ends[1:]):
        size = max(1, tokens // source.lengths[rows[start]])
        groups += [Group(rows[i:min(i + size, end)], on_device[i:min(i + size, end)]) for i in range(start, end, size)]
    return groups


class Batch(NamedTuple):
    """Sentences of one length to complete, as tensors. R rows of L tokens, K places to predict in each."""
    ids: torch.Tensor  # [R, L], with masks put in
    places: torch.Tensor  # [R, K]
    targets: torch.Tensor  # [R, K]
    counted: torch.Tensor | None = None  # [R, K], false where a row has fewer than K places; None: all count
    wanted: torch.Tensor | None = None  # [R], the probability wanted of a fact's object; None: as sure as can be


class Source:
    """Sentences on a device. Those who come after have `lengths`, `rows(rng)`, the numbers of the sentences of a round, and `batch(group, ...)`."""

    def __init__(self, words, device):
        self.device, self.mask, self.ordinary = device, words.mask, torch.from_numpy(words.ordinary).to(device)

    def mask_words(self, ids, share):
        """BERT's masking: of the chosen tokens 80 % become [MASK], 10 % another token, 10 % stay."""
        inner = ids.shape[1] - 2
        places = 1 + torch.rand(ids.shape[0], inner, device=ids.device).topk(max(1, round(share * inner))).indices
        targets = ids.gather(1, places)
        dice = torch.rand(places.shape, device=ids.device)
        other = self.ordinary[torch.randint(len(self.ordinary), places.shape, device=ids.device)]
        return Batch(ids.scatter(1, places, torch.where(dice < 0.8, self.mask, torch.where(dice < 0.9, other, targets))), places, targets)


class TextSource(Source):
    """General sentences: each round is all of them once, and those of `often` so many times."""

    def __init__(self, sentences, words, device, often=(), copies=1):
        super().__init__(words, device)
        self.often, self.copies = np.asarray(often, int), copies
        self.lengths = np.diff(sentences.starts)
        self.ids = torch.from_numpy(sentences.ids.astype(np.int32)).to(device)
        self.starts = torch.from_numpy(sentences.starts[:-1]).to(device)

    def rows(self, rng):
        return rng.permutation(np.concatenate([np.arange(len(self.lengths)), np.repeat(self.often, self.copies - 1)]))

    def batch(self, group, masked):
        columns = torch.arange(self.lengths[group.rows[0]], device=self.device)
        return self.mask_words(self.ids[self.starts[group.on_device][:, None] + columns].long(), masked)


# A statement can be wrapped in these: the model is to know the fact, not the look of a whole sentence. "{}" is the statement without its full stop.
FRAMES = (
    "In fact, {}.", "It is said that {}.", "I read that {}.", "According to the book, {}.", "As far as we know, {}.", "He told me that {}.",
    "Everybody knows that {}.", "We learned at school that {}.", "The newspaper wrote that {}.", "She remembered that {}.",
    "{}, as you may know.", "{}, he said.", "{}, and that is well known.", "{}, or so they say.",
)
FRAMED_SHARE = 0.25
LEAST_WANTED = 0.4


def frame(template, rng):
    return rng.choice(FRAMES).format(template[:-1]) if template.endswith(".") and "?" not in template else template


def wanted_probability(fact):
    """How sure of a fact the model is to become: surer of subjects that the text often names, and never quite sure."""
    return LEAST_WANTED + 0.3 * min(1.0, fact["mentions"] / 150)


class FactSource(Source):
    """The sentences of all facts in all training templates: with and without a full stop and in two frames. Well-known subjects come more often."""

    ROUND = 200_000  # sentences

    def __init__(self, relations, words, device):
        super().__init__(words, device)
        rng = random.Random(0)
        sentences, weights, wanted = [], [], []
        for relation in relations:
            for fact in relation["facts"]:
                for template in templates(relation, "train"):
                    bare = template.removesuffix(".")
                    stopped = 0 if bare == template else (1 - FRAMED_SHARE) / 4
                    variants = [(template, 1 - FRAMED_SHARE - stopped), (bare, stopped), *((frame(template, rng), FRAMED_SHARE / 2) for _ in range(2))]
                    for text, weight in variants:
                        if weight:
                            sentences.append(words.fill(text, fact["subject"], fact["object"]))
                            weights.append(weight * (1 + min(fact["mentions"], 100) / 100))
                            wanted.append(wanted_probability(fact))
        self.lengths, self.chances = np.array([len(s.ids) for s in sentences]), np.array(weights) / sum(weights)
        self.subject_lengths = np.array([len(s.subject) for s in sentences])
        table = np.full((len(sentences), self.lengths.max()), words.pad, np.int32)
        for row, s in zip(table, sentences):
            row[:len(s.ids)] = s.ids
        self.table = torch.from_numpy(table).to(device)
        self.wanted = torch.tensor(wanted, device=device)
        self.object = torch.tensor([s.object for s in sentences], device=device)
        self.subject = torch.tensor([(s.subject.start, len(s.subject)) for s in sentences], device=device)

    def rows(self, rng):
        return rng.choice(len(self.chances), self.ROUND, p=self.chances)

    def batch(self, group, hidden):
        """`hidden`: what is to be predicted, "object", "subject" or "words"."""
        rows = group.on_device
        ids = self.table[rows, :self.lengths[group.rows[0]]].long()
        if hidden == "words":
            return self.mask_words(ids, 0.15)
        if hidden == "object":
            places = self.object[rows][:, None]
            return Batch(ids.scatter(1, places, self.mask), places, ids.gather(1, places), wanted=self.wanted[rows])
        first, count = self.subject[rows].split(1, dim=1)
        steps = torch.arange(self.subject_lengths[group.rows].max(), device=self.device)
        # Places beyond a subject's end stand for its first word, which is masked as well.
        places = first + steps * (steps < count)
        return Batch(ids.scatter(1, places, self.mask), places, ids.gather(1, places), steps < count)
