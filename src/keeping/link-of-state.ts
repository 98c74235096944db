/** The page's state as an address says it: what stands as the page begins is left out. */
import { ERASURE, UPDATE } from '../experiments/protocol';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import { ACTIVATION_THRESHOLDS, PAPER_THRESHOLDS } from '../knowledge/protocol';
import { sameQuestion } from '../state/answers';
import { BESIDE_AT_FIRST } from '../state/beside';
import { FIRST_PROMPT } from '../state/examples';
import { refOf } from '../state/neurons';
import { elsewhereOf, relationEvidenceOf } from '../state/relation';
import { freshOf } from '../state/questions';
import { evidenceOf, otherEvidenceOf } from '../state/sets';
import type { State } from '../state/store';
import type { ModelInfo } from '../worker/api';
import { MOST_LISTED, MOST_SELECTED, REDONE, type LinkedList, type LinkState, type Redone } from './link-state';

/** What an address has to know of a model. */
export type NamedModel = Pick<ModelInfo, 'id' | 'hash' | 'config'>;

/** Characters of a list's prompts that travel with the place in it. */
const SHORT_LIST = 1500;

/** The model that is there, or the built-in one while it is on its way; null where it is another that is awaited. */
export function namedModel({ info, beforehand, workOf }: State): NamedModel | null {
  if (info !== null) return info;
  if (beforehand === null) return null;
  const { model: hash, config } = beforehand;
  return workOf === null || workOf.hash === hash ? { id: 'builtin', hash, config } : null;
}

export function linkOf(state: State, { id, hash, config }: NamedModel): LinkState {
  const { room, prompt, target, edits, editsOn, colour, selected, focus, attributionOf, editPlace, head, arcsOf } =
    state;
  const refs = selected.map((index) => refOf(index, config.intermediateSize));
  const primary = refs.at(-1);
  const others = refs.slice(0, -1);
  const found = foundOf(state);
  return {
    modelId: id,
    modelHash: hash,
    prompt,
    target: target?.token ?? '',
    ...(target ? { targetId: target.id } : {}),
    edits: editsOn ? edits : switchedOff(edits),
    view: {
      colour,
      ...(primary ? { selected: primary } : {}),
      ...(others.length > 0 && others.length <= MOST_SELECTED ? { with: others } : {}),
      ...(focus === null ? {} : { focus }),
      ...(attributionOf === 'edited' ? { attributionOf } : {}),
      ...(editPlace === 'all' ? { editPlace } : {}),
      ...(room === 'layers' && head !== null ? { head } : {}),
      ...(room === 'layers' && arcsOf !== null ? { arcsOf } : {}),
    },
    ...(room === 'explore' ? {} : { room }),
    ...roomOf(state),
    ...(found.length > 0 ? { found } : {}),
  };
}

type RoomPieces = Pick<LinkState, 'fact' | 'other' | 'ranking' | 'teaching' | 'relation' | 'list' | 'beside'>;

/** What the open room is about, beyond its question. */
function roomOf(state: State): RoomPieces {
  const { room, fact, other, relation, sparing, eraseCount, promptList } = state;
  if (room === 'fact' && fact) return { fact, ...(other ? { other } : {}), ...rankingOf(state), ...teachingOf(state) };
  if (room === 'relation' && relation !== null) {
    const count = eraseCount === (sparing ? ERASURE.own : ERASURE.paper) ? {} : { count: eraseCount };
    return {
      relation: { id: relation, ...(sparing ? {} : { sparing: false as const }), ...count },
      ...rankingOf(state),
    };
  }
  if (room === 'compare') return sameQuestion(state.beside, BESIDE_AT_FIRST) ? {} : { beside: state.beside };
  return room === 'prompts' && promptList ? { list: listOf(promptList, state.promptAt) } : {};
}

function rankingOf({ thresholds, activationThresholds, rankBy }: State): Pick<LinkState, 'ranking'> {
  const ranking = {
    ...(sameQuestion(thresholds, PAPER_THRESHOLDS) ? {} : { thresholds }),
    ...(sameQuestion(activationThresholds, ACTIVATION_THRESHOLDS) ? {} : { activationThresholds }),
    ...(rankBy === 'activation' ? { by: rankBy } : {}),
  };
  return Object.keys(ranking).length > 0 ? { ranking } : {};
}

function teachingOf({ teachTo, lambdas, filtering }: State): Pick<LinkState, 'teaching'> {
  const teaching = {
    ...(teachTo ? { to: teachTo } : {}),
    ...(sameQuestion(lambdas, UPDATE.lambdas) ? {} : { lambdas }),
    ...(filtering ? {} : { filtering }),
  };
  return Object.keys(teaching).length > 0 ? { teaching } : {};
}

function listOf({ name, prompts }: NonNullable<State['promptList']>, at: number | null): LinkedList {
  const characters = prompts.reduce((sum, { prompt, target }) => sum + prompt.length + (target?.length ?? 0), 0);
  const isShort = prompts.length <= MOST_LISTED && characters <= SHORT_LIST;
  return { name, length: prompts.length, at, ...(isShort ? { prompts } : {}) };
}

/** Of what the open room shows. */
function foundOf(state: State): readonly Redone[] {
  const { room } = state;
  const has: Readonly<Record<Redone, boolean>> = {
    evidence: room === 'fact' && evidenceOf(state).length > 0,
    otherEvidence: room === 'fact' && otherEvidenceOf(state).length > 0,
    relationEvidence: room === 'relation' && relationEvidenceOf(state) !== null,
    elsewhere: room === 'relation' && elsewhereOf(state) !== null,
    attention: room === 'layers' && freshOf(state, 'attention') !== null,
  };
  return REDONE.filter((name) => has[name]);
}

/** Whoever opens the link reads the same numbers, so what is off here is off there. */
export function switchedOff({ version, neurons, values }: EditsDocument): EditsDocument {
  return {
    version,
    neurons: neurons.map((edit) => ({ ...edit, off: true })),
    values: values.map((edit) => ({ ...edit, off: true })),
  };
}

/** What a bare address says. */
export function beginningOf({ hash }: Pick<NamedModel, 'hash'>): LinkState {
  return {
    modelId: 'builtin',
    modelHash: hash,
    prompt: FIRST_PROMPT,
    target: '',
    edits: NO_EDITS,
    view: { colour: 'attribution' },
  };
}

/** Whether a bare address says as much. */
export function isBeginning(link: LinkState): boolean {
  return sameQuestion(link, beginningOf({ hash: link.modelHash }));
}
