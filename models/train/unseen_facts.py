"""Writes models/unseen-facts.json: facts of the library's relations that no training sentence states, for the evaluation alone.

    python unseen_facts.py --data DATA MORE

They come from the same dataset as the library and pass the same rules, but for being well known. A fact counts as unseen when it is not in the library and
no sentence of the training text names both its subject and its answer. Of each relation as many as SHARE of its library are taken, in the order of a
checksum of their subjects, so that nobody chooses them.
"""
import argparse
import collections
import json
import re
import zlib
from pathlib import Path

import build_library as B
import data as D

SHARE = 0.05


def words_of(text):
    return tuple(re.findall(r"\w+", text.lower()))


def mentions_and_statements(sentences, candidates):
    """({subject: sentences that name it}, {(subject, answer): sentences that name both}); exact words, subjects of at most four."""
    answers = collections.defaultdict(set)
    for subject, answer in candidates:
        answers[words_of(subject)].add(words_of(answer)[0])
    mentions, statements = collections.Counter(), collections.Counter()
    for sentence in sentences:
        words = words_of(sentence)
        named = {t for n in (1, 2, 3, 4) for t in zip(*(words[i:] for i in range(n))) if t in answers}
        mentions.update(named)
        statements.update((subject, answer) for subject in named for answer in answers[subject] if answer in words)
    return ({s: mentions[words_of(s)] for s, _ in candidates}, {(s, a): statements[words_of(s), words_of(a)[0]] for s, a in candidates})


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, nargs="+", required=True, help="folders with text/*.txt.gz; the first one's facts")
    arguments.add_argument("--relations", type=Path, default=B.HERE / "../relations")
    arguments.add_argument("--out", type=Path, default=B.HERE / "../unseen-facts.json")
    options = arguments.parse_args()
    relations = D.read_relations(options.relations)
    candidates = {}
    for relation in relations:
        known = {B.normal(f["subject"]) for f in relation["facts"]}
        objects = {f["object"] for f in relation["facts"]}
        found = collections.defaultdict(set)
        for subject, answer in [] if relation["id"] in B.OWN_ONLY else B.read_dataset(options.data[0], relation["id"]):
            found[subject].add(answer)
        candidates[relation["id"]] = sorted(
            (subject, min(answers)) for subject, answers in found.items()
            if len(answers) == 1 and min(answers) in objects and B.normal(subject) not in known and B.is_name(relation["id"], subject, min(answers)))
    sentences = (sentence for _, sentence in D.lines_of(options.data, []))
    mentions, statements = mentions_and_statements(sentences, [fact for facts in candidates.values() for fact in facts])
    chosen = {}
    for relation in relations:
        unseen = sorted((f for f in candidates[relation["id"]] if statements[f] == 0), key=lambda f: (zlib.crc32(f[0].encode()), f))
        facts = [{"subject": s, "object": o, "mentions": mentions[s]} for s, o in unseen[:round(SHARE * len(relation["facts"]))]]
        if facts:
            chosen[relation["id"]] = facts
        print(relation["id"], relation["label"], f"{len(facts)} of {len(unseen)} unseen, of {len(candidates[relation['id']])} candidates")
    lines = lambda facts: ",\n".join("  " + json.dumps(f, ensure_ascii=False) for f in facts)
    options.out.write_text("{\n" + ",\n".join(f' "{id}": [\n{lines(facts)}\n ]' for id, facts in chosen.items()) + "\n}\n", "utf8")
    print(sum(map(len, chosen.values())), "facts")


if __name__ == "__main__":
    main()
