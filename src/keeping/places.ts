/** Where one stands, as far as going elsewhere is a step of the browser's history. */
import type { State } from '../state/store';
import type { Room } from '../state/view';

/** What makes a place another one. */
export interface Standing {
  /** Null in rooms whose question only follows what they are about. */
  readonly question: readonly [prompt: string, target: string | null] | null;
  readonly where: readonly [room: Room, about: unknown];
}

export function standingOf({ room, prompt, target, fact, relation, promptAt, promptList }: State): Standing {
  const question: Standing['question'] = [prompt, target?.token ?? null];
  switch (room) {
    case 'fact':
      return { question: null, where: [room, fact && [fact.relation, fact.subject, fact.target.token]] };
    case 'relation':
      return { question: null, where: [room, relation] };
    case 'prompts':
      return {
        question: null,
        where: [room, promptList && [promptList.name, promptList.prompts.length, promptAt]],
      };
    default:
      return { question, where: [room, null] };
  }
}

/** Whether a room that was empty has something in it now: nobody wants to go back to an empty room. */
export function isFilled({ where: [before, nothing] }: Standing, { where: [now] }: Standing): boolean {
  return before === now && nothing === null && (now === 'fact' || now === 'relation' || now === 'prompts');
}
