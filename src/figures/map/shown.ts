/** What the map shows in the room that is open: a number for each neuron, what it means, and where its colours end. */
import { rankingsOf } from '../../experiments/fact-evidence';
import type { NeuronRef } from '../../knowledge/edits/edits';
import { countNeurons, type CountedNeuron } from '../../knowledge/measures/refined-set';
import { activeEdits } from '../../state/edits';
import { lastOf } from '../../state/memo';
import { indexOf } from '../../state/neurons';
import { knowsRelation, ownNeurons, relationEvidenceOf, servingNeurons } from '../../state/relation';
import { evidenceOf, otherEvidenceOf, thresholdsInUse } from '../../state/sets';
import type { State } from '../../state/store';
import type { Colour } from '../../state/view';
import type { Evidence } from '../../knowledge/measures/evidence';
import type { RankBy } from '../../state/wordings';
import { countOfEdits, modelOfPicture, tokenTextOf, type AboutPicture } from '../about';
import { percent, probability, signed, word } from '../format';
import { colourValues } from './colour-values';
import { summaryOf, sumsOfAttribution, type LayerSummary } from './layer-summary';
import { COLOUR_MEANINGS, endsOf } from './legend';

export interface MapShape {
  readonly layers: number;
  readonly intermediateSize: number;
}

export interface ShownMap {
  readonly shape: MapShape;
  readonly title: string;
  readonly about: AboutPicture;
  readonly file?: { readonly asked: string; readonly target: string | null };
  /** Name of the column of numbers. */
  readonly measure: string;
  /** [L * F] */
  readonly values: Float32Array;
  /** The value at the ends of the colours. */
  readonly domain: number;
  /** What blue and amber mean; where nothing is below zero there is no blue. */
  readonly low: string | null;
  readonly high: string;
  readonly format: (value: number) => string;
  readonly sums: LayerSummary | null;
  readonly notes: readonly string[];
}

export function shapeOf({ info, beforehand }: Pick<State, 'info' | 'beforehand'>): MapShape | null {
  return info?.config ?? beforehand?.config ?? null;
}

/** Whether the room's map has something to show, told without computing it. */
export function hasMap(state: State): boolean {
  if (state.room === 'fact') return state.fact !== null && evidenceOf(state).length > 0;
  if (state.room === 'relation') return relationEvidenceOf(state) !== null && knowsRelation(state);
  if (state.room === 'prompts') return false;
  const { colour, attribution, activations } = state;
  return colour === 'attribution'
    ? attribution !== null
    : colour === 'activation'
      ? (activations ?? attribution) !== null
      : activations !== null;
}

/** null: the room's map has nothing to show. A list of prompts has thresholds of its own, which only its room knows. */
export function shownMap(state: State): ShownMap | null {
  const shape = shapeOf(state);
  if (!shape || !hasMap(state)) return null;
  if (state.room === 'fact') return factMap(state, shape);
  if (state.room === 'relation') return relationMap(state, shape);
  return state.room === 'prompts' ? null : promptMap(state, shape);
}

const TITLES: Readonly<Record<Colour, (target: string) => string>> = {
  attribution: (target) => `Attribution of P(${target}) to every neuron`,
  activation: () => 'Activation of every neuron at [MASK]',
  change: () => 'What the edits change of every neuron’s activation at [MASK]',
};

const valuesOfPrompt = lastOf(colourValues);

function promptMap(state: State, shape: MapShape): ShownMap | null {
  const { colour, attribution, activations } = state;
  const values = valuesOfPrompt(colour, attribution?.value ?? null, activations?.value ?? null);
  const shown = colour === 'attribution' ? attribution : (activations ?? attribution);
  if (!values || !shown || values.length !== shape.layers * shape.intermediateSize) return null;
  const target = attributedTarget(state);
  const { domain, digits } = endsOf(values);
  const [low, high] = COLOUR_MEANINGS[colour];
  const exact = colour === 'attribution' && attribution ? attribution.value.completeness : null;
  return {
    shape,
    title: TITLES[colour](word(target ?? '')),
    about: {
      ...modelOfPicture(state, shown.about.model),
      asked: shown.about.prompt,
      target,
      edits: countOfEdits(shown.about.edits),
    },
    measure: colour === 'change' ? 'activation_change' : colour,
    values,
    domain,
    low,
    high,
    format: (value) => signed(value, digits),
    sums: exact
      ? sumsOfAttribution(exact.sum)
      : colour === 'attribution'
        ? null
        : summaryOf(colour, { layers: shape.layers, neurons: shape.intermediateSize, values }),
    notes: exact
      ? [
          `The scores of a layer sum to P(a) − P(0), its share of P(${word(target ?? '')}), within ${probability(exact.residual, 6)}.`,
        ]
      : [],
  };
}

/** The token that the map's answer is about; of activations the one that is read beside them. */
function attributedTarget(state: State): string | null {
  const { colour, attribution, reading } = state;
  if (colour === 'attribution' && attribution) return attribution.value.target.token;
  return reading ? tokenTextOf(state, reading.value.target.id) : null;
}

interface Counted {
  readonly counts: readonly CountedNeuron[];
  /** Wordings. */
  readonly of: number;
}

