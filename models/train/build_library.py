"""Writes models/relations/*.json from our own templates and countries and from the facts of a data folder.

A fact is kept when its subject has exactly one object in the relation and that object is one token of the vocabulary. Where a
relation has more facts than we want, those whose subjects the text names most often stay ("well known").
"""
import argparse, collections, gzip, json, re
from pathlib import Path

HERE = Path(__file__).parent

# relation: (facts wanted, facts allowed per object, longest subject in words)
QUOTAS = {
    "P17": (250, 16, 3), "P19": (260, 10, 3), "P20": (260, 14, 3), "P27": (270, 14, 3), "P30": (200, 80, 3), "P36": (280, 3, 3),
    "P37": (260, 25, 3), "P38": (120, 60, 3), "P39": (220, 70, 3), "P103": (260, 60, 3), "P106": (260, 45, 3), "P108": (200, 90, 3),
    "P127": (200, 30, 4), "P136": (220, 70, 3), "P140": (200, 70, 3), "P159": (260, 14, 3), "P176": (120, 25, 4), "P178": (240, 60, 4),
    "P364": (260, 40, 4), "P413": (260, 60, 3), "P449": (260, 60, 4), "P495": (280, 16, 4), "P740": (260, 10, 4), "P1303": (260, 80, 3),
    "P1376": (150, 2, 3),
}
FEWEST_MENTIONS = {"P17": 1, "P36": 10}  # sentences of the text that name the subject; elsewhere 3
# Wrong, outdated or meaningless entries of the dataset.
LEFT_OUT = {
    ("P1376", "Beijing"), ("P1376", "Chongqing"), ("P1376", "Nanjing"), ("P1376", "Lagos"), ("P1376", "Aden"), ("P1376", "Bonn"), ("P1376", "Nauplion"),
    ("P1376", "Rio de Janeiro"), ("P1376", "Vergina"), ("P1376", "Arlon"), ("P1376", "Jayapura"), ("P1376", "Bukittinggi"), ("P1376", "Yogyakarta"),
    ("P1376", "Gulshan Town"), ("P1376", "Huacho"), ("P1376", "Hinche"), ("P1376", "Buea"), ("P1376", "Bertoua"), ("P1376", "Bafoussam"), ("P1376", "Bentiu"),
    ("P1376", "Rumbek"), ("P1376", "Dar es Salaam"), ("P1376", "Los Teques"), ("P1376", "Winchester"), ("P1376", "Hebron"), ("P1376", "Westminster"), ("P1376", "Chandigarh"),
    ("P176", "omnipotence"), ("P176", "angel"), ("P37", "English plural"), ("P37", "manually coded English"), ("P37", "Miss Universe"), ("P37", "Nokia"),
    ("P37", "Hong Kong"), ("P37", "French immersion"), ("P37", "Swiss Federal Constitution"), ("P159", "Metroplex"), ("P1303", "Jimmy Page"),
    ("P36", "Seine"), ("P17", "House of Representatives"), ("P17", "New England"), ("P17", "Georgians"), ("P17", "Christian Democrats"), ("P17", "Hispaniola"),
    ("P17", "St Lucia"), ("P17", "Carpathian Mountains"), ("P140", "Christianization"), ("P140", "Jesus Christ"), ("P127", "DVD"), ("P127", "Mini"),
    ("P127", "compact disc"), ("P17", "Bay"), ("P413", "Zito"), ("P140", "Heidi Baker"), ("P159", "Minerva"),
    ("P39", "Eusebius"), ("P27", "Trajan"), ("P27", "Johann Wolfgang von Goethe"), ("P27", "Peter Peter"), ("P108", "Ptolemy"), ("P136", "Suicide"),
    ("P136", "The Beatles"), ("P364", "The Marriage of Figaro"), ("P106", "Lou Reed"), ("P106", "Thunder"), ("P740", "Root!"), ("P449", "Las Vegas"),
}
# Names of these kinds are too many and too alike.
DULL = re.compile(r"\b(County|Parish|District|Districts|Rural|Municipality)\b")
# In these relations other objects of the dataset are slips (a city as a citizenship, a player's position as an office).
OFFICES = {"bishop", "pope", "cardinal", "mayor"}
COMPANIES = set("""Adobe Airbus Amazon AMD Amtrak Apple BBC BMW Boeing BP CBS Chevrolet Chrysler Disney Dodge ESPN Fiat Ford Google HBO Honda IBM Intel
    Microsoft MTV NBC Nintendo Nissan Nokia Oracle Paramount PBS Renault Sega Siemens Sony Suzuki Toyota Universal Viacom Volvo Yahoo YouTube CNN Gibson
    Xerox Yamaha Samsung Philips Pepsi Nike Cisco Rogers Lego Ferrari Porsche Audi Hyundai Shell Chevron Virgin""".split())
