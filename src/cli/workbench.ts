/** Runs the workbench's commands: what is asked is read first, then an open model answers in JSON, one object a line. */
import { writeFile } from 'node:fs/promises';
import { tokenOf } from '../checkpoint/token-of';
import type { ClozeTokenizer } from '../checkpoint/tokenizer';
import { EngramError } from '../errors';
import { askedModelOf } from '../experiments/asked-model';
import { evidenceOfFacts, rankingsOf, refinedSets, thresholdsFor, type Chosen } from '../experiments/fact-evidence';
import { probesOf } from '../experiments/facts';
import { NO_CONTROLS } from '../experiments/compare';
import { measure, resultJson } from '../experiments/measure';
import { eraseRelation, updateFact } from '../experiments/procedures';
import { ASKED, QUADRATURE } from '../experiments/protocol';
import { judge } from '../experiments/verdict';
import type { BertModel } from '../knowledge/bert-model';
import { exportModel } from '../knowledge/exports/export-model';
import { pythonScript } from '../knowledge/exports/python';
import { logitLens } from '../knowledge/measures/lens';
import { overlap } from '../knowledge/measures/refined-set';
import { loadLibraryFolder } from '../library/node';
import { readFacts, type FactQuestions } from './facts';
import type { Output } from './output';
import { readEdits, readQuestions } from './questions';
import type { WorkbenchCommand } from './workbench-arguments';

type Answer = (bert: BertModel) => Promise<void>;

/** Reads and checks what the command asks; the work itself comes with an open model. */
export async function runWorkbench(
  command: WorkbenchCommand,
  tokenizer: ClozeTokenizer,
  output: Output,
): Promise<Answer> {
  const print = (line: object) => output.out(JSON.stringify(line));
  switch (command.name) {
    case 'neurons': {
      const facts = await readFacts(command.source, tokenizer);
      return (bert) => neurons(bert, facts, command, print);
    }
    case 'update':
      return update(command, tokenizer, output);
    case 'erase':
      return erase(command, tokenizer, output);
    case 'controls':
      return controls(command, tokenizer, output);
    case 'lens': {
      const [questions, edits] = [await readQuestions(command.source, tokenizer, true), await readEdits(command.edits)];
      return async (bert) => {
        for (const { prompt, target } of questions)
          print(await logitLens(bert, { prompt, edits, top: command.top, target: target!.id }));
      };
    }
    case 'export': {
      const edits = await readEdits(command.edits);
      return async (bert) => {
        const { bytes, notExported } = exportModel(bert, edits);
        await writeFile(command.out, bytes);
        print({ file: command.out, bytes: bytes.length, notExported });
      };
    }
    case 'python': {
      const request = {
        model: command.model,
        prompt: command.prompt,
        watch: [],
        edits: await readEdits(command.edits),
      };
      return async (bert) => output.out(pythonScript(request, bert).trimEnd());
    }
  }
}

type Print = (line: object) => void;

/** Nobody follows the work, nor stops it but by ending the program. */
const ALONE = {};

type ChosenByRanking = Pick<Extract<WorkbenchCommand, { name: 'neurons' }>, 'chosen' | 'byActivation'>;

async function neurons(
  bert: BertModel,
  facts: readonly FactQuestions[],
  { chosen, byActivation }: ChosenByRanking,
  print: Print,
): Promise<void> {
  const asked = facts.map(({ prompts, target }) => ({ prompts, target: target.id }));
  const evidence = await evidenceOfFacts(askedModelOf(bert), asked, QUADRATURE.sets, ALONE);
  const setsBy = (by: 'attribution' | 'activation', wanted: Chosen) => {
    const rankings = evidence.map((own) => rankingsOf(own, by));
    const thresholds = thresholdsFor(rankings, wanted);
    return { sets: refinedSets(rankings, thresholds), thresholds };
  };
  const { sets, thresholds } = setsBy('attribution', chosen);
  const { sets: active, thresholds: activationThresholds } = setsBy('activation', byActivation);
  facts.forEach(({ name, target }, i) => {
    const { shared, jaccard } = overlap(sets[i]!, active[i]!);
    print({
      name,
      target,
      ...thresholds,
      neurons: sets[i],
      byActivation: active[i],
      activationThresholds,
      overlap: { count: shared.length, jaccard },
      prompts: evidence[i]!.map(({ prompt, target: { probability }, residual, converged }) => ({
        prompt,
        probability,
        residual,
        converged,
      })),
    });
  });
}

async function update(
  { source, chosen, lambdas, others, draws, ...command }: Extract<WorkbenchCommand, { name: 'update' }>,
  tokenizer: ClozeTokenizer,
  output: Output,
): Promise<Answer> {
  const facts = await readFacts(source, tokenizer);
  const library = 'file' in source ? null : await loadLibraryFolder(source.relations);
  const to = tokenOf(command.to, tokenizer);
  const [fact] = facts;
  if (facts.length !== 1 || !fact)
    throw new EngramError(
      'arguments',
      `update takes one fact; ${facts.length} are given. Choose one, with --subject for instance.`,
    );
  const request = {
    fact: { ...fact, subject: fact.name },
    to,
    library,
    others,
    thresholds: chosen,
    lambdas,
    controls: draws,
  };
  return async (bert) => {
    const result = await updateFact(askedModelOf(bert), request, ALONE);
    output.out(resultJson(result));
    if (result.skipped !== null) output.err(result.verdict.text);
  };
}

async function erase(
  { source, chosen, count, spare, asked, draws }: Extract<WorkbenchCommand, { name: 'erase' }>,
  tokenizer: ClozeTokenizer,
  output: Output,
): Promise<Answer> {
  if (source.subject !== undefined)
    throw new EngramError('arguments', 'erase takes a whole relation: leave --subject out.');
  await readFacts(source, tokenizer);
  const request = {
    relation: source.relation,
    library: await loadLibraryFolder(source.relations),
    asking: {
      relation: source,
      elsewhere: { ...ASKED.elsewhere, facts: spare },
      erasure: { ...ASKED.erasure, facts: asked },
    },
    thresholds: chosen,
    count,
    controls: draws,
  };
  return async (bert) => output.out(resultJson(await eraseRelation(askedModelOf(bert), request, ALONE)));
}

async function controls(
  command: Extract<WorkbenchCommand, { name: 'controls' }>,
  tokenizer: ClozeTokenizer,
  output: Output,
): Promise<Answer> {
  const edits = await readEdits(command.edits);
  const asked =
    'prompts' in command.source
      ? (await readQuestions({ file: command.source.prompts }, tokenizer, true)).map(({ prompt, target }) => ({
          prompts: [prompt],
          target: target!.id,
        }))
      : (await readFacts(command.source, tokenizer)).map(({ prompts, target }) => ({ prompts, target: target.id }));
  const probes = probesOf(asked);
  const request = {
    edits,
    probes: [{ name: 'prompts', probes }],
    controls: { ...NO_CONTROLS, ...command.draws, prompts: probes.map(({ prompt }) => prompt) },
  };
  return async (bert) => {
    const { measured, comparison } = await measure(askedModelOf(bert), request, ALONE);
    const [own, ...elsewhere] = measured.groups;
    const verdict = judge({ own: own!, elsewhere, to: null });
    output.out(JSON.stringify({ ...measured, verdict, controlNeurons: comparison.controls }));
  };
}
