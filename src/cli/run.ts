/** The commands on one engine: questions in, a line of JSON out for each; `evaluate` asks its own. */
import { loadFolder } from '../checkpoint/node';
import type { ClozeTokenizer } from '../checkpoint/tokenizer';
import { EngramError, messageOf } from '../errors';
import { ATTRIBUTED_TOGETHER } from '../experiments/protocol';
import type { EditsDocument } from '../knowledge/edits/edits';
import type { Quadrature } from '../knowledge/paths/attribution';
import { BertModel } from '../knowledge/bert-model';
import { softmaxOf } from '../knowledge/passes/softmax';
import { createNodeRuntime } from '../runtime/node';
import { type Command, parseCommand } from './arguments';
import { evaluate, roundNumbers } from './evaluate';
import { type AskedPrompt, readEdits, readQuestions } from './questions';
import type { Output } from './output';
import { runWorkbench } from './workbench';
import { isWorkbench, type WorkbenchCommand } from './workbench-arguments';

/** Parameters below which one thread is fastest. */
const TINY = 1_000_000;

/** Runs a command line; returns the exit code. */
export async function run(argv: readonly string[], output: Output): Promise<0 | 1> {
  try {
    const command = parseCommand(argv);
    if (command.name === 'help') output.out(command.text);
    else if (command.name === 'evaluate')
      output.out(JSON.stringify(await evaluate(command, (line) => output.err(line)), roundNumbers, 1));
    else await ask(command, output);
    return 0;
  } catch (error) {
    output.err(`engram: ${messageOf(error)}`);
    return 1;
  }
}

type Asked = Exclude<Command, { name: 'help' | 'evaluate' }>;

async function ask(command: Asked, output: Output): Promise<void> {
  const { checkpoint, tokenizer } = await loadFolder(command.model);
  const answer = isWorkbenchCommand(command)
    ? await runWorkbench(command, tokenizer, output)
    : await answerQuestions(command, tokenizer, output);
  // In a tiny model threads wait for each other longer than they compute.
  const runtime = await createNodeRuntime(checkpoint.parameters < TINY ? 1 : undefined);
  const bert = await BertModel.open(runtime, checkpoint, tokenizer);
  try {
    await answer(bert);
  } finally {
    await bert.close();
  }
}

function isWorkbenchCommand(command: Asked): command is WorkbenchCommand {
  return isWorkbench(command.name);
}

/** Reads what is asked, so that a slip in it shows before the model is made ready; the work itself comes with an open model. */
async function answerQuestions(command: Exclude<Asked, WorkbenchCommand>, tokenizer: ClozeTokenizer, output: Output) {
  const questions = await readQuestions(command.source, tokenizer, command.name === 'attribute');
  const edits = await readEdits(command.edits);
  return async (bert: BertModel) => {
    if (command.name === 'predict') {
      for (const question of questions) output.out(JSON.stringify(await predict(bert, question, edits, command)));
      return;
    }
    for (let from = 0; from < questions.length; from += ATTRIBUTED_TOGETHER) {
      const batch = questions.slice(from, from + ATTRIBUTED_TOGETHER);
      const answers = await attribute(bert, batch, { quadrature: command.quadrature, edits }, output);
      for (const answer of answers) output.out(JSON.stringify(answer));
    }
  };
}

async function predict(
  bert: BertModel,
  { prompt }: AskedPrompt,
  edits: EditsDocument,
  options: { readonly top: number; readonly logits: boolean },
) {
  const { cloze, after } = await bert.predict(prompt, edits);
  const probabilities = softmaxOf(after);
  const best = Array.from(probabilities.keys())
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
    .slice(0, options.top);
  return {
    tokens: cloze.tokens.map(({ token }) => token),
    inputIds: cloze.ids,
    maskIndex: cloze.maskIndex,
    predictions: best.map((id) => ({ token: bert.tokenizer.token(id), id, probability: probabilities[id] })),
    ...(options.logits ? { logits: numbers(after) } : {}),
  };
}

async function attribute(
  bert: BertModel,
  questions: readonly AskedPrompt[],
  { quadrature, edits }: { readonly quadrature: Quadrature; readonly edits: EditsDocument },
  output: Output,
) {
  const targets = questions.map(({ target }) => {
    if (!target) throw new EngramError('arguments', 'A target is needed.');
    return target;
  });
  const results = await bert.attributeAll(
    questions.map(({ prompt }, i) => ({ prompt, targetId: targets[i]!.id })),
    quadrature,
    { edits },
  );
  const { layers, intermediateSize: F } = bert.checkpoint.config;
  const byLayer = (flat: Float32Array) =>
    Array.from({ length: layers }, (_, l) => numbers(flat.subarray(l * F, (l + 1) * F)));
  return results.map((result, i) => {
    const { expected, sum, residual, converged } = result.completeness;
    if (quadrature.method === 'adaptive' && !converged) {
      output.err(
        `engram: ${JSON.stringify(questions[i]!.prompt)}: some layers' scores still miss their sum by up to ${residual.toExponential(1)}; see completeness.`,
      );
    }
    return {
      tokens: result.cloze.tokens.map(({ token }) => token),
      maskIndex: result.cloze.maskIndex,
      target: { token: targets[i]!.token, id: targets[i]!.id, probability: result.probability },
      method: quadrature.method,
      points: quadrature.method === 'adaptive' ? result.points : quadrature.points,
      activations: byLayer(result.activations),
      scores: byLayer(result.scores),
      completeness: { expected, sum, residual },
    };
  });
}

/** Nine significant digits tell every float32 from its neighbours; more would only lengthen the line. */
function numbers(values: Float32Array): number[] {
  return Array.from(values, (x) => Number(x.toPrecision(9)));
}
