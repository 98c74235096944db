/** What the edits in force do to groups of prompts, beside the same edits on other neurons. */
import type { ProbeGroup } from '../../experiments/compare';
import { EVERYDAY_PROMPTS } from '../../experiments/everyday-prompts';
import { countActive } from '../../knowledge/edits/edit-list';
import { activeEdits } from '../../state/edits';
import { usableParaphrases } from '../../state/wordings';
import type { Measured } from '../../state/relation';
import type { State } from '../../state/store';
import { factsToAsk, type Asked } from './probes';
import type { Bench, Work } from './work';

const SEED = 1;

async function measure(
  { api, job, progress }: Bench,
  state: State,
  groups: readonly ProbeGroup[],
  draws: number,
  activationPrompt: string | null,
): Promise<Measured> {
  const edits = activeEdits(state);
  const asked = groups.filter(({ probes }) => probes.length > 0);
  const compared = await api.compare(
    job,
    { edits, groups: asked, controls: { draws, seed: SEED, activationPrompt } },
    progress(0, 1),
  );
  return {
    hash: state.info?.hash ?? '',
    edits,
    neurons: compared.neurons.length,
    draws,
    groups: compared.groups.map(({ name, before, edit, random, mostActive, readings }) => ({
      name,
      prompts: readings.before.length,
      before,
      edit,
      random,
      mostActive,
    })),
  };
}

const probesOf = (asked: readonly Asked[]) =>
  asked.flatMap(({ prompts, target }) => prompts.map((prompt) => ({ prompt, target })));

/** The fact's wordings, other facts of its relation, other relations, and everyday sentences. */
export const effectWork: Work = {
  keyOf: (state) => {
    const { fact, info, library } = state;
    if (!fact || !info || !library || countActive(activeEdits(state)) === 0) return null;
    return JSON.stringify([info.hash, fact.target.id, usableParaphrases(fact), activeEdits(state)]);
  },
  async run(bench, state) {
    const { fact, library } = state;
    if (!fact || !library) return {};
    const wordings = usableParaphrases(fact);
    const same = library.relations.filter(({ id }) => id === fact.relation);
    const others = library.relations.filter(({ id }) => id !== fact.relation);
    const siblings = await factsToAsk(bench.api, same, { facts: 12, wordings: 1, without: fact.subject });
    const strangers = await factsToAsk(bench.api, others, { facts: 2, wordings: 1 });
    const groups: ProbeGroup[] = [
      { name: 'This fact', probes: wordings.map((prompt) => ({ prompt, target: fact.target.id })) },
      { name: 'Other facts of the relation', probes: probesOf(siblings) },
      { name: 'Other relations', probes: probesOf(strangers) },
      { name: 'Everyday sentences', probes: EVERYDAY_PROMPTS.map((prompt) => ({ prompt, target: null })) },
    ];
    return { effect: await measure(bench, state, groups, 5, wordings[0] ?? null) };
  },
};

/** Every relation of the library, by id. */
export const erasureWork: Work = {
  keyOf: (state) => {
    const { info, library, relation } = state;
    if (!info || !library || relation === null || countActive(activeEdits(state)) === 0) return null;
    return JSON.stringify([info.hash, activeEdits(state)]);
  },
  async run(bench, state) {
    if (!state.library) return {};
    const asked = await factsToAsk(bench.api, state.library.relations, { facts: 8, wordings: 1 });
    const groups = state.library.relations.map(({ id }) => ({
      name: id,
      probes: probesOf(asked.filter(({ relation }) => relation === id)),
    }));
    return { erasure: await measure(bench, state, groups, 2, null) };
  },
};
