/** A link's state as the page's: what it says of the room it opens, and nothing of the others. */
import { ERASURE, UPDATE } from '../experiments/protocol';
import type { NeuronRef } from '../knowledge/edits/edits';
import { ACTIVATION_THRESHOLDS, PAPER_THRESHOLDS } from '../knowledge/protocol';
import { sameQuestion } from '../state/answers';
import { BESIDE_AT_FIRST, type BesideChoice } from '../state/beside';
import type { Question } from '../state/ask';
import { indexOf } from '../state/neurons';
import type { Whereabouts } from '../state/place';
import type { State } from '../state/store';
import type { WordedFact } from '../state/wordings';
import type { Token } from '../worker/api';
import type { NamedModel } from './link-of-state';
import type { LinkHelp } from './link-model';
import type { LinkState } from './link-state';

/** The words of a link in the model that it opens on. */
export interface LinkWords {
  readonly target: Token | null;
  readonly fact: WordedFact | null;
  readonly other: WordedFact | null;
  readonly teachTo: Token | null;
  readonly beside: BesideChoice;
}

/**
 * In the model that made the link the ids are its own; in any other each word is looked up.
 * @throws Error that says which word the model lacks.
 */
export async function wordsOf(link: LinkState, model: NamedModel, help: LinkHelp | null): Promise<LinkWords> {
  const isSame = link.modelHash === model.hash;
  const here = async (token: Token): Promise<Token> => {
    if (isSame && token.id < model.config.vocabSize) return token;
    // Whatever word is kept is looked up when a model is there (src/session/words.ts).
    if (help === null) return { id: 0, token: token.token };
    const found = await help.lookUp(token.token);
    if (!found.ok) throw new Error(found.problem);
    return found.token;
  };
  const factHere = async (fact: WordedFact | undefined) => (fact ? { ...fact, target: await here(fact.target) } : null);
  const target = link.target === '' ? null : { id: link.targetId ?? Infinity, token: link.target };
  const { beside = BESIDE_AT_FIRST } = link;
  return {
    target: target && (await here(target)),
    fact: await factHere(link.fact),
    other: await factHere(link.other),
    teachTo: link.teaching?.to ? await here(link.teaching.to) : null,
    beside: { ...beside, target: beside.target && (await here(beside.target)) },
  };
}

/** Where it leads; the question apart, as that is a step of the history with the edits. */
export function whereaboutsIn(
  link: LinkState,
  { config }: NamedModel,
  words: LinkWords,
): { readonly question: Question; readonly there: (state: State) => Partial<Whereabouts> } {
  const { view, room = 'explore' } = link;
  const fits = ({ layer, neuron }: NeuronRef) => layer < config.layers && neuron < config.intermediateSize;
  const refs = [...(view.with ?? []), ...(view.selected ? [view.selected] : [])];
  return {
    question: { prompt: link.prompt, target: words.target },
    there: (state) => ({
      room,
      colour: view.colour,
      attributionOf: view.attributionOf ?? 'trained',
      focus: view.focus !== undefined && view.focus < config.layers ? view.focus : null,
      editPlace: view.editPlace ?? 'mask',
      head: view.head !== undefined && view.head < config.layers * config.heads ? view.head : null,
      arcsOf: view.arcsOf ?? null,
      selected: [...new Set(refs.filter(fits).map((ref) => indexOf(ref, config.intermediateSize)))],
      ...(link.fact ? factIn(link, words, state) : {}),
      ...(link.relation ? relationIn(link.relation, state) : {}),
      ...(link.fact || link.relation ? rankingIn(link) : {}),
      ...(link.list ? listIn(link.list, state) : {}),
      ...(room === 'compare' ? { beside: words.beside } : {}),
    }),
  };
}

/** What was found about the very same fact stays. */
function factIn({ teaching }: LinkState, words: LinkWords, state: State): Partial<Whereabouts> {
  const isSame = sameQuestion(state.fact, words.fact);
  return {
    ...(isSame ? {} : { fact: words.fact, evidence: null, factReadings: null, effect: null }),
    ...(sameQuestion(state.other, words.other) ? {} : { other: words.other, otherEvidence: null }),
    teachTo: words.teachTo,
    lambdas: teaching?.lambdas ?? UPDATE.lambdas,
    filtering: teaching?.filtering ?? true,
    ...(words.fact?.relation ? relationChosen(words.fact.relation, state) : {}),
  };
}

function relationIn({ id, count, ...order }: NonNullable<LinkState['relation']>, state: State): Partial<Whereabouts> {
  const sparing = order.sparing ?? true;
  return {
    ...relationChosen(id, state),
    sparing,
    eraseCount: count ?? (sparing ? ERASURE.own : ERASURE.paper),
  };
}

function relationChosen(relation: string, state: State): Partial<Whereabouts> {
  return relation === state.relation ? {} : { relation, relationEvidence: null };
}

function rankingIn({ ranking }: LinkState): Partial<Whereabouts> {
  return {
    thresholds: ranking?.thresholds ?? PAPER_THRESHOLDS,
    activationThresholds: ranking?.activationThresholds ?? ACTIVATION_THRESHOLDS,
    rankBy: ranking?.by ?? 'attribution',
  };
}

/** Whether the visitor has the list that the link stands in. */
export function hasList({ name, length, prompts }: NonNullable<LinkState['list']>, { promptList }: State): boolean {
  if (promptList === null) return false;
  return prompts
    ? sameQuestion(prompts, promptList.prompts)
    : promptList.name === name && promptList.prompts.length === length;
}

function listIn(list: NonNullable<LinkState['list']>, state: State): Partial<Whereabouts> {
  const { name, length, prompts } = list;
  const at = list.at !== null && list.at < (prompts?.length ?? length) ? list.at : null;
  if (hasList(list, state)) return { promptAt: at };
  if (!prompts) return { room: 'explore' };
  return {
    promptList: { name, prompts, wrong: [], wrongCount: 0, left: 0 },
    promptAt: at,
    promptResults: null,
  };
}
