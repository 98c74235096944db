/** Many questions to a model, in batches of similar length: what it says of each target among the whole vocabulary. */
import { EVALUATION } from '../experiments/protocol';
import { ForwardPass, type PromptIds } from '../knowledge/passes/forward';
import { Distribution } from '../knowledge/measures/reading';
import type { BertModel } from '../knowledge/bert-model';

export interface TargetQuestion extends PromptIds {
  readonly targetId: number;
}

export interface TargetAnswer {
  /** Tokens before the target: 0 for the likeliest. */
  readonly rank: number;
  readonly logProbability: number;
  /** The likeliest token. */
  readonly firstId: number;
  readonly firstLogProbability: number;
}

/** By question, in the order given. */
export async function askAll(
  bert: BertModel,
  questions: readonly TargetQuestion[],
  onProgress: (done: number) => void,
): Promise<TargetAnswer[]> {
  const order = questions.map((_, i) => i).sort((a, b) => questions[a]!.ids.length - questions[b]!.ids.length);
  const answers = new Array<TargetAnswer>(questions.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && (to - from + 1) * questions[order[to]!]!.ids.length <= EVALUATION.batchTokens) to++;
    const batch = order.slice(from, to);
    const pass = await ForwardPass.run(
      bert.kernels,
      batch.map((i) => questions[i]!),
      new Map(),
    );
    try {
      const logits = await pass.logits();
      batch.forEach((i, row) => (answers[i] = answerOf(logits[row]!, questions[i]!.targetId)));
    } finally {
      pass.dispose();
    }
    onProgress(to);
    from = to;
  }
  return answers;
}

export function answerOf(logits: Float32Array, targetId: number): TargetAnswer {
  const says = new Distribution(logits, String);
  const firstId = says.top(1)[0]!;
  return {
    rank: says.rank(targetId) - 1,
    logProbability: says.logProbability(targetId),
    firstId,
    firstLogProbability: says.logProbability(firstId),
  };
}

/** What most tables of the report need of some answers. */
export function scoresOf(answers: readonly TargetAnswer[]) {
  const share = (test: (answer: TargetAnswer) => boolean): number => answers.filter(test).length / answers.length;
  return {
    prompts: answers.length,
    top1: share(({ rank }) => rank === 0),
    top5: share(({ rank }) => rank < 5),
    medianP: Math.exp(medianOf(answers.map(({ logProbability }) => logProbability))),
    above95: share(({ logProbability }) => logProbability > Math.log(0.95)),
  };
}

/** How sure the model is of its own first answers, be they right or wrong. */
export function surenessOf(answers: readonly TargetAnswer[]) {
  const own = answers.map(({ firstLogProbability }) => firstLogProbability);
  return {
    medianFirstP: Math.exp(medianOf(own)),
    sure: own.filter((log) => log > Math.log(EVALUATION.sureFrom)).length / own.length,
  };
}

/** The upper one of an even number of values. */
function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export type Scores = ReturnType<typeof scoresOf>;