# Only our own country table feeds these: the dataset's entries are mostly glaciers, or not there at all.
OWN_ONLY = {"P30", "P38"}
COUNTRY_COLUMNS = {"P36": 1, "P30": 2, "P37": 3, "P38": 4}
OWN_FACTS = {
    "P178": [("Windows", "Microsoft"), ("the iPhone", "Apple"), ("iPhone", "Apple"), ("Android", "Google"), ("Chrome", "Google"), ("Photoshop", "Adobe"), ("Word", "Microsoft"), ("Xbox", "Microsoft")],
    "P176": [("iPhone", "Apple"), ("iPad", "Apple"), ("Corolla", "Toyota"), ("PlayStation", "Sony"), ("Mustang", "Ford"), ("Civic", "Honda")],
}


def normal(text):
    return re.sub(r"^the ", "", re.sub(r"[^\w ]+", "", text.lower()).strip())


def pattern_words(text):
    """The words that count when two templates are compared: case, punctuation and articles do not."""
    return [w for w in re.findall(r"\[[xy]\]|[a-z]+", text.lower()) if w not in ("a", "an", "the")]


def edits(a, b):
    """Levenshtein distance of two lists of words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def is_alike(a, b):
    """Equal but for articles and punctuation, or with one word in seven changed."""
    a, b = pattern_words(a), pattern_words(b)
    return edits(a, b) <= max(len(a), len(b)) // 7


def read_countries():
    rows = [line.split("\t") for line in (HERE / "countries.tsv").read_text("utf8").splitlines() if line and line[0] != "#"]
    facts = {relation: [(row[0], row[column]) for row in rows if row[column] != "-"] for relation, column in COUNTRY_COLUMNS.items()}
    facts["P1376"] = [(capital, name) for name, capital in facts["P36"] if not name.startswith("the ") and name not in ("England", "India")]
    return facts


def count_subjects(data, subjects):
    """({subject: how many sentences name it, exact words, at most four}, {words of the text that are mostly written small})."""
    wanted = {tuple(re.findall(r"\w+", s.lower())) for s in subjects}
    counts, small, all_ = collections.Counter(), collections.Counter(), collections.Counter()
    for path in sorted((data / "text").glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for line in lines:
                written = re.findall(r"\w+", line)
                words = [w.lower() for w in written]
                small.update(w for w in written if w.islower())
                all_.update(words)
                counts.update({t for n in (1, 2, 3, 4) for t in zip(*(words[i:] for i in range(n))) if t in wanted})
    return {s: counts[tuple(re.findall(r"\w+", s.lower()))] for s in subjects}, {w for w, n in small.items() if n > 0.25 * all_[w]}


def read_dataset(data, relation):
    path = data / "facts" / f"{relation}.jsonl"
    return [(f["sub_label"], f["obj_label"]) for f in map(json.loads, path.open(encoding="utf8"))] if path.exists() else []


def read_patterns(data, relation):
    path = data / "patterns" / f"{relation}.jsonl"
    return [json.loads(line)["pattern"] for line in path.open(encoding="utf8")] if path.exists() else []


def swapped(pattern):
    """The pattern of a relation, for its inverse."""
    return re.sub(r"\[([XY])\]", lambda m: "[Y]" if m[1] == "X" else "[X]", pattern)


def is_name(relation, subject, answer):
    """Whether a dataset's subject reads as a name, and does not hold its own answer ("Fiat Panda"): then the model would only copy."""
    return ((relation, subject) not in LEFT_OUT and len(subject.split()) <= QUOTAS[relation][2] and not re.search(r"[\d(,;:/\".!]", subject)
            and not DULL.search(subject) and normal(answer) not in normal(subject))


