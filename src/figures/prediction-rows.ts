/** The rows of the prediction list: what the edited model says first, and in any case the target and the old answer. */
import type { PredictResult, Token } from '../worker/api';

export const ROWS = 8;

export interface Row extends Token {
  readonly before: number;
  readonly after: number;
  readonly isTarget: boolean;
}

export function predictionRows({ before: unedited, after: edited, target }: PredictResult): readonly Row[] {
  const before = byId(unedited);
  const after = byId(edited);
  const must = [target.id, unedited.top[0]?.id];
  const tokens = new Map<number, Token>([...edited.top, ...unedited.top, target].map((token) => [token.id, token]));
  const rows = [...tokens.values()]
    .map(({ id, token }) => ({
      id,
      token,
      before: before.get(id) ?? 0,
      after: after.get(id) ?? 0,
      isTarget: id === target.id,
    }))
    .sort((a, b) => b.after - a.after || a.id - b.id);
  const first = rows.slice(0, ROWS);
  const missing = rows.slice(ROWS).filter((row) => must.includes(row.id));
  return [...first.slice(0, ROWS - missing.length), ...missing];
}

/** Every probability that a reading tells. */
function byId({ target, watched, top }: PredictResult['after']): ReadonlyMap<number, number> {
  return new Map([...(target ? [target] : []), ...watched, ...top].map(({ id, probability }) => [id, probability]));
}
