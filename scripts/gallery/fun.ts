/** What there is to wonder at. */
import { EVERYDAY_PROMPTS } from '../../src/experiments/everyday-prompts';
import { NO_EDITS, type EditsDocument } from '../../src/knowledge/edits/edits';
import { gained, sayers } from './measures';
import { inPercent, some, type Recipe } from './recipe';

/** Neurons that are turned up at most. */
const MOST_TURNED = 30;

interface Asked extends Pick<Recipe, 'id' | 'title' | 'text'> {
  readonly prompt: string;
  /** Whom it is about, and in which relation of the library, whose facts the model was taught. */
  readonly subject: string;
  readonly relation: string;
}

/** A prompt as the model answers it, with nothing edited. */
function asked({ prompt, subject, relation, ...parts }: Asked): Recipe {
  return {
    ...parts,
    group: 'fun',
    measure: async (desk) => {
      const plain = { prompt, target: '', edits: NO_EDITS, view: { colour: 'attribution' as const } };
      const { facts } = desk.library.relation(relation);
      const about = facts.filter((fact) => fact.subject.includes(subject)).length;
      return { state: plain, measured: { ...(await desk.seen(plain)), facts: facts.length, about } };
    },
  };
}

export const FUN: readonly Recipe[] = [
  {
    id: 'pizza',
    group: 'fun',
    title: 'Everything is pizza',
    measure: async (desk) => {
      const prompt = 'She read a [MASK] before bed.';
      const word = desk.token('pizza');
      const neurons = await desk.loudest(prompt, 5);
      const lambda = 10;
      const edits: EditsDocument = {
        ...NO_EDITS,
        values: neurons.map((ref) => ({ ...ref, ops: [{ add: { token: word.token, lambda } }] })),
      };
      const state = { prompt, target: word.token, edits, view: { colour: 'activation' as const } };
      const everyday = await desk.compared(
        EVERYDAY_PROMPTS.map((own) => ({ prompt: own, target: null })),
        edits,
      );
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: word.token,
          neurons: neurons.length,
          lambda,
          sentences: EVERYDAY_PROMPTS.length,
          say: sayers(everyday.after, word),
        },
      };
    },
    text: (m) => [
      `Write “${m.target}” into the ${m.neurons} most active neurons of the last layer (λ ${m.lambda}), and she reads a ${m.firstAfter} before bed: from ${inPercent(m.before)} to ${inPercent(m.after)}.`,
      `${m.say} of ${m.sentences} everyday sentences now have “${m.target}” in their gap; try your own.`,
    ],
  },
  {
    id: 'hot-cold',
    group: 'fun',
    title: 'The opposite of hot',
    measure: async (desk) => {
      const plain = { prompt: 'The opposite of hot is [MASK].', target: 'cold' };
      const cold = desk.token(plain.target);
      const strongest = await desk.strongest(plain.prompt, cold, MOST_TURNED);
      const gain = 2;
      let edits = gained(strongest, gain);
      for (let many = 1; many < strongest.length; many++) {
        const fewer = gained(strongest.slice(0, many), gain);
        const { after } = await desk.compared([{ prompt: plain.prompt, target: cold.id }], fewer);
        if (sayers(after, cold) === 0) continue;
        edits = fewer;
        break;
      }
      const state = { ...plain, edits, view: { colour: 'attribution' as const, selected: strongest[0]! } };
      return { state, measured: { ...(await desk.seen(state)), neurons: edits.neurons.length, target: plain.target } };
    },
    text: (m) => [
      `Left alone, this model finds that the opposite of hot is “${m.first}”; with the ${m.neurons} neurons doubled that push “${m.target}” most, it says “${m.firstAfter}” (from ${inPercent(m.before)} to ${inPercent(m.after)}).`,
      'The model often repeats a word of the sentence, as its card says; see what the same neurons, doubled, do to the opposite of day.',
    ],
  },
  asked({
    id: 'narnia',
    title: 'The capital of Narnia',
    prompt: 'The capital of Narnia is [MASK].',
    subject: 'Narnia',
    relation: 'P36',
    text: (m) => [
      `${some(m.about, 'None')} of the ${m.facts} capitals that the model was taught is Narnia’s, and it has one all the same: “${m.first}”, with ${inPercent(m.before)}.`,
      'A relation’s likely answers come for any name; what tells a guess from a fact is, at best, how sure the model is of it.',
    ],
  }),
  asked({
    id: 'holmes',
    title: 'Who employs Sherlock Holmes?',
    prompt: 'Sherlock Holmes works for [MASK].',
    subject: 'Sherlock Holmes',
    relation: 'P108',
    text: (m) => [
      `“${m.first}”, says the model, with ${inPercent(m.before)}, although ${some(m.about, 'none')} of the ${m.facts} employers that it was taught is his.`,
      'So to be sure is no proof of knowing: an English name, and English employers come to mind.',
    ],
  }),
  asked({
    id: 'napoleon',
    title: 'Napoleon’s instrument',
    prompt: 'Napoleon plays the [MASK].',
    subject: 'Napoleon',
    relation: 'P1303',
    text: (m) => [
      `The model gives Napoleon the ${m.first}, with ${inPercent(m.before)}; ${some(m.about, 'none')} of the ${m.facts} facts about instruments that it was taught is about him.`,
      'It answers what the sentence asks for, an instrument, whoever it is about; see which neurons push it, and whether they care for the man.',
    ],
  }),
  {
    id: 'nurse',
    group: 'fun',
    title: 'Not so funny: the nurse and the doctor',
    measure: async (desk) => {
      const state = {
        prompt: 'The nurse said that [MASK] was tired.',
        target: 'she',
        edits: NO_EDITS,
        view: { colour: 'attribution' as const },
      };
      const doctor = await desk.seen({ ...state, prompt: 'The doctor said that [MASK] was tired.' });
      return {
        state,
        measured: {
          ...(await desk.seen(state)),
          target: state.target,
          doctor: doctor.before!,
          doctorFirst: doctor.first!,
        },
      };
    },
    text: (m) => [
      `In this sentence “${m.target}” has ${inPercent(m.before)}; put a doctor in the nurse’s place, and it has ${inPercent(m.doctor)} and “${m.doctorFirst}” comes first.`,
      'Nobody wrote that into the model: it is what its texts say, and neurons carry it as they carry capitals.',
    ],
  },
];
