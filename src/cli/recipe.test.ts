/** The built-in model is trained as a language model: its recipe looks at no neuron and at no effect (models/README.md, "The rule"). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../models/train');

/** What a training would need in order to look inside, or at what changes inside do. Comments count: what is not there need not be explained. */
const FORBIDDEN = [
  /neuron/i,
  /activation/i,
  /attribution/i,
  /\bhooks?\b|register_\w*hook|register_\w*pre_hook/i,
  /\bintermediate\b/,
  /output_hidden_states|output_attentions/,
  /autograd\.grad|retain_grad/,
  /suppress|silenc|amplif|\bdoubl|\bgains?\b/i,
  /sparsity|\bdensity\b|\bprobe\b/i,
  /engram|report\.json/i,
];

/** The lines that the rule forbids, as "file:line: text". */
function forbiddenLines(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([name, text]) =>
    text
      .split('\n')
      .flatMap((line, i) => (FORBIDDEN.some((word) => word.test(line)) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
  );
}

const names = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
const recipe = new Map(names.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));

describe('the recipe', () => {
  it('looks at no neuron, no activation, no attribution and no effect', () => {
    expect(names).toEqual(expect.arrayContaining(['data.py', 'export.py', 'model.py', 'train.py']));
    expect(forbiddenLines(recipe)).toEqual([]);
  });

  it('reads the patterns of the evaluation only to keep templates unlike them', () => {
    expect(names.filter((name) => recipe.get(name)!.includes('patterns'))).toEqual(['build_library.py']);
  });

  it.each([
    'layer.intermediate.register_forward_hook(change)',
    'loss = loss + 0.1 * density(a)',
    'a = torch.where(strongest, 2 * activations, activations)',
    'hidden = model.bert(ids, output_hidden_states=True).hidden_states',
    'effect = doubled - before',
    'from probe import probe',
    'g = torch.autograd.grad(p, a)',
    'report = json.loads(Path("../report.json").read_text())',
  ])('would find “%s”', (planted) => {
    const train = recipe.get('train.py')!.split('\n');
    train.splice(100, 0, `    ${planted}`);
    expect(forbiddenLines(new Map([['train.py', train.join('\n')]]))).toEqual([`train.py:101: ${planted}`]);
  });
});
