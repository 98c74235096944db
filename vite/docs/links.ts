/** Where the links of a document lead: between documents as files on GitHub, and as pages in the build. */

/** Address of a document's page: "glossary.md" is "glossary.html". */
export const pageName = (document: string) => document.replace(/\.md$/, '.html');

/**
 * What a link of a document becomes on its page.
 *
 * @param documents names of all documents, such as "glossary.md".
 * @returns null where it leads to a file that does not travel with the build: there the words stay, without a link.
 */
export function docTarget(href: string, documents: readonly string[]): string | null {
  if (/^([a-z]+:|#)/.test(href)) return href;
  const [, path = '', fragment = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  return documents.includes(path) ? pageName(path) + fragment : null;
}

/** One sentence for every link of `from` between documents that leads nowhere. */
export function deadLinks(
  from: { readonly name: string; readonly links: readonly string[] },
  anchors: ReadonlyMap<string, readonly string[]>,
): string[] {
  return from.links.flatMap((href) => {
    const [, path = '', fragment] = /^([^#]*)(?:#(.*))?$/.exec(href) ?? [];
    if (path.startsWith('../')) return [];
    const name = path === '' ? from.name : path;
    const found = anchors.get(name);
    if (!found) return [`${from.name}: ${href} leads to no document.`];
    if (fragment !== undefined && !found.includes(fragment))
      return [`${from.name}: ${href}, but ${name} has no such heading.`];
    return [];
  });
}
