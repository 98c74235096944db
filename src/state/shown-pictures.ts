/** Which pictures the state has something to show in: now, or once the model has been asked. */
import { countActive } from '../knowledge/edits/edit-list';
import { isBeforehand } from './beforehand';
import { activeEdits } from './edits';
import type { PictureName } from './pictures';
import { freshOf } from './questions';
import { knowsRelation } from './relation';
import { evidenceOf } from './sets';
import type { State } from './store';

const SHOWN: Readonly<Record<PictureName, (state: State) => boolean>> = {
  map: (state) =>
    state.colour === 'attribution'
      ? freshOf(state, 'attribution') !== null && !isBeforehand(state)
      : freshOf(state, 'activations') !== null,
  bars: (state) => freshOf(state, 'reading') !== null,
  dose: (state) => freshOf(state, 'dose') !== null,
  lens: (state) => freshOf(state, 'lens') !== null,
  attention: (state) => freshOf(state, 'attention') !== null,
  barcode: (state) => evidenceOf(state).length > 0,
  effects: (state) => freshOf(state, 'effect') !== null,
  relation: knowsRelation,
};

/** Whether the picture shows what the model that is here says about what is asked now. */
export function isPictureShown(name: PictureName, state: State): boolean {
  return state.info !== null && SHOWN[name](state);
}

const hasQuestion = ({ reading, prompt }: State) => reading?.about.prompt === prompt;

const ABLE: Readonly<Record<PictureName, (state: State) => boolean>> = {
  map: hasQuestion,
  bars: hasQuestion,
  dose: (state) => hasQuestion(state) && state.selected.length > 0,
  lens: hasQuestion,
  attention: hasQuestion,
  barcode: ({ fact }) => fact !== null,
  effects: (state) => state.fact !== null && countActive(activeEdits(state)) > 0,
  relation: ({ relation }) => relation !== null,
};

/** Whether there is something that the picture could show, once the model has been asked. */
export function isPictureAble(name: PictureName, state: State): boolean {
  return ABLE[name](state);
}

/** Those of the open room. */
const OWN: Readonly<Record<State['room'], readonly PictureName[]>> = {
  explore: ['map', 'bars', 'dose'],
  layers: ['lens', 'attention'],
  fact: ['barcode', 'effects'],
  relation: ['relation'],
  prompts: ['map', 'bars'],
  compare: [],
};
/** Every room asks a prompt. */
const OF_A_PROMPT: readonly PictureName[] = ['map', 'bars', 'dose', 'lens', 'attention'];

/** The pictures that a link to this state can show alone, those of the open room first: a link says of other rooms nothing. */
export function picturesOfLink(state: State): readonly PictureName[] {
  return [...new Set([...OWN[state.room], ...OF_A_PROMPT])].filter((name) => isPictureAble(name, state));
}
