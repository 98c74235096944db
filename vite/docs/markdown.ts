/** One document: Markdown as GitHub shows it, to the HTML of a page. Formulas become MathML, which a browser sets by itself. */
import GithubSlugger from 'github-slugger';
import { Marked, type Tokens, type TokensList } from 'marked';
import markedKatex from 'marked-katex-extension';
import { docTarget } from './links.ts';

export interface Heading {
  readonly depth: number;
  /** HTML, without links. */
  readonly title: string;
  readonly id: string;
}

export interface Rendered {
  readonly html: string;
  /** Of the first heading of depth 1, as plain text. */
  readonly title: string;
  readonly headings: readonly Heading[];
  /** Relative addresses that the document names, as they stand in it. */
  readonly links: readonly string[];
  readonly images: readonly string[];
}

/**
 * @param documents names of all documents, such as "glossary.md".
 * @throws Error where a formula cannot be read, or where there is no heading of depth 1.
 */
export function renderDoc(markdown: string, documents: readonly string[]): Rendered {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  const links: string[] = [];
  const images: string[] = [];
  const marked = new Marked(
    { gfm: true },
    markedKatex({ output: 'mathml', throwOnError: true, strict: 'error', nonStandard: true }),
    {
      renderer: {
        heading({ tokens, depth }) {
          const title = this.parser.parseInline(tokens);
          const id = slugger.slug(unescaped(plainOf(title)));
          headings.push({ depth, title: withoutLinks(title), id });
          const anchor = `<a class="anchor" href="#${id}" aria-label="Link to “${plainOf(title)}”">#</a>`;
          return `<h${depth} id="${id}">${title}${depth > 1 ? ` ${anchor}` : ''}</h${depth}>\n`;
        },
        link({ href, tokens }) {
          const text = this.parser.parseInline(tokens);
          if (!/^[a-z]+:/.test(href)) links.push(href);
          const target = docTarget(href, documents);
          if (target === null) return `<span class="elsewhere">${text}</span>`;
          const away = /^https?:/.test(target) ? ' target="_blank" rel="noopener noreferrer"' : '';
          return `<a href="${escaped(target)}"${away}>${text}</a>`;
        },
        image({ href, text }) {
          images.push(href);
          return `<img src="${escaped(href)}" alt="${escaped(text)}" loading="lazy" />`;
        },
        table(token) {
          return `<div class="wide" role="group" aria-label="${tableName(token)}" tabindex="0">${table(token, (cell) => this.parser.parseInline(cell.tokens))}</div>\n`;
        },
      },
    },
  );
  const tokens: TokensList = marked.lexer(markdown);
  const html = marked
    .parser(tokens)
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replace(
      /<span class="katex">(<math[^>]* display="block"[^]*?<\/math>)<\/span>/g,
      '<span class="wide" tabindex="0">$1</span>',
    );
  const first = headings.find(({ depth }) => depth === 1);
  if (!first) throw new Error('Expected a document to have a heading “# ...”, its title; found none.');
  return { html, title: plainOf(first.title), headings, links, images };
}

function table({ header, rows }: Tokens.Table, inline: (cell: Tokens.TableCell) => string): string {
  const cell = (name: 'th' | 'td') => (each: Tokens.TableCell) => {
    // A heading has something to say: the cell above the names of rows is none.
    const tag = each.text === '' ? 'td' : name;
    return `<${tag}${each.align ? ` class="${each.align}"` : ''}>${inline(each)}</${tag}>`;
  };
  const row = (cells: readonly Tokens.TableCell[], name: 'th' | 'td') => `<tr>${cells.map(cell(name)).join('')}</tr>`;
  return `<table><thead>${row(header, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

/** What a reader who hears the page is told of a table that scrolls. */
function tableName({ header }: Tokens.Table): string {
  const names = header.map(({ text }) => plainOf(text).replace(/[`*]/g, '')).filter((name) => name !== '');
  return escaped(`Table: ${names.join(', ')}`);
}

const withoutLinks = (html: string) => html.replace(/<\/?a\b[^>]*>/g, '');

/** The text of a piece of HTML, with its characters still escaped. */
const plainOf = (html: string) => html.replace(/<[^>]*>/g, '');

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
