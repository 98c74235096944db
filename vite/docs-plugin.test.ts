/** The documents as pages: formulas, links, headings, and that no link between them leads nowhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bibtexOf, ENGRAM_CITATION, PAPER_CITATION } from '../src/components/about/citation';
import { DOC_SECTIONS } from '../src/components/ui/docs';
import { PICTURES } from '../src/state/pictures';
import { readDocs } from './docs-plugin';
import { deadLinks, docTarget } from './docs/links';
import { renderDoc } from './docs/markdown';
import { docPage, inOrder } from './docs/page';
import { docsStyles } from './docs/styles';

const FOLDER = fileURLToPath(new URL('../docs', import.meta.url));
const NAMES = ['index.md', 'other.md'];
const html = (markdown: string) => renderDoc(`# Title\n\n${markdown}`, NAMES).html;

describe('a document', () => {
  it('has its formulas as MathML, with nothing that runs and no picture', () => {
    expect(html('Scaled by $\\alpha$ (twice $\\lambda_1$).')).toMatch(
      /Scaled by <span class="katex"><math[^]*α[^]*<\/math><\/span> \(twice <span[^]*<\/math><\/span>\)\./,
    );
    const display = html('$$\\int_0^1 x \\, dx$$');
    expect(display).toMatch(/<span class="wide" tabindex="0"><math[^>]* display="block"/);
    expect(display).not.toMatch(/<script|<img|<svg|style=/);
  });

  it('is refused where a formula cannot be read, or where it has no title', () => {
    expect(() => html('$\\fraction{1}$')).toThrow('fraction');
    expect(() => renderDoc('## Second only', NAMES)).toThrow('Expected a document to have a heading');
  });

  it('has headings that links lead to as on GitHub, each name once', () => {
    const {
      headings,
      html: page,
      title,
    } = renderDoc('# Ti & tle\n\n## Knowledge neurons: t and s\n\n## One\n\n## One\n', NAMES);
    expect(title).toBe('Ti &amp; tle');
    expect(headings.map(({ id }) => id)).toEqual(['ti--tle', 'knowledge-neurons-t-and-s', 'one', 'one-1']);
    expect(page).toContain('<h2 id="one-1">One <a class="anchor" href="#one-1" aria-label="Link to “One”">#</a></h2>');
  });

  it('has tables that scroll, and can be reached by keyboard for it', () => {
    expect(html('| a | b |\n| --- | ---: |\n| `x` | 1 |')).toContain(
      '<div class="wide" role="group" aria-label="Table: a, b" tabindex="0"><table><thead><tr><th>a</th><th class="right">b</th></tr></thead><tbody><tr><td><code>x</code></td><td class="right">1</td></tr></tbody></table></div>',
    );
  });
});

describe('links', () => {
  it('lead to pages of other documents, elsewhere as they are, and nowhere where a file does not travel along', () => {
    expect(docTarget('other.md', NAMES)).toBe('other.html');
    expect(docTarget('other.md#x', NAMES)).toBe('other.html#x');
    expect(docTarget('#x', NAMES)).toBe('#x');
    expect(docTarget('https://arxiv.org/', NAMES)).toBe('https://arxiv.org/');
    for (const dead of ['../README.md', 'missing.md', '../bench/jax']) expect(docTarget(dead, NAMES)).toBeNull();
    expect(html('[a](other.md#x) [b](../README.md) [c](https://x.org)')).toContain(
      '<a href="other.html#x">a</a> <span class="elsewhere">b</span> <a href="https://x.org" target="_blank" rel="noopener noreferrer">c</a>',
    );
  });

  it('that lead nowhere are found', () => {
    const anchors = new Map([
      ['index.md', ['a']],
      ['other.md', ['b']],
    ]);
    const dead = (...links: string[]) => deadLinks({ name: 'index.md', links }, anchors);
    expect(dead('other.md', 'other.md#b', '#a', '../README.md')).toEqual([]);
    expect(dead('gone.md', 'other.md#a', '#b')).toEqual([
      'index.md: gone.md leads to no document.',
      'index.md: other.md#a, but other.md has no such heading.',
      'index.md: #b, but index.md has no such heading.',
    ]);
  });
});

describe('the documents of this repository', () => {
  const documents = readDocs(FOLDER);
  const anchors = new Map(documents.map(({ name, headings }) => [name, headings.map(({ id }) => id)]));
  const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

  it('link each other where there is something', () => {
    expect(documents.flatMap((document) => deadLinks(document, anchors))).toEqual([]);
  });

  it('have all their pictures, none above 100 kB', () => {
    const pictures = documents.flatMap(({ images }) => images.map((image) => join(FOLDER, image)));
    expect(pictures.length).toBeGreaterThanOrEqual(PICTURES.length);
    expect(pictures.filter((path) => !existsSync(path) || readFileSync(path).length > 100_000)).toEqual([]);
  });

  it('have a section for each of the page’s pictures, and all that the page links to', () => {
    const { images } = documents.find(({ name }) => name === 'pictures.md') ?? { images: [] };
    expect(images).toEqual(PICTURES.map((name) => `screenshots/${name}.png`));
    const missing = DOC_SECTIONS.filter((section) => {
      const [name = '', heading] = section.split('#');
      const found = anchors.get(`${name}.md`);
      return !found || (heading !== undefined && !found.includes(heading));
    });
    expect(missing).toEqual([]);
  });

  it('cite Engram and the paper as About does', () => {
    for (const citation of [ENGRAM_CITATION, PAPER_CITATION]) expect(text('citing.md')).toContain(bibtexOf(citation));
  });

  it('are all in the navigation of each, in order, and allow nothing to run', () => {
    expect(inOrder(['zebra.md', 'glossary.md', 'apple.md', 'numbers.md', 'index.md'])).toEqual([
      'index.md',
      'numbers.md',
      'glossary.md',
      'apple.md',
      'zebra.md',
    ]);
    for (const document of documents) {
      const page = docPage(document, documents);
      for (const { name } of documents) expect(page).toContain(`<li><a href="${name.replace('.md', '.html')}"`);
      expect(page).not.toContain('<script');
      expect(page).toMatch(/default-src 'none'/);
      expect(page.match(/aria-current="page"/g)).toHaveLength(1);
    }
  });
});

it('the documents are dark where the system is', () => {
  const css = docsStyles(":root { --a: 1; }\n:root[data-theme='dark'] { --a: 2; }", 'p { color: red; }');
  expect(css.replace(/\s+/g, ' ')).toBe(
    ':root { --a: 1; } @media (prefers-color-scheme: dark) { :root { --a: 2; } } p { color: red; }',
  );
  expect(() => docsStyles(':root {}', '')).toThrow("Expected the page's tokens to have a rule");
});
