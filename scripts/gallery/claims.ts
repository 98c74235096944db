/** What the paper (Dai et al. 2022) claims, on the built-in model. */
import { DRAWS, ERASURE, PAPER_EFFECTS, SEED, UPDATE } from '../../src/experiments/protocol';
import { randomTwins, moveEdits } from '../../src/knowledge/edits/move-edits';
import { NO_EDITS } from '../../src/knowledge/edits/edits';
import type { Probe } from '../../src/knowledge/measures/probes';
import { otherRelations } from '../../src/library/choose';
import { change, inPercent, ratio, some, type Recipe } from './recipe';
import {
  changedFirst,
  gained,
  mean,
  perplexityOf,
  relativeChange,
  sayers,
  taught,
  type GalleryDesk,
  type Measured,
} from './measures';

const FIRST = { relation: 'P36', subject: 'France' } as const;

/** The fact's neurons at another gain, in wordings that had no part in finding them, beside random ones. */
async function atGain(desk: GalleryDesk, gain: number): ReturnType<Recipe['measure']> {
  const { set, from, held } = await desk.study(FIRST.relation, FIRST.subject);
  const edits = gained(set, gain);
  const probes = held.map((prompt): Probe => ({ prompt, target: from.id }));
  const whole = await desk.compared(probes, edits);
  const [prompt] = held as [string, ...string[]];
  const { intermediateSize } = desk.bert.checkpoint.config;
  const draws: number[] = [];
  for (let draw = 0; draw < DRAWS.reading; draw++) {
    const moved = moveEdits(edits, randomTwins(set, intermediateSize, SEED + draw));
    draws.push((await desk.compared([probes[0]!], moved)).after[0]!.target.probability);
  }
  const state = {
    prompt,
    target: from.token,
    edits,
    view: { colour: 'attribution' as const },
    room: 'fact' as const,
    fact: desk.worded(FIRST.relation, FIRST.subject),
  };
  return {
    state,
    measured: {
      ...(await desk.seen(state)),
      neurons: set.length,
      target: from.token,
      randomLow: Math.min(...draws),
      randomHigh: Math.max(...draws),
      draws: draws.length,
      wordings: held.length,
      relative: relativeChange(whole),
      stillFirst: sayers(whole.after, from),
      paper: gain === 0 ? PAPER_EFFECTS.silenced : PAPER_EFFECTS.doubled,
    },
  };
}

const random = ({ neurons, randomLow, randomHigh, draws }: Measured) =>
  `${neurons} random neurons of the same layers leave it between ${inPercent(randomLow)} and ${inPercent(randomHigh)} in ${draws} draws`;

