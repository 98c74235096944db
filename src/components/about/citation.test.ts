/** What About offers to cite is what CITATION.cff says, and what the package is called. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bibtexOf, ENGRAM_CITATION, PAPER_CITATION, PAPERS } from './citation';

interface Entry {
  readonly type: string;
  readonly title: string;
  readonly authors: readonly {
    readonly name?: string;
    readonly 'family-names'?: string;
    readonly 'given-names'?: string;
  }[];
  readonly version?: string;
  readonly year?: number;
  readonly start?: number;
  readonly end?: number;
  readonly doi?: string;
  readonly url?: string;
  readonly 'collection-title'?: string;
}

interface File extends Entry {
  readonly 'preferred-citation': Entry;
  readonly references: readonly Entry[];
}

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const file = parse(text('CITATION.cff')) as File;
const paper = file.references.find(({ title }) => title === PAPER_CITATION.fields.title);

/** The fields of an entry as a reader of BibTeX sees them, braces within a value taken away. */
function fieldsOf(bibtex: string): Record<string, string> {
  const lines = bibtex.split('\n').flatMap((line) => {
    const [, name, value] = /^ {2}(\w+) = \{(.*)\},$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.replace(/[{}]/g, '')]];
  });
  return Object.fromEntries(lines) as Record<string, string>;
}

const authorsOf = ({ authors }: Entry) =>
  authors
    .map((author) => author.name ?? `${author['family-names'] ?? ''}, ${author['given-names'] ?? ''}`)
    .join(' and ');

describe('Engram', () => {
  it('has the title, the version, the authors and the year of CITATION.cff', () => {
    const cited = file['preferred-citation'];
    expect(fieldsOf(bibtexOf(ENGRAM_CITATION))).toEqual({
      title: cited.title,
      author: authorsOf(cited),
      version: cited.version,
      year: String(cited.year),
    });
    expect([file.title, authorsOf(file), file.version]).toEqual([cited.title, authorsOf(cited), cited.version]);
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(text('package.json')) as { version: string };
    expect(ENGRAM_CITATION.fields.version).toBe(version);
  });
});

describe('the paper', () => {
  it('has the fields of its reference in CITATION.cff', () => {
    if (!paper) throw new Error('CITATION.cff does not name the paper.');
    expect(fieldsOf(bibtexOf(PAPER_CITATION))).toMatchObject({
      author: authorsOf(paper),
      year: String(paper.year),
      pages: `${paper.start}--${paper.end}`,
      booktitle: paper['collection-title'],
      doi: paper.doi,
      url: paper.url,
    });
  });
});

it('names the same sources as CITATION.cff, with their years', () => {
  const known = (entries: readonly { readonly title: string; readonly year: string }[]) =>
    entries.map(({ title, year }) => `${title} ${year}`).sort();
  expect(known(PAPERS.map(({ title, where }) => ({ title, year: where.replace(/\D/g, '') })))).toEqual(
    known(file.references.map(({ title, year }) => ({ title, year: String(year) }))),
  );
});

it('writes an entry that BibTeX reads: every brace is closed', () => {
  for (const citation of [ENGRAM_CITATION, PAPER_CITATION]) {
    const bibtex = bibtexOf(citation);
    expect(bibtex).toMatch(/^@\w+\{[\w-]+,\n/);
    expect(bibtex.split('{').length).toBe(bibtex.split('}').length);
  }
});
