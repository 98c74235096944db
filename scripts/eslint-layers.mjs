/**
 * An ESLint rule that holds the arrows between the layers of src/: a file imports only from its own layer and from
 * those that `allowed` lists for it. Works on relative paths alone, so it needs no resolver.
 */
import { dirname, relative, resolve, sep } from 'node:path';

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: {
      arrow: 'src/{{from}} may not import from src/{{to}}; it may from {{below}}.',
      closed: 'src/{{from}} knows src/{{to}} by {{files}} only.',
    },
  },
  create(context) {
    const [{ src, allowed, shared, open }] = context.options;
    const pathInSrc = (file) => relative(src, file).split(sep);
    const [from] = pathInSrc(context.filename);
    const below = allowed[from];
    if (!below) return {};

    const check = (source) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const [to, ...rest] = pathInSrc(resolve(dirname(context.filename), source.value));
      if (to === from || (rest.length === 0 && shared.includes(to))) return;
      if (!below.includes(to))
        context.report({
          node: source,
          messageId: 'arrow',
          data: { from, to, below: [...below, ...shared].join(', ') },
        });
      const files = open[from]?.[to];
      if (files && !files.includes(rest.join('/')))
        context.report({ node: source, messageId: 'closed', data: { from, to, files: files.join(' and ') } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
    };
  },
};