export const CLAIMS: readonly Recipe[] = [
  {
    id: 'silenced',
    group: 'claims',
    title: 'Silence a fact’s neurons',
    measure: (desk) => atGain(desk, 0),
    text: (m) => [
      `With the ${m.neurons} neurons silenced that count in most wordings of France’s capital, “${m.target}” goes from ${inPercent(m.before)} to ${inPercent(m.after)} in this wording, which had no part in finding them; ${random(m)}.`,
      `The paper reports ${change(m.paper)} on average in a larger BERT, here it is ${change(m.relative)} over ${m.wordings} such wordings; and “${m.target}” still comes first in ${m.stillFirst} of them.`,
    ],
  },
  {
    id: 'doubled',
    group: 'claims',
    title: 'Double a fact’s neurons',
    measure: (desk) => atGain(desk, 2),
    text: (m) => [
      `The same ${m.neurons} neurons, doubled, take “${m.target}” from ${inPercent(m.before)} to ${inPercent(m.after)}; ${random(m)}.`,
      `The paper reports ${change(m.paper)} on average, here it is ${change(m.relative)} over ${m.wordings} wordings: ${Number(m.after) > Number(m.randomHigh) ? 'less, but beyond every one of these draws' : 'no more than chance does'}.`,
    ],
  },
  {
    id: 'taught',
    group: 'claims',
    title: 'Teach France another capital',
    measure: async (desk) => {
      const fact = await desk.study(FIRST.relation, FIRST.subject);
      const to = desk.token('berlin');
      const edits = taught(fact, to, UPDATE.lambdas);
      const held = await desk.compared(
        fact.held.map((prompt) => ({ prompt, target: to.id })),
        edits,
      );
      const { own, elsewhere } = await fact.others(to);
      const [others, far] = [await desk.compared(own, edits), await desk.compared(elsewhere, edits)];
      const at = Math.max(
        0,
        held.after.findIndex(({ top }) => top.id === to.id),
      );
      const state = {
        prompt: fact.held[at]!,
        target: to.token,
        edits,
        view: { colour: 'attribution' as const },
        room: 'fact' as const,
        fact: desk.worded(FIRST.relation, FIRST.subject),
      };
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: to.token,
          neurons: edits.values.length,
          spared: fact.set.length - edits.values.length,
          succeeded: sayers(held.after, to),
          wordings: fact.held.length,
          others: own.length,
          othersSay: sayers(others.after, to),
          elsewhere: elsewhere.length,
          elsewhereSay: sayers(far.after, to),
          lambda: UPDATE.lambdas.lambda2,
        },
      };
    },
    text: (m) => [
      `Of the neurons of France’s capital, ${m.spared} serve other capitals too and are spared; the other ${m.neurons} are rewritten from “paris” to “${m.target}”, which then comes first in ${m.succeeded} of ${m.wordings} wordings that had no part in finding them (here from ${inPercent(m.before)} to ${inPercent(m.after)}).`,
      `${some(m.othersSay, 'None')} of ${m.others} other capitals and ${some(m.elsewhereSay, 'none')} of ${m.elsewhere} facts of other relations say “${m.target}” now; but look at what the critics do with the same rewrite before you conclude anything.`,
    ],
  },
  {
    id: 'erased',
    group: 'claims',
    title: 'Erase a relation',
    measure: async (desk) => {
      const relation = 'P30';
      const { edits, relations } = await desk.erased(relation, 'own');
      const own = relations.get(relation)!;
      const others = otherRelations(desk.library.relations, relation).map(({ id }) => relations.get(id)!);
      const grown = others.map(({ before, after }) => perplexityOf(after) / perplexityOf(before));
      const [probe] = own.probes as [Probe, ...Probe[]];
      const state = {
        prompt: probe.prompt,
        target: own.before[0]!.target.token,
        edits,
        view: { colour: 'attribution' as const },
        room: 'relation' as const,
        relation,
      };
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: state.target,
          neurons: edits.values.length,
          most: ERASURE.own,
          perplexity: perplexityOf(own.before),
          perplexityAfter: perplexityOf(own.after),
          prompts: own.probes.length,
          changed: changedFirst(own),
          others: mean(grown),
          othersMost: Math.max(...grown),
        },
      };
    },
    text: (m) => [
      `With ${m.neurons} neurons erased that matter to “continent” more than to other relations, the perplexity of its facts goes from ${Number(m.perplexity).toFixed(2)} to ${Number(m.perplexityAfter).toFixed(2)} (${ratio(Number(m.perplexityAfter) / Number(m.perplexity))}), while that of the other relations stays at ${ratio(m.others)} on average; here “${m.target}” goes from ${inPercent(m.before)} to ${inPercent(m.after)}.`,
      `In the paper the erased relation’s perplexity about doubles; here the effect is the relation’s own, but small: ${some(m.changed, 'none')} of ${m.prompts} first answers changes.`,
    ],
  },
  {
    id: 'layers',
    group: 'claims',
    title: 'The strongest neurons are near the top',
    measure: async (desk) => {
      const state = {
        prompt: 'The capital of France is [MASK].',
        target: 'paris',
        edits: NO_EDITS,
        view: { colour: 'attribution' as const },
      };
      const strongest = await desk.strongest(state.prompt, desk.token(state.target), 20);
      const { layers } = desk.bert.checkpoint.config;
      return {
        state: { ...state, view: { ...state.view, selected: strongest[0]! } },
        measured: {
          ...(await desk.seen(state)),
          neurons: strongest.length,
          inTop: strongest.filter(({ layer }) => layer >= layers - 2).length,
          layers,
          target: state.target,
        },
      };
    },
    text: (m) => [
      `Nothing is edited here: of the ${m.neurons} neurons with the highest attribution for “${m.target}”, ${m.inTop} are in the last two of the ${m.layers} layers.`,
      'The paper finds most knowledge neurons in the top layers, too; but what is written there has the shortest way to the answer, so it need not be where a fact is kept.',
    ],
  },
];
