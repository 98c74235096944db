/** What earlier versions of the page kept, in the form that is kept now. Whatever is in it is checked afterwards. */

type Kept = Readonly<Record<string, unknown>>;

/** First steps were one hint, in Explore. */
export function upgradeWork({ hintSeen, ...kept }: Kept): Kept {
  return hintSeen === true ? { hintsSeen: ['explore'], ...kept } : kept;
}

/** Results as they were before each said what it is about in one way: with hashes and keys in fields of their own. */
export function upgradeResults(kept: Kept): Kept {
  return {
    ...kept,
    firings: from(kept.firings, ({ hash, ...value }) => answer({ model: hash }, value)),
    attention: from(kept.attention, ({ key, value }) => attention(key, value)),
    // Evidence and measurements held less than they do now; they are made again.
    evidence: null,
    otherEvidence: null,
    relationEvidence: null,
    elsewhere: null,
    effect: null,
    erasure: null,
  };
}

export function upgradePrompts(kept: Kept): Kept {
  const promptResults = from(kept.promptResults, ({ hash, edits, found }) => answer({ model: hash, edits }, found));
  return { ...kept, promptResults };
}

/** The work of models that are not in use was called a shelf. */
export function upgradeModels({ shelf, ...kept }: Kept): Kept {
  return { ...kept, aside: shelf };
}

/** null where it was found in no model. */
function answer(about: Kept, value: unknown) {
  return about.model === null || about.model === undefined ? null : { about, value };
}

/** Its key was [model, prompt, target, edits] as JSON. */
function attention(key: unknown, value: unknown) {
  try {
    const parts: unknown = typeof key === 'string' ? JSON.parse(key) : null;
    if (!Array.isArray(parts)) return null;
    const [model, prompt, target, edits] = parts as readonly unknown[];
    return answer({ model, prompt, target, edits }, value);
  } catch {
    return null;
  }
}

function from(value: unknown, upgrade: (old: Kept) => unknown): unknown {
  return typeof value === 'object' && value !== null ? upgrade(value as Kept) : null;
}
