/**
 * An ESLint rule for doc comments: what a function throws stands in one way, in a line of its own that begins with
 * `@throws` and names the error (`@throws EngramError('edits') where they do not fit the model.`).
 */

/** A sentence that should be a tag, or a tag that stands amid a sentence or names no error. */
const PROSE = /\bThrows\b|[;,] throws (an )?EngramError/;
const TAG = /@throws\b/;
const GOOD_TAG = /^[\s*]*@throws (\w*Error|HubFailure)\b/;

/** @type {import('eslint').Rule.RuleModule} */
export const comments = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { throws: "Begin a line with @throws and the error's name: @throws EngramError('code') where ..." },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const bad = comment.value
            .split('\n')
            .some((line) => PROSE.test(line) || (TAG.test(line) && !GOOD_TAG.test(line)));
          if (bad) context.report({ loc: comment.loc, messageId: 'throws' });
        }
      },
    };
  },
};
