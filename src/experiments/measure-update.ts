/**
 * What edits of a fact do: to the wordings that chose its neurons, to those that did not, to other facts of its relation,
 * to other relations and to everyday sentences, beside every control; and what may be said of it.
 */
import type { Token } from '../checkpoint/tokenizer';
import type { EditsDocument } from '../knowledge/edits/edits';
import { editedNeurons } from '../knowledge/edits/move-edits';
import type { Probe, ProbeReading } from '../knowledge/measures/probes';
import { otherRelations } from '../library/choose';
import type { Library } from '../library/library';
import type { AskedModel } from './asked-model';
import type { ProbeGroup } from './compare';
import { rankedControls } from './control-facts';
import { stretch, type Course } from './course';
import { factsToAsk, probesOf } from './facts';
import { halvesOf, isAmong } from './halves';
import { measure, type Draws, type Measured } from './measure';
import { ASKED, DRAWS, type Asking } from './protocol';
import { addsToken, countAnswers, skipOf, type AnswerCounts, type SharedNeuron, type Skip } from './update';
import { perplexitiesOf, updateScores, type Perplexities, type UpdateScores } from './update-scores';
import { judgeUpdate, type Verdict } from './verdict';

/** Groups of an update, in their order; those without prompts are there, too. */
export const UPDATE_GROUPS = {
  /** The wordings in which the neurons were found. */
  finding: 'finding wordings',
  /** Those that had no part in it. */
  held: 'other wordings',
  inner: 'other facts',
  outer: 'other relations',
} as const;

/** Groups: those of UPDATE_GROUPS ("other relations" where a library is there), and "everyday". */
export interface MeasuredUpdate extends Measured {
  /** Id in the library; null for a fact of one's own. */
  readonly relation: string | null;
  readonly subject: string;
  /** The old answer, and the new one; null where the edits teach none. */
  readonly from: Token;
  readonly to: Token | null;
  /** The neurons found for the fact, each with the share of the relation's other facts that it serves. */
  readonly set: readonly SharedNeuron[];
  /** Why nothing was taught; null where something is edited. Such a fact has neither failed nor succeeded. */
  readonly skipped: Skip | null;
  /** Over all wordings. */
  readonly answers: AnswerCounts;
  /** Null where the edits teach no new answer. */
  readonly scores: UpdateScores | null;
  readonly perplexity: Perplexities;
  readonly verdict: Verdict;
  /** By wording, the old answer's and the new one's probability, without the edits and with them. */
  readonly paraphrases: readonly {
    readonly prompt: string;
    /** Whether it chose the edited neurons. */
    readonly chose: boolean;
    readonly before: ProbeReading;
    readonly after: ProbeReading;
  }[];
}

export interface UpdateMeasuring extends Pick<MeasuredUpdate, 'relation' | 'subject' | 'from' | 'to' | 'set'> {
  /** The fact's wordings. */
  readonly prompts: readonly string[];
  readonly edits: EditsDocument;
  /** Null where there is none: then the fact is asked alone. */
  readonly library: Pick<Library, 'relations'> | null;
  readonly siblings?: Asking;
  readonly controls: Draws;
}

/** Share of the whole that finding other facts' neurons takes, roughly. */
const CONTROLS_FOUND = 0.3;

export async function measureUpdate(
  model: AskedModel,
  asked: UpdateMeasuring,
  course: Course,
): Promise<MeasuredUpdate> {
  const { relation, subject, from, set, prompts, edits, library, controls } = asked;
  const edited = editedNeurons(edits);
  const to = asked.to && (edited.length === 0 || addsToken(edits, asked.to)) ? asked.to : null;
  // Neurons that another choice made, from all wordings for instance, have no wording that took no part in it.
  const { finding, held } = edited.every((ref) => isAmong(set, ref))
    ? halvesOf(prompts)
    : { finding: prompts, held: [] };
  const skipped = edited.length === 0 ? skipOf(set) : null;
  const watch = to ? [to.id] : [];
  const own = (texts: readonly string[]) => texts.map((prompt): Probe => ({ prompt, target: from.id, watch }));
  // Where the new answer is the right one it is no side effect.
  const others = (probes: readonly Probe[]) =>
    probes.filter(({ target }) => target !== to?.id).map((probe) => ({ ...probe, watch }));
  const [siblings, strangers] = [await siblingProbes(model, asked), await strangerProbes(model, asked)];
  const probes: ProbeGroup[] = [
    { name: UPDATE_GROUPS.finding, probes: own(finding) },
    { name: UPDATE_GROUPS.held, probes: own(held) },
    { name: UPDATE_GROUPS.inner, probes: others(siblings), draws: DRAWS.elsewhere },
    ...(library ? [{ name: UPDATE_GROUPS.outer, probes: others(strangers), draws: DRAWS.elsewhere }] : []),
  ];
  const ranked =
    library && edited.length > 0
      ? await rankedControls(model, { ...asked, library }, stretch(course, 0, CONTROLS_FOUND))
      : [];
  const { measured, comparison } = await measure(
    model,
    { edits, probes, controls: { ...controls, prompts: finding, target: from.id, ranked } },
    stretch(course, ranked.length > 0 ? CONTROLS_FOUND : 0, 1),
  );
  const readings = [...finding, ...held].map((prompt, i) => {
    const { before, after } = comparison.groups[i < finding.length ? 0 : 1]!.readings;
    const at = i < finding.length ? i : i - finding.length;
    return { prompt, chose: i < finding.length, before: before[at]!, after: after[at]! };
  });
  const paraphrases = prompts.map((prompt) => readings.find((reading) => reading.prompt === prompt)!);
  const scores = to && skipped === null ? updateScores(paraphrases, to.id, measured.groups[2]!) : null;
  return {
    relation,
    subject,
    from,
    to,
    set,
    ...measured,
    skipped,
    answers: countAnswers(
      paraphrases.map(({ before }) => before),
      paraphrases.map(({ after }) => after),
      to?.id ?? null,
    ),
    scores,
    perplexity: perplexitiesOf(measured.groups[2]!, library ? measured.groups[3]! : null),
    verdict: judgeUpdate({ ...measured, to, set, skipped }),
    paraphrases,
  };
}

type Near = Pick<UpdateMeasuring, 'library' | 'relation' | 'subject' | 'siblings'>;

async function siblingProbes(
  model: AskedModel,
  { library, relation, subject, siblings = ASKED.siblings }: Near,
): Promise<readonly Probe[]> {
  const own = library?.relations.filter(({ id }) => id === relation) ?? [];
  return probesOf(await factsToAsk(model, own, siblings, (fact) => fact.subject !== subject));
}

/** Facts of the other relations; the inverse one states the same facts. */
async function strangerProbes(model: AskedModel, { library, relation }: Near): Promise<readonly Probe[]> {
  const relations = library?.relations ?? [];
  return probesOf(
    await factsToAsk(model, relation === null ? relations : otherRelations(relations, relation), ASKED.strangers),
  );
}
