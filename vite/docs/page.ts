/** The page of a document: the same head, the way to all others, and nothing that runs. */
import type { Heading } from './markdown.ts';
import { pageName } from './links.ts';

/** In the order of the navigation; any other document follows by its name. */
const FIRST = [
  'index.md',
  'numbers.md',
  'pictures.md',
  'limits.md',
  'citing.md',
  'addresses.md',
  'embedding.md',
  'library.md',
  'glossary.md',
  'architecture.md',
  'benchmarks.md',
];

export interface Document {
  readonly name: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
}

export function inOrder(names: readonly string[]): string[] {
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return [...names].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** Nothing runs here, and nothing is fetched but what lies beside the page. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'";

/** @param all documents in their order. */
export function docPage(document: Document, all: readonly Document[]): string {
  const isIndex = document.name === 'index.md';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${document.title}${isIndex ? '' : ': Engram'}</title>
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
    <link rel="icon" href="../favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="./docs.css" />
  </head>
  <body>
    <a class="skip" href="#text">Skip to the text</a>
    <header class="bar">
      <a class="home" href="../">Engram</a>
      <span>Documents</span>
      <a class="open" href="../">Open the page</a>
    </header>
    <div class="columns">
      <nav aria-label="Documents">
        <ul>
${all.map((each) => entry(each, each.name === document.name)).join('\n')}
        </ul>
      </nav>
      <main id="text" tabindex="-1">
${document.html}
      </main>
    </div>
  </body>
</html>
`;
}

function entry({ name, title, headings }: Document, isCurrent: boolean): string {
  const link = `<a href="${pageName(name)}"${isCurrent ? ' aria-current="page"' : ''}>${title}</a>`;
  const parts = isCurrent ? headings.filter(({ depth }) => depth === 2) : [];
  const list = parts.map((part) => `<li><a href="#${part.id}">${part.title}</a></li>`).join('');
  return `          <li>${link}${list === '' ? '' : `<ul>${list}</ul>`}</li>`;
}
