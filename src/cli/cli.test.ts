/** The command line against what PyTorch computes in float64, on every reference model that is there. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referenceModels } from '../fixtures/reference';
import { softmaxOf } from '../knowledge/passes/softmax';
import { run } from './run';

interface PredictLine {
  readonly tokens: string[];
  readonly inputIds: number[];
  readonly maskIndex: number;
  readonly predictions: { readonly token: string; readonly id: number; readonly probability: number }[];
  readonly logits?: number[];
}
interface AttributeLine {
  readonly tokens: string[];
  readonly maskIndex: number;
  readonly target: { readonly token: string; readonly id: number; readonly probability: number };
  readonly method: string;
  readonly points: number | number[];
  readonly activations: number[][];
  readonly scores: number[][];
  readonly completeness: { readonly expected: number[]; readonly sum: number[]; readonly residual: number };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engram-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** Runs the command in this process; its lines of standard output, parsed. */
async function engram<T>(...argv: string[]): Promise<T[]> {
  const lines: T[] = [];
  const messages: string[] = [];
  const code = await run(argv, {
    out: (line) => lines.push(JSON.parse(line) as T),
    err: (line) => messages.push(line),
  });
  expect(code, messages.join('\n')).toBe(0);
  return lines;
}
async function failure(...argv: string[]): Promise<string> {
  const messages: string[] = [];
  const code = await run(argv, {
    out: (line) => expect.fail(`unexpected output: ${line}`),
    err: (line) => messages.push(line),
  });
  expect(code).toBe(1);
  expect(messages.length).toBe(1);
  return messages.join('');
}

const largest = (values: ArrayLike<number>) => Array.from(values).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return largest(Array.from(a, (x, i) => x - (b[i] ?? NaN)));
}

describe.each(referenceModels())('$name', ({ name, folder: model, cases }) => {
  const questions = () =>
    write(`${name}.jsonl`, `${cases.map(({ prompt, target }) => JSON.stringify({ prompt, target })).join('\n')}\n\n`);

  it('predicts within 2e-4', async () => {
    const lines = await engram<PredictLine>(
      'predict',
      '--model',
      model,
      '--prompts',
      await questions(),
      '--logits',
      '--top',
      '3',
    );
    expect(lines.length).toBe(cases.length);
    cases.forEach((golden, i) => {
      const line = lines[i];
      expect(line).toMatchObject({ tokens: golden.tokens, inputIds: golden.ids, maskIndex: golden.maskIndex });
      expect(distance(line?.logits ?? [], golden.logits)).toBeLessThan(2e-4);
      expect(line?.predictions.map(({ id }) => id)).toEqual(
        [...golden.logits.keys()].sort((a, b) => (golden.logits[b] ?? 0) - (golden.logits[a] ?? 0)).slice(0, 3),
      );
    });
  });

  it('edits within 2e-4', async () => {
    for (const [i, { prompt, edits }] of cases.entries()) {
      for (const { name: edit, document, logits } of edits) {
        const file = await write(`${name}-${i}-${edit}.json`, JSON.stringify(document));
        const [line] = await engram<PredictLine>(
          'predict',
          '--model',
          model,
          '--prompt',
          prompt,
          '--edits',
          file,
          '--logits',
        );
        expect(distance(line?.logits ?? [], logits), `${prompt} ${edit}`).toBeLessThan(2e-4);
      }
    }
  }, 60_000);

  it.each([
    ['riemann-left', ['--method', 'riemann-left', '--points', '20'], 'leftScores'],
    ['adaptive', [], 'exactScores'],
    ['gauss-legendre', ['--method', 'gauss-legendre'], 'exactScores'],
  ] as const)(
    'attributes by %s within 1e-4 of the largest score',
    async (method, options, key) => {
      const lines = await engram<AttributeLine>(
        'attribute',
        '--model',
        model,
        '--prompts',
        await questions(),
        ...options,
      );
      expect(lines.length).toBe(cases.length);
      cases.forEach((golden, i) => {
        const line = lines[i];
        if (!line) throw new Error('a line is missing');
        expect(line).toMatchObject({
          tokens: golden.tokens,
          maskIndex: golden.maskIndex,
          target: { token: golden.target, id: golden.targetId },
          method,
        });
        expect(line.target.probability).toBeCloseTo(golden.targetProbability, 5);
        expect(distance(line.scores.flat(), golden[key]), golden.prompt).toBeLessThan(1e-4 * largest(golden[key]));
        expect(distance(line.activations.flat(), golden.activations)).toBeLessThan(1e-4);
        expect(distance(line.completeness.expected, golden.completeness)).toBeLessThan(1e-5);
        expect(line.completeness.residual).toBeCloseTo(distance(line.completeness.sum, line.completeness.expected), 9);
        if (method === 'adaptive') expect(line.points).toHaveLength(line.scores.length);
        else expect(line.points).toBe(method === 'riemann-left' ? 20 : 48);
      });
    },
    60_000,
  );

  it('attributes the edited model where edits are given, and says what it predicts', async () => {
    const { prompt, target, targetId, edits } = cases[0]!;
    const { document, logits } = edits.find(({ document: { neurons } }) => neurons.length > 0)!;
    const file = await write(`${name}-attributed.json`, JSON.stringify(document));
    const asked = ['attribute', '--model', model, '--prompt', prompt, '--target', target] as const;
    const [line] = await engram<AttributeLine>(...asked, '--edits', file);
    expect(line!.target.probability).toBeCloseTo(softmaxOf(logits)[targetId]!, 5);
    expect(distance(line!.scores.flat(), cases[0]!.exactScores)).toBeGreaterThan(1e-3 * largest(cases[0]!.exactScores));
    const silenced = document.neurons.filter(({ gain, off }) => gain === 0 && off !== true);
    for (const { layer, neuron } of silenced) expect(Math.abs(line!.scores[layer]![neuron]!)).toBe(0);
  }, 60_000);
});

