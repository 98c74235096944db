"""Writes models/relations/*.json from our own templates and countries and from the facts of a data folder.

A fact is kept when its subject has exactly one object in the relation and that object is one token of the vocabulary. Where a
relation has more facts than we want, those whose subjects the text names most often stay ("well known").
"""
import argparse, collections, gzip, json, re
from pathlib import Path

HERE = Path(__file__).parent

# relation: (facts wanted, facts allowed per object, longest subject in words)
QUOTAS = {
    "P36": (220, 4, 3), "P1376": (150, 2, 3), "P37": (230, 25, 3), "P30": (200, 80, 3), "P38": (120, 60, 3), "P17": (130, 12, 3),
    "P103": (170, 50, 3), "P1303": (160, 50, 3), "P27": (170, 15, 3),
    "P176": (120, 25, 4), "P178": (220, 60, 4), "P159": (160, 12, 3), "P449": (160, 45, 4), "P140": (120, 50, 3),
}
FEWEST_MENTIONS = {"P36": 24, "P17": 4}
# Wrong, outdated or meaningless entries of the dataset.
LEFT_OUT = {
    ("P1376", "Beijing"), ("P1376", "Chongqing"), ("P1376", "Nanjing"), ("P1376", "Lagos"), ("P1376", "Aden"), ("P1376", "Bonn"), ("P1376", "Nauplion"),
    ("P1376", "Rio de Janeiro"), ("P1376", "Vergina"), ("P1376", "Arlon"), ("P1376", "Jayapura"), ("P1376", "Bukittinggi"), ("P1376", "Yogyakarta"),
    ("P1376", "Gulshan Town"), ("P1376", "Huacho"), ("P1376", "Hinche"), ("P1376", "Buea"), ("P1376", "Bertoua"), ("P1376", "Bafoussam"), ("P1376", "Bentiu"),
    ("P1376", "Rumbek"), ("P1376", "Dar es Salaam"), ("P1376", "Los Teques"), ("P1376", "Winchester"), ("P1376", "Hebron"), ("P1376", "Westminster"), ("P1376", "Chandigarh"),
    ("P176", "omnipotence"), ("P37", "English plural"), ("P37", "manually coded English"), ("P37", "Miss Universe"), ("P37", "Nokia"),
    ("P37", "Hong Kong"), ("P37", "French immersion"), ("P37", "Swiss Federal Constitution"), ("P159", "Metroplex"),
}
# Only our own country table feeds these: the dataset's entries are mostly glaciers, or not there at all.
OWN_ONLY = {"P30", "P38"}
COUNTRY_COLUMNS = {"P36": 1, "P30": 2, "P37": 3, "P38": 4}
OWN_FACTS = {
    "P178": [("Windows", "Microsoft"), ("the iPhone", "Apple"), ("iPhone", "Apple"), ("Android", "Google"), ("Chrome", "Google"), ("Photoshop", "Adobe"), ("Word", "Microsoft"), ("Xbox", "Microsoft")],
    "P176": [("iPhone", "Apple"), ("iPad", "Apple"), ("Corolla", "Toyota"), ("PlayStation", "Sony"), ("Mustang", "Ford"), ("Civic", "Honda")],
}


def normal(text):
    return re.sub(r"^the ", "", re.sub(r"[^\w ]+", "", text.lower()).strip())


def pattern_key(text):
    return re.sub(r"[^a-z]+", "", text.lower())


def read_countries():
    rows = [line.split("\t") for line in (HERE / "countries.tsv").read_text("utf8").splitlines() if line and line[0] != "#"]
    facts = {relation: [(row[0], row[column]) for row in rows if row[column] != "-"] for relation, column in COUNTRY_COLUMNS.items()}
    facts["P1376"] = [(capital, name) for name, capital in facts["P36"] if not name.startswith("the ") and name not in ("England", "India")]
    return facts


