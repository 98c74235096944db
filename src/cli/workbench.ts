/** Runs the workbench's commands: what is asked is read first, then an open model answers in JSON, one object a line. */
import { writeFile } from 'node:fs/promises';
import type { ClozeTokenizer } from '../checkpoint/tokenizer';
import { EngramError } from '../errors';
import { compare, type ProbeGroup } from '../experiments/compare';
import { eraseEdits, neuronsOwnTo, neuronsServing } from '../experiments/erase';
import { EVERYDAY_PROMPTS } from '../experiments/everyday-prompts';
import { gatherEvidence, type Evidence } from '../knowledge/measures/evidence';
import { exportModel } from '../knowledge/exports/export-model';
import { logitLens } from '../knowledge/measures/lens';
import { pythonScript } from '../knowledge/exports/python';
import type { Ranking } from '../knowledge/measures/ranking';
import { adjustShare, overlap, refine, type CountedNeuron } from '../knowledge/measures/refined-set';
import type { BertModel } from '../knowledge/bert-model';
import { spareShared, updateEdits, updateVerdict } from '../experiments/update';
import { otherRelations } from '../library/choose';
import { loadLibraryFolder } from '../library/node';
import { factsOf, otherFacts, readFacts, type FactQuestions } from './facts';
import { readEdits, readQuestions, tokenOf } from './questions';
import type { Output } from './output';
import type { Chosen, WorkbenchCommand } from './workbench-arguments';

/** Finer than the thresholds on the scores need. */
const QUADRATURE = { method: 'adaptive', tolerance: 1e-3 } as const;