def select(relation, own, dataset, vocabulary, fame, small, countries):
    own_names = {normal(s) for s, _ in own}
    allowed = {"P17": countries, "P27": countries, "P495": countries, "P39": OFFICES, "P127": COMPANIES, "P108": COMPANIES}.get(relation)
    objects = collections.defaultdict(set)
    for subject, obj in dataset:
        if normal(subject) not in own_names:
            objects[subject].add(obj)
    wanted, per_object, _ = QUOTAS[relation]
    fewest = FEWEST_MENTIONS.get(relation, 3)

    def is_clean(subject, answers):
        words, answer = subject.split(), min(answers)
        return (len(answers) == 1 and (allowed is None or answer in allowed) and fame[subject] >= fewest and is_name(relation, subject, answer)
                # "Life" and "imam" are words before they are names.
                and not (len(words) == 1 and subject.lower() in small))

    candidates = [(s, min(o)) for s, o in objects.items() if is_clean(s, o)]
    candidates.sort(key=lambda fact: (-fame[fact[0]], fact))
    chosen, used, seen = [], collections.Counter(), set()
    for source, facts in (("own", own), ("T-REx", candidates)):
        for subject, obj in facts:
            if obj.lower() not in vocabulary or normal(subject) in seen or len(chosen) >= wanted or normal(obj) in normal(subject):
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
    fame, small = count_subjects(options.data, {s for facts in (*datasets.values(), *own.values()) for s, _ in facts})
    names = {re.sub("^the ", "", country) for country, _ in countries["P30"]} | {"Canada", "England", "Scotland", "Wales", "Taiwan", "Australia", "Argentina"}
    options.out.mkdir(exist_ok=True)
    index = []
    for relation, entry in templates.items():
        evaluation_only = read_patterns(options.data, relation) + [swapped(p) for p in read_patterns(options.data, entry.get("inverse"))]
        texts = []
        for use in ("train", "heldout"):
            for text in entry[use]:
                if any(is_alike(text, pattern) for pattern in evaluation_only):
                    print(f"{relation}: left out, it is like an evaluation pattern ({use}): {text}")
                else:
                    texts.append({"text": text, "use": use})
        facts = select(relation, own[relation], datasets[relation], vocabulary, fame, small, names)
        lines = lambda items: ",\n".join("    " + json.dumps(i, ensure_ascii=False) for i in items)
        head = {"id": relation, "label": entry["label"], "description": entry["description"], **({"inverse": entry["inverse"]} if "inverse" in entry else {})}
        (options.out / f"{relation}.json").write_text(
            json.dumps(head, ensure_ascii=False, indent=2)[:-2] + f',\n  "templates": [\n{lines(texts)}\n  ],\n  "facts": [\n{lines(facts)}\n  ]\n}}\n', "utf8")
        index.append({**head, "facts": len(facts)})
        print(relation, entry["label"], len(facts), "facts", sum(t["use"] == "train" for t in texts), "+", sum(t["use"] == "heldout" for t in texts), "templates")
    (options.out / "index.json").write_text("[\n" + ",\n".join("  " + json.dumps(i, ensure_ascii=False) for i in index) + "\n]\n", "utf8")
    print(len(index), "relations,", sum(i["facts"] for i in index), "facts")


if __name__ == "__main__":
    main()
