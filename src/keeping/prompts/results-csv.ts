/** The results as a table for other programs: a line a prompt, numbers in full. */
import { csvFormatRows } from 'd3';
import { nameOf } from '../../state/neurons';
import type { PromptList } from '../../state/prompts';
import type { ResultsByPrompt } from '../../experiments/prompt-list';

const COLUMNS = [
  'prompt',
  'target',
  'rank',
  'probability',
  'top_answer',
  'top_probability',
  'neurons',
  'residual',
  'converged',
  'problem',
];

/** `neurons`: the strongest by attribution, "L3 · N1204 0.0132", with "; " between them. */
export function resultsCsv(list: PromptList, found: ResultsByPrompt): string {
  const rows = list.prompts.map(({ prompt, target }, index): string[] => {
    const result = found[index];
    if (!result) return [prompt, target ?? '', ...Array<string>(COLUMNS.length - 2).fill('')];
    if ('problem' in result)
      return [prompt, target ?? '', ...Array<string>(COLUMNS.length - 3).fill(''), result.problem];
    const { evidence, rank, top } = result;
    const attributed = evidence
      ? [
          evidence.neurons.map((neuron) => `${nameOf(neuron)} ${neuron.score}`).join('; '),
          String(evidence.residual),
          String(evidence.converged),
        ]
      : ['', '', ''];
    return [
      prompt,
      result.target.token,
      String(rank),
      String(result.target.probability),
      top.token,
      String(top.probability),
      ...attributed,
      '',
    ];
  });
  return `${csvFormatRows([COLUMNS, ...rows])}\n`;
}
