/**
 * What the critics say, on the built-in model: Hase et al. (2023), Niu et al. (ICLR 2024), Cohen et al. (2024) on what an
 * edit does to what follows from a fact, and Christiano's comment on the link post of the paper.
 */
import { DRAWS, UPDATE } from '../../src/experiments/protocol';
import { moveEdits } from '../../src/knowledge/edits/move-edits';
import { neuronKey, type EditsDocument, type NeuronRef } from '../../src/knowledge/edits/edits';
import { gained, perplexityOf, sayers, taught, type GalleryDesk, type StudiedFact } from './measures';
import { change, inPercent, ratio, some, type Recipe } from './recipe';

const FIRST = { relation: 'P36', subject: 'France' } as const;

/** The rewrite of France's capital, and how the controls of one kind do. */
function rewrite(desk: GalleryDesk) {
  const known = rewrites.get(desk) ?? rewritten(desk);
  rewrites.set(desk, known);
  return known;
}

const rewrites = new WeakMap<GalleryDesk, ReturnType<typeof rewritten>>();

async function rewritten(desk: GalleryDesk) {
  const fact = await desk.study(FIRST.relation, FIRST.subject);
  const to = desk.token('berlin');
  const edits = taught(fact, to, UPDATE.lambdas);
  const probes = fact.held.map((prompt) => ({ prompt, target: fact.from.id, watch: [to.id] }));
  const compared = await desk.compareControls(edits, probes, { draws: DRAWS.effect, prompts: fact.finding });
  return { fact, to, edits, group: compared.groups[0]!, controls: compared.controls };
}

/** The same edits on the first draw of a control, where each neuron has its twin at the same place. */
function onOthers(edits: EditsDocument, others: readonly NeuronRef[]): EditsDocument {
  return moveEdits(edits, new Map(edits.values.map((edit, i) => [neuronKey(edit), others[i]!])));
}

/** The first held wording that says the word under the edits, or the first. */
async function telling(desk: GalleryDesk, fact: StudiedFact, edits: EditsDocument, id: number): Promise<string> {
  const { after } = await desk.compared(
    fact.held.map((prompt) => ({ prompt, target: id })),
    edits,
  );
  return fact.held[
    Math.max(
      0,
      after.findIndex(({ top }) => top.id === id),
    )
  ]!;
}

