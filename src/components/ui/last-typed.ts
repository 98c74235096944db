/** What was typed last into a field: an answer about anything else comes too late, and the same text is asked about once. */

export interface LastTyped<Answer> {
  type(text: string | null): void;
  isLast(text: string): boolean;
  /** The answer about the text that was typed last; while one is under way, that one. */
  ask(text: string, answer: (text: string) => Promise<Answer>): Promise<Answer>;
}

export function lastTyped<Answer>(): LastTyped<Answer> {
  let last: string | null = null;
  let underWay: Promise<Answer> | null = null;
  return {
    type: (text) => {
      last = text;
      underWay = null;
    },
    isLast: (text) => text === last,
    ask: (text, answer) => {
      if (underWay) return underWay;
      const mine = answer(text).finally(() => {
        if (underWay === mine) underWay = null;
      });
      underWay = mine;
      return mine;
    },
  };
}
