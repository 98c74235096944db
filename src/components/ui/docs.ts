/** The documents that travel with the page (vite/docs-plugin.ts), and where in them something is explained. */

/** A document, or a heading of one: "numbers" or "numbers#attribution". A test holds them to the documents. */
export const DOC_SECTIONS = [
  'index',
  'numbers',
  'pictures',
  'limits',
  'citing',
  'glossary',
  'numbers#completeness-and-its-residual',
  'numbers#controls',
  'numbers#erasing-a-relation',
  'numbers#updating-a-fact',
  'numbers#knowledge-neurons-t-and-s',
  'numbers#scores-of-an-update',
  'numbers#attention-attribution',
  'numbers#logit-lens',
  'numbers#value-vectors-and-lambda',
  'numbers#says-and-hears',
] as const;

export type DocSection = (typeof DOC_SECTIONS)[number];

/** For a link, which opens beside the page: what is open here stays. */
export function docAddress(section: DocSection) {
  const [page = '', heading] = section.split('#');
  const fragment = heading === undefined ? '' : `#${heading}`;
  return { href: `./docs/${page}.html${fragment}`, target: '_blank', rel: 'noopener' } as const;
}