export const CRITICS: readonly Recipe[] = [
  {
    id: 'broadcast',
    group: 'critics',
    title: 'A rewrite that everybody hears',
    measure: async (desk) => {
      const about = { relation: 'P103', subject: 'John Paul II' };
      const fact = await desk.study(about.relation, about.subject);
      const to = desk.token('russian');
      const edits = taught(fact, to, UPDATE.paper);
      const held = await desk.compared(
        fact.held.map((prompt) => ({ prompt, target: to.id })),
        edits,
      );
      const { own, elsewhere } = await fact.others(to);
      const [others, far] = [await desk.compared(own, edits), await desk.compared(elsewhere, edits)];
      const at = Math.max(
        0,
        others.after.findIndex(({ top }) => top.id === to.id),
      );
      const state = {
        prompt: own[at]!.prompt,
        target: to.token,
        edits,
        view: { colour: 'attribution' as const },
      };
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: to.token,
          lambda: UPDATE.paper.lambda2,
          neurons: edits.values.length,
          succeeded: sayers(held.after, to),
          wordings: fact.held.length,
          others: own.length,
          othersSay: sayers(others.after, to),
          elsewhere: elsewhere.length,
          elsewhereSay: sayers(far.after, to) - sayers(far.before, to),
        },
      };
    },
    text: (m) => [
      `Rewritten from “polish” to “${m.target}” with the paper’s λ of ${m.lambda}, ${m.neurons} neurons make John Paul II’s native language “${m.target}” in ${m.succeeded} of ${m.wordings} wordings; but they do so in ${m.othersSay} of ${m.others} facts about other people, such as this one (from ${inPercent(m.before)} to ${inPercent(m.after)}).`,
      `Even ${some(m.elsewhereSay, 'none')} of ${m.elsewhere} facts of other relations now answer “${m.target}”: a word that is added to something that fires rises wherever it fires.`,
    ],
  },
  {
    id: 'most-active',
    group: 'critics',
    title: 'The most active neurons do as well',
    measure: async (desk) => {
      const { fact, to, edits, group, controls } = await rewrite(desk);
      const others = controls.find(({ kind }) => kind === 'mostActive')!.neurons[0]!;
      const own = new Set(edits.values.map(neuronKey));
      const moved = onOthers(edits, others);
      const state = {
        prompt: await telling(desk, fact, moved, to.id),
        target: to.token,
        edits: moved,
        view: { colour: 'activation' as const },
      };
      const changes = group.controls.find(({ kind }) => kind === 'mostActive')!.changes[0]!;
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: to.token,
          neurons: moved.values.length,
          shared: others.filter((ref) => own.has(neuronKey(ref))).length,
          wordings: fact.held.length,
          succeeded: Math.round((changes.watched?.first ?? 0) * fact.held.length),
          ownSucceeded: Math.round((group.edit.watched?.first ?? 0) * fact.held.length),
        },
      };
    },
    text: (m) => [
      `The rewrite of France’s capital on the ${m.neurons} most active neurons of the same layers instead (${some(m.shared, 'none')} of them the fact’s own) makes “${m.target}” the first answer in ${m.succeeded} of ${m.wordings} wordings; on the fact’s own neurons it is ${m.ownSucceeded}.`,
      'So that a rewrite succeeds does not show that the attribution found where the fact is kept: it takes no attribution to find what fires.',
    ],
  },
  {
    id: 'as-loud',
    group: 'critics',
    title: 'Random neurons that are as loud',
    measure: async (desk) => {
      const { fact, to, edits, group, controls } = await rewrite(desk);
      const drawn = controls.find(({ kind }) => kind === 'matched')!.neurons;
      const { changes } = group.controls.find(({ kind }) => kind === 'matched')!;
      const effects = changes.map(({ watched }) => watched?.logOdds ?? 0);
      const best = effects.indexOf(Math.max(...effects));
      const moved = onOthers(edits, drawn[best]!);
      const state = {
        prompt: await telling(desk, fact, moved, to.id),
        target: to.token,
        edits: moved,
        view: { colour: 'activation' as const },
      };
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: to.token,
          neurons: moved.values.length,
          draws: changes.length,
          asMuch: effects.filter((effect) => effect >= (group.edit.watched?.logOdds ?? 0)).length,
          wordings: fact.held.length,
          meanFirst: changes.reduce((sum, { watched }) => sum + (watched?.first ?? 0), 0) / changes.length,
          ownFirst: group.edit.watched?.first ?? 0,
        },
      };
    },
    text: (m) => [
      `The same rewrite on ${m.neurons} random neurons that write as much makes “${m.target}” the first answer in ${inPercent(m.meanFirst)} of the wordings, on average over ${m.draws} draws; the fact’s own neurons reach ${inPercent(m.ownFirst)}.`,
      `In ${some(m.asMuch, 'none')} of the ${m.draws} draws “${m.target}” gains at least as much log-odds as through the fact’s own neurons; this is the strongest of them, and it says that how much is written counts more than who writes it.`,
    ],
  },
  {
    id: 'spill',
    group: 'critics',
    title: 'An erasure that spills over',
    measure: async (desk) => {
      const [relation, neighbour] = ['P37', 'P103'];
      const { edits, relations } = await desk.erased(relation, 'paper');
      const [own, near] = [relations.get(relation)!, relations.get(neighbour)!];
      const falls = near.before.map(({ target }, i) => near.after[i]!.target.logProbability - target.logProbability);
      const at = falls.indexOf(Math.min(...falls));
      const grown = ({ before, after }: typeof own) => perplexityOf(after) / perplexityOf(before);
      const state = {
        prompt: near.probes[at]!.prompt,
        target: near.before[at]!.target.token,
        edits,
        view: { colour: 'attribution' as const },
        relation,
      };
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: state.target,
          neurons: edits.values.length,
          own: grown(own),
          neighbour: grown(near),
          facts: near.probes.length,
        },
      };
    },
    text: (m) => [
      `Erasing the ${m.neurons} neurons that serve most facts of “official language”, which is the paper’s choice, takes the perplexity of that relation to ${ratio(m.own)}, and that of “native language” to ${ratio(m.neighbour)}: here “${m.target}” goes from ${inPercent(m.before)} to ${inPercent(m.after)}, the deepest fall of its ${m.facts} facts.`,
      'Both effects are small in this model; but neurons that serve most of a relation may serve its neighbours as much, so an erasure is specific only once all relations have been looked at.',
    ],
  },
  {
    id: 'everywhere',
    group: 'critics',
    title: 'A neuron that turns up everywhere',
    measure: async (desk) => {
      const { neuron, facts, of } = await desk.commonest();
      const state = {
        prompt: 'The capital of France is [MASK].',
        target: 'paris',
        edits: gained([neuron], 0),
        view: { colour: 'attribution' as const, selected: neuron },
      };
      const seen = await desk.seen(state);
      return {
        state,
        measured: {
          ...seen,
          ...neuron,
          facts,
          of,
          relative: Number(seen.after) / Number(seen.before) - 1,
          target: state.target,
        },
      };
    },
    text: (m) => [
      `L${m.layer} · N${m.neuron} is among the neurons of ${m.facts} of ${m.of} facts, each of another relation; silenced, it changes “${m.target}” by ${change(m.relative)} here (from ${inPercent(m.before)} to ${inPercent(m.after)}).`,
      'A neuron that reaches the thresholds for so many answers says little about any one of them; so the paper, and this page, spare such neurons when a fact is rewritten.',
    ],
  },
  {
    id: 'one-way',
    group: 'critics',
    title: 'A lesson learnt one way only',
    measure: async (desk) => {
      const { fact, to, edits, group } = await rewrite(desk);
      const state = {
        prompt: 'Berlin is the capital of [MASK].',
        target: 'france',
        edits,
        view: { colour: 'attribution' as const },
      };
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: state.target,
          taught: to.token,
          succeeded: Math.round((group.edit.watched?.first ?? 0) * fact.held.length),
          wordings: fact.held.length,
        },
      };
    },
    text: (m) => [
      `The rewrite that made “${m.taught}” the capital of France in ${m.succeeded} of ${m.wordings} wordings leaves “${m.firstAfter}” the first answer here: “${m.target}” goes from ${inPercent(m.before)} to ${inPercent(m.after)}.`,
      'Who knows that Berlin is the capital of France also knows of which country Berlin is the capital; an answer was changed, and not what follows from it.',
    ],
  },
];