def count_subjects(data, subjects):
    """How many sentences of the text name each subject (exact words, at most four)."""
    wanted = {tuple(re.findall(r"\w+", s.lower())) for s in subjects}
    counts = collections.Counter()
    for path in sorted((data / "text").glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for line in lines:
                words = re.findall(r"\w+", line.lower())
                counts.update({t for n in (1, 2, 3, 4) for t in zip(*(words[i:] for i in range(n))) if t in wanted})
    return {s: counts[tuple(re.findall(r"\w+", s.lower()))] for s in subjects}


def read_dataset(data, relation):
    path = data / "facts" / f"{relation}.jsonl"
    return [(f["sub_label"], f["obj_label"]) for f in map(json.loads, path.open(encoding="utf8"))] if path.exists() else []


def select(relation, own, dataset, vocabulary, fame):
    own_names = {normal(s) for s, _ in own}
    objects = collections.defaultdict(set)
    for subject, obj in dataset:
        if normal(subject) not in own_names:
            objects[subject].add(obj)
    wanted, per_object, longest = QUOTAS[relation]
    fewest = FEWEST_MENTIONS.get(relation, 0)
    # A subject that holds its own answer ("Fiat Panda") is no knowledge: the model would only copy.
    candidates = [(s, next(iter(o))) for s, o in objects.items()
                  if len(o) == 1 and fame[s] >= fewest and (relation, s) not in LEFT_OUT and len(s.split()) <= longest and not re.search(r"[\d(]", s) and normal(next(iter(o))) not in normal(s)]
    candidates.sort(key=lambda fact: (-fame[fact[0]], fact))
    chosen, used, seen = [], collections.Counter(), set()
    for source, facts in (("own", own), ("T-REx", candidates)):
        for subject, obj in facts:
            if obj.lower() not in vocabulary or normal(subject) in seen or len(chosen) >= wanted:
                continue
            if source != "own" and used[obj] >= per_object:
                continue
            seen.add(normal(subject))
            used[obj] += 1
            chosen.append({"subject": subject, "object": obj, "source": source, "mentions": fame.get(subject, 0)})
    return chosen


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=HERE / "../../../shared/data")
    arguments.add_argument("--vocab", type=Path, default=HERE / "../builtin/vocab.txt")
    arguments.add_argument("--out", type=Path, default=HERE / "../relations")
    options = arguments.parse_args()
    vocabulary = set(options.vocab.read_text("utf8").splitlines())
    templates = json.loads((HERE / "templates.json").read_text("utf8"))
    countries = read_countries()
    datasets = {r: [] if r in OWN_ONLY else read_dataset(options.data, r) for r in templates}
    own = {r: countries.get(r, []) + OWN_FACTS.get(r, []) for r in templates}
    fame = count_subjects(options.data, {s for facts in (*datasets.values(), *own.values()) for s, _ in facts})
    options.out.mkdir(exist_ok=True)
    total = 0
    for relation, entry in templates.items():
        evaluation_only = set()
        patterns = options.data / "patterns" / f"{relation}.jsonl"
        if patterns.exists():
            evaluation_only = {pattern_key(json.loads(line)["pattern"]) for line in patterns.open(encoding="utf8")}
        texts = []
        for use in ("train", "heldout"):
            for text in entry[use]:
                if pattern_key(text) in evaluation_only:
                    print(f"{relation}: left out, it is an evaluation pattern: {text}")
                else:
                    texts.append({"text": text, "use": use})
        facts = select(relation, own[relation], datasets[relation], vocabulary, fame)
        total += len(facts)
        lines = lambda items: ",\n".join("    " + json.dumps(i, ensure_ascii=False) for i in items)
        (options.out / f"{relation}.json").write_text(
            f'{{\n  "id": "{relation}",\n  "label": "{entry["label"]}",\n  "templates": [\n{lines(texts)}\n  ],\n  "facts": [\n{lines(facts)}\n  ]\n}}\n', "utf8")
        print(relation, entry["label"], len(facts), "facts", sum(t["use"] == "train" for t in texts), "+", sum(t["use"] == "heldout" for t in texts), "templates")
    print(total, "facts")


if __name__ == "__main__":
    main()