const EVERYDAY: ProbeGroup = { name: 'everyday', probes: EVERYDAY_PROMPTS.map((prompt) => ({ prompt, target: null })) };

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
      return (bert) => neurons(bert, facts, command.chosen, print);
    }
    case 'update':
      return update(command, tokenizer, print);
    case 'erase':
      return erase(command, tokenizer, print);
    case 'controls':
      return controls(command, tokenizer, print);
    case 'lens': {
      const [questions, edits] = [await readQuestions(command.source, tokenizer, true), await readEdits(command.edits)];
      return async (bert) => {
        for (const { prompt, target } of questions)
          print(await logitLens(bert, { prompt, edits, top: command.top, watch: [target!.id] }));
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

/** By fact, the evidence of its prompts. */
async function evidenceOf(bert: BertModel, facts: readonly FactQuestions[]): Promise<Evidence[][]> {
  const questions = facts.flatMap(({ prompts, target }) => prompts.map((prompt) => ({ prompt, target: target.id })));
  const evidence = await gatherEvidence(bert, { questions, quadrature: QUADRATURE });
  let from = 0;
  return facts.map(({ prompts }) => evidence.slice(from, (from += prompts.length)));
}

/** Attributions of all prompts. */
function rankingsOf(facts: readonly (readonly Evidence[])[]): readonly Ranking[] {
  return facts.flat().map(({ attribution }) => attribution);
}

function setsOf(
  facts: readonly (readonly Evidence[])[],
  { t, s }: Chosen,
  ranking: 'attribution' | 'activation',
): { sets: (readonly CountedNeuron[])[]; s: number } {
  const rankings = facts.map((evidence) => evidence.map((each) => each[ranking]));
  const share = s === 'auto' ? adjustShare(rankings, t).s : s;
  return { sets: rankings.map((own) => refine(own, { t, s: share })), s: share };
}

async function neurons(bert: BertModel, facts: readonly FactQuestions[], chosen: Chosen, print: Print): Promise<void> {
  const evidence = await evidenceOf(bert, facts);
  const { sets, s } = setsOf(evidence, chosen, 'attribution');
  const active = setsOf(evidence, chosen, 'activation').sets;
  facts.forEach(({ name, target }, i) => {
    const { shared, jaccard } = overlap(sets[i]!, active[i]!);
    print({
      name,
      target,
      t: chosen.t,
      s,
      neurons: sets[i],
      byActivation: active[i],
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
  command: Extract<WorkbenchCommand, { name: 'update' }>,
  tokenizer: ClozeTokenizer,
  print: Print,
): Promise<Answer> {
  const { source, chosen, lambdas, draws } = command;
  const facts = await readFacts(source, tokenizer);
  const others = await otherFacts(source, tokenizer, facts, command.others);
  const to = tokenOf(command.to, tokenizer);
  const [fact] = facts;
  if (facts.length !== 1 || !fact)
    throw new EngramError(
      'arguments',
      `update takes one fact; ${facts.length} are given. Choose one, with --subject for instance.`,
    );
  return async (bert) => {
    const {
      sets: [own, ...rest],
    } = setsOf(await evidenceOf(bert, [fact, ...others]), chosen, 'attribution');
    const shares = spareShared(own!, rest);
    const edits = updateEdits(
      shares.filter(({ isSpared }) => !isSpared),
      fact.target.id,
      to.id,
      lambdas,
    );
    const groups: ProbeGroup[] = [
      {
        name: 'paraphrases',
        probes: fact.prompts.map((prompt) => ({ prompt, target: fact.target.id, watch: [to.id] })),
      },
      {
        name: 'other facts',
        probes: others.map(({ prompts, target }) => ({ prompt: prompts[0]!, target: target.id })),
      },
      EVERYDAY,
    ];
    const { groups: compared } = await compare(bert, {
      edits,
      groups,
      controls: { ...draws, activationPrompt: fact.prompts[0]! },
    });
    const { before, after } = compared[0]!.readings;
    const paraphrases = fact.prompts.map((prompt, i) => ({ prompt, before: before[i], after: after[i] }));
    print({
      name: fact.name,
      from: fact.target,
      to,
      neurons: shares,
      edits,
      verdict: updateVerdict(before, after, to.id),
      paraphrases,
      groups: compared.map(withoutReadings),
    });
  };
}

async function erase(
  command: Extract<WorkbenchCommand, { name: 'erase' }>,
  tokenizer: ClozeTokenizer,
  print: Print,
): Promise<Answer> {
  const { source, chosen, count, spare, asked, draws } = command;
  const facts = await readFacts(source, tokenizer);
  const { relations } = await loadLibraryFolder(source.relations);
  const others = otherRelations(relations, source.relation)
    .map((relation) => factsOf(relation, tokenizer, 1).slice(0, spare))
    .filter((some) => some.length > 0);
  const groups = relations.map((relation) => ({
    name: relation.id,
    probes: factsOf(relation, tokenizer, 1)
      .slice(0, asked)
      .map(({ prompts, target }) => ({ prompt: prompts[0]!, target: target.id })),
  }));
  return async (bert) => {
    const [own, ...elsewhere] = await Promise.all([facts, ...others].map((each) => evidenceOf(bert, each)));
    const order =
      spare > 0
        ? neuronsOwnTo(rankingsOf(own!), elsewhere.map(rankingsOf)).filter(({ lead }) => lead > 0)
        : neuronsServing(setsOf(own!, chosen, 'attribution').sets);
    const chosenNeurons = order.slice(0, count);
    const edits = eraseEdits(chosenNeurons);
    const compared = await compare(bert, {
      edits,
      groups: [...groups, EVERYDAY],
      controls: { ...draws, activationPrompt: facts[0]!.prompts[0]! },
    });
    print({
      relation: source.relation,
      facts: facts.length,
      neurons: chosenNeurons,
      edits,
      groups: compared.groups.map(withoutReadings),
    });
  };
}

async function controls(
  command: Extract<WorkbenchCommand, { name: 'controls' }>,
  tokenizer: ClozeTokenizer,
  print: Print,
): Promise<Answer> {
  const edits = await readEdits(command.edits);
  const probes =
    'prompts' in command.source
      ? (await readQuestions({ file: command.source.prompts }, tokenizer, true)).map(({ prompt, target }) => ({
          prompt,
          target: target!.id,
        }))
      : (await readFacts(command.source, tokenizer)).flatMap(({ prompts, target }) =>
          prompts.map((prompt) => ({ prompt, target: target.id })),
        );
  return async (bert) => {
    const groups: ProbeGroup[] = [{ name: 'prompts', probes }, EVERYDAY];
    const result = await compare(bert, {
      edits,
      groups,
      controls: { ...command.draws, activationPrompt: probes[0]!.prompt },
    });
    print({ ...result, groups: result.groups.map(withoutReadings) });
  };
}

/** A group's numbers without its single prompts. */
function withoutReadings<T extends { readonly readings: unknown }>({ readings: _, ...group }: T) {
  return group;
}
