/** The pieces of the state that say where one stands: all that an opened link replaces, the edits aside, and what was found about it. */
export const PLACE = [
  'room',
  'work',
  'waiting',
  'prompt',
  'target',
  'selected',
  'editPlace',
  'colour',
  'attributionOf',
  'focus',
  'head',
  'arcsOf',
  'fact',
  'other',
  'rankBy',
  'thresholds',
  'activationThresholds',
  'teachTo',
  'lambdas',
  'filtering',
  'relation',
  'sparing',
  'eraseCount',
  'promptList',
  'promptAt',
  'beside',
  'evidence',
  'otherEvidence',
  'factReadings',
  'relationEvidence',
  'effect',
  'promptResults',
] as const;

/** Those pieces, to be put back later. */
export function whereaboutsOf(state: object): object {
  return Object.fromEntries(PLACE.map((name) => [name, (state as Readonly<Record<string, unknown>>)[name]]));
}