describe('bad input', () => {
  const [reference] = referenceModels();
  const model = reference?.folder ?? '';
  const prompt = reference?.cases[0]?.prompt ?? '';
  const predict = (...argv: string[]) => failure('predict', '--model', model, ...argv);
  const attribute = (...argv: string[]) => failure('attribute', '--model', model, ...argv);

  it('of arguments', async () => {
    expect(await failure()).toContain('Give a command');
    expect(await failure('forget')).toContain('There is no command "forget"');
    expect(await failure('predict')).toContain('Give the model with --model DIR.');
    expect(await predict()).toContain('Give either --prompt TEXT or --prompts FILE.jsonl.');
    expect(await predict('--prompt', prompt, '--prompts', 'x')).toContain('Give either');
    expect(await predict('--prompt', prompt, '--top', '0')).toContain(
      '--top is "0"; it should be a whole number from 1',
    );
    expect(await predict('--prompt', prompt, '--colour')).toContain("Unknown option '--colour'");
    expect(await attribute('--prompt', prompt, '--method', 'simpson')).toContain('--method is "simpson"');
    expect(await attribute('--prompt', prompt)).toContain('A target is needed');
    expect(await attribute('--prompt', prompt, '--target', 'lamps')).toContain(
      '"lamps" is 2 tokens for this model: lamp · ##s. A target must be a single token. Near it: lamp',
    );
    expect(await failure('predict', '--model', '/no/model', '--prompt', prompt)).toContain(
      '"/no/model" cannot be read',
    );
  });

  it('of prompts, with the line of the file, before any answer', async () => {
    expect(await predict('--prompt', 'nothing here')).toContain('The prompt has no [MASK].');
    expect(await predict('--prompts', join(folder, 'none.jsonl'))).toContain('none.jsonl" cannot be read');
    expect(await predict('--prompts', await write('a.jsonl', '\n'))).toContain('holds no prompts');
    expect(await predict('--prompts', await write('b.jsonl', `{"prompt": "a [MASK]"}\nnot json\n`))).toMatch(
      /b\.jsonl line 2: this is not JSON: "not json"/,
    );
    expect(await predict('--prompts', await write('c.jsonl', `{"prompt": "a [MASK]"}\n\n{"text": 1}`))).toMatch(
      /c\.jsonl line 3: the line: prompt: expected string; found nothing/,
    );
    expect(await predict('--prompts', await write('d.jsonl', `{"prompt": "a"}`))).toMatch(
      /d\.jsonl line 1: The prompt has no \[MASK\]/,
    );
    expect(
      await attribute(
        '--prompts',
        await write('e.jsonl', `{"prompt": "a [MASK]", "target": "lamp"}\n{"prompt": "a [MASK]"}`),
      ),
    ).toMatch(/e\.jsonl line 2: A target is needed/);
  });

  it('of edits', async () => {
    const edits = async (json: unknown) =>
      predict(
        '--prompt',
        prompt,
        '--edits',
        await write('edits.json', typeof json === 'string' ? json : JSON.stringify(json)),
      );
    expect(await edits('{')).toContain('edits.json: it is not valid JSON.');
    expect(await edits({ version: 3, neurons: [], values: [] })).toContain('The edits are of version 3');
    expect(await edits({ version: 1, neurons: [{ layer: 99, neuron: 0, gain: 0, at: 'mask' }], values: [] })).toContain(
      'there is no layer 99',
    );
    expect(
      await edits({
        version: 1,
        neurons: [],
        values: [{ layer: 0, neuron: 0, ops: [{ add: { token: 'xyzzy', lambda: 1 } }] }],
      }),
    ).toContain('"xyzzy" is not a token of this model');
  });
});

describe('as a program', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const program = (...argv: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', 'src/cli/main.ts', ...argv],
        { cwd: root },
        (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
        },
      );
    });

  it('writes JSON to standard output, and messages to standard error with exit code 1', async () => {
    const [reference] = referenceModels();
    const good = await program('predict', '--model', reference?.folder ?? '', '--prompt', 'the [MASK].', '--top', '1');
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(good.stdout)).toMatchObject({ maskIndex: 2 });
    const bad = await program('predict', '--model', '/no/model', '--prompt', 'the [MASK].');
    expect(bad).toMatchObject({ code: 1, stdout: '' });
    expect(bad.stderr).toMatch(/^engram: The model folder [^\n]*\n$/);
    const help = await program('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('npm run -s engram -- predict');
  }, 60_000);
});