/** [L * F] in which share of the wordings each neuron reaches t, less its share of the second fact's. */
export function sharesOfWordings(shape: MapShape, first: Counted, second: Counted): Float32Array {
  const shares = new Float32Array(shape.layers * shape.intermediateSize);
  const at = (ref: NeuronRef) => indexOf(ref, shape.intermediateSize);
  for (const neuron of first.counts) shares[at(neuron)] = neuron.count / first.of;
  for (const neuron of second.counts) shares[at(neuron)] = (shares[at(neuron)] ?? 0) - neuron.count / second.of;
  return shares;
}

const countsOf = (evidence: readonly Evidence[], by: RankBy, t: number): Counted => ({
  counts: countNeurons(rankingsOf(evidence, by), t),
  of: evidence.length,
});

function factMap(state: State, shape: MapShape): ShownMap | null {
  const { fact, other, rankBy } = state;
  const [own, second] = [evidenceOf(state), otherEvidenceOf(state)];
  if (!fact || own.length === 0) return null;
  const { t } = thresholdsInUse(state);
  const isPair = other !== null && second.length > 0;
  const values = sharesOfWordings(shape, countsOf(own, rankBy, t), countsOf(second, rankBy, t));
  const name = `${fact.subject} \u2192 ${word(fact.target.token)}`;
  return {
    shape,
    title: `In how many wordings each neuron counts, by ${rankBy}`,
    about: {
      ...modelOfPicture(state, state.evidence?.about.model ?? null),
      asked: `${own.length} wordings of \u201c${name}\u201d${isPair ? `, ${second.length} of \u201c${other.subject} \u2192 ${word(other.target.token)}\u201d` : ''}`,
      target: fact.target.token,
      edits: 0,
    },
    file: { asked: `wordings of ${fact.subject}`, target: fact.target.token },
    measure: isPair ? 'share_of_wordings_less_second' : 'share_of_wordings',
    values,
    domain: 1,
    low: isPair ? `only ${other.subject}\u2019s wordings` : null,
    high: isPair ? `only ${fact.subject}\u2019s wordings` : 'all wordings',
    format: (value) => percent(value),
    sums: null,
    notes: [`A neuron counts in a wording where it reaches ${percent(t)} of the wording\u2019s largest score.`],
  };
}

/** The lead at the end of the colours, where no neuron leads by more. */
const LEAST_DOMAIN = 0.05;

/** [L * F] the neurons' lead over the other relations, or how many facts they serve; and where the colours end. */
export const relationValues = lastOf(
  (shape: MapShape, numbers: readonly (readonly [NeuronRef, number])[], least: number) => {
    const values = new Float32Array(shape.layers * shape.intermediateSize);
    for (const [ref, value] of numbers) values[indexOf(ref, shape.intermediateSize)] = value;
    return { values, domain: Math.max(least, numbers[0]?.[1] ?? 0) };
  },
);

function relationMap(state: State, shape: MapShape): ShownMap | null {
  const evidence = relationEvidenceOf(state);
  if (!evidence || !knowsRelation(state)) return null;
  const { sparing, library } = state;
  const facts = evidence.facts.length;
  const label = library?.relations.find(({ id }) => id === evidence.relation)?.label ?? evidence.relation;
  const { values, domain } = sparing
    ? relationValues(shape, leadsOf(state), LEAST_DOMAIN)
    : relationValues(shape, servedOf(state), Math.max(1, facts));
  return {
    shape,
    title: sparing
      ? `How much each neuron is the own of \u201c${label}\u201d`
      : `How many facts of \u201c${label}\u201d each neuron serves`,
    about: {
      ...modelOfPicture(state, evidence.hash),
      asked: `${facts} facts of \u201c${label}\u201d, ${evidence.wordings} wordings each`,
      target: null,
      edits: 0,
    },
    file: { asked: label, target: null },
    measure: sparing ? 'lead' : 'facts_served',
    values,
    domain: sparing ? domain : Math.max(1, facts),
    low: sparing ? 'others use it more' : null,
    high: sparing ? 'this relation\u2019s own' : `serves all ${facts} facts`,
    format: (value) => (sparing ? signed(value, 2) : String(Math.round(value))),
    sums: null,
    notes: sparing
      ? [
          'Lead: a neuron\u2019s mean share of the largest score in this relation\u2019s prompts, less three times its share in those of the others.',
        ]
      : [],
  };
}

const leadsOf = (state: State) => pairs(ownNeurons(state), 'lead');
const servedOf = (state: State) => pairs(servingNeurons(state), 'facts');
const pairs = lastOf(<K extends string>(neurons: readonly (NeuronRef & Readonly<Record<K, number>>)[], of: K) =>
  neurons.map((neuron): readonly [NeuronRef, number] => [neuron, neuron[of]]),
);

/** Neurons under an edit that is in force, by index. */
export function editedIndices(state: State, { intermediateSize }: MapShape): readonly number[] {
  const { neurons, values } = activeEdits(state);
  return [...new Set([...neurons, ...values].filter(({ off }) => !off).map((ref) => indexOf(ref, intermediateSize)))];
}
