/** The documents' stylesheet: the page's colours, dark where the reader's system is, and how a document looks. */
import postcss from 'postcss';

const DARK = ":root[data-theme='dark']";

/**
 * @param tokens the page's stylesheet of colours; what it says of the dark theme holds here where the system is dark.
 * @throws Error where that stylesheet has no dark theme.
 */
export function docsStyles(tokens: string, own: string): string {
  const root = postcss.parse(tokens);
  let found = false;
  root.walkRules(DARK, (rule) => {
    found = true;
    const media = postcss.atRule({ name: 'media', params: '(prefers-color-scheme: dark)' });
    rule.replaceWith(media);
    rule.selector = ':root';
    media.append(rule);
  });
  if (!found) throw new Error(`Expected the page's tokens to have a rule ${DARK}; found none.`);
  return `${root.toString()}\n${own}`;
}
