/** Controls as the page names them, by kind. */
import type { ControlKind } from '../experiments/controls';

export const CONTROL_LABELS: Readonly<Record<ControlKind, string>> = {
  random: 'random neurons',
  matched: 'neurons that write as much',
  mostActive: 'most active neurons',
  sameRelation: 'another fact’s',
  otherRelation: 'another relation’s',
  push: 'direct push',
};
