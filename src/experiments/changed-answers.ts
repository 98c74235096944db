/** Sentences whose first answer an edit changed: what one reads before any statistic of them. */
import type { Token } from '../checkpoint/tokenizer';
import type { ProbeReading } from '../knowledge/measures/probes';

export interface ChangedAnswer {
  readonly prompt: string;
  /** What comes first at [MASK], without the edit and with it. */
  readonly before: Token;
  readonly after: Token;
}

interface Readings {
  /** By prompt. */
  readonly before: readonly ProbeReading[];
  readonly after: readonly ProbeReading[];
}

export function changedAnswers(prompts: readonly string[], { before, after }: Readings): readonly ChangedAnswer[] {
  return prompts.flatMap((prompt, i) => {
    const [then, now] = [before[i]?.top, after[i]?.top];
    if (!then || !now || then.id === now.id) return [];
    return [{ prompt, before: { id: then.id, token: then.token }, after: { id: now.id, token: now.token } }];
  });
}
