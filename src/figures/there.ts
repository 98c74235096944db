/** Which pictures have something to show in a state, told without drawing them: the page asks at every change. */
import { evidenceOf } from '../state/sets';
import { erasableNeurons, knowsRelation } from '../state/relation';
import { ofModel } from '../state/answers';
import type { PictureName } from '../state/pictures';
import type { State } from '../state/store';
import { hasMap } from './map/shown';

export const IS_THERE: Readonly<Record<PictureName, (state: State) => boolean>> = {
  map: hasMap,
  bars: ({ reading }) => reading !== null,
  dose: ({ dose }) => dose !== null && dose.value.gains.length > 0,
  lens: ({ lens, info }) => lens !== null && info !== null,
  attention: ({ attention }) => attention !== null,
  barcode: (state) => state.fact !== null && evidenceOf(state).length > 0,
  effects: ({ effect, info }) => ofModel(effect, info) !== null,
  relation: (state) =>
    ofModel(state.erasure, state.info) !== null || (knowsRelation(state) && erasableNeurons(state).length > 0),
};
