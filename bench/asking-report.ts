/** The cost of asking, for people: what a card or a processor in its place was asked, as tables in Markdown. */
import { ASKED, type Asked, type QuestionName } from './asking';
import { TITLES } from './models';
import { ms } from './numbers';
import type { Asking, JaxAsking } from './page/asking';
import type { Card, CardCost } from './page/card';
import type { Device } from './page/device';
import { TOKENS } from './workload';

/** For people. */
const NAMES: Readonly<Record<QuestionName, string>> = {
  predict: 'prediction after typing',
  slider: 'slider, first layer',
  sliderLate: 'slider, layer at 3/4',
  attribution: 'attribution, riemann-left 20',
  adaptive: 'attribution, residual 1e-3 P',
  adaptiveFine: 'attribution, residual 1e-4 P',
};

type Cost = Omit<Asked, 'runs'> & { readonly runs?: number; readonly p95?: number };

/** A table: a line a question, and two for jax-js. */
export function formatAsking({ device, jax, ...asked }: Asking): string {
  const costs = [
    ...ASKED.map((name) => [NAMES[name], asked[name]] as const),
    ['.. jax-js, tuned for its compiler', jax] as const,
    ['.. jax-js, written plainly', jax.plain] as const,
  ];
  return [formatDevice(device), '', ...costTable(costs)].join('\n');
}

/** A table a model, then what was measured besides. */
export function formatCard({ device, matmul, models, jax, soak, failures }: Card): string {
  const tables = models.flatMap(({ model, questions }) => {
    const own = Object.entries(questions) as [QuestionName, CardCost][];
    if (own.length === 0) return [];
    return [`**${TITLES[model]}**`, '', ...costTable(own.map(([name, cost]) => [NAMES[name], cost])), ''];
  });
  const notes: string[] = [];
  if (matmul) {
    const [waited, inARow] = [matmul.waited, matmul.inARow].map((rate) => `${rate.toFixed(1)} GFLOP/s`);
    notes.push(`Matrix product: ${waited} where each is waited for, ${inARow} in a row.`);
  }
  if (jax) notes.push(`${TITLES[models[0]!.model]}, riemann-left 20 by jax-js in the same page: ${formatJax(jax)}.`);
  if (soak) {
    const [first, last] = [soak.held[0]!, soak.held.at(-1)!];
    const work = `${soak.attributions} attributions and ${soak.sliderMoves} slider moves in ${Math.round(soak.seconds)} s`;
    notes.push(`Soak: ${work}. GPU buffers: ${first.buffers} after a tenth, ${last.buffers} at the end.`);
  }
  notes.push(...failures.map((failure) => `Failed: ${failure}`));
  return [formatDevice(device), '', ...tables, ...notes.map((note) => `- ${note}`)].join('\n');
}

function formatDevice({ adapter, software, browser }: Device): string {
  return `${browser}; WebGPU on ${adapter}${software ? ', in software' : ''}; prompts of ${TOKENS} tokens`;
}

function formatJax({ milliseconds, warmUp, difference }: JaxAsking): string {
  return `${ms(milliseconds)} (the first time ${ms(warmUp)}), scores within ${difference.toExponential(0)} of the largest`;
}

/** A line a cost, by name. */
function costTable(costs: readonly (readonly [name: string, cost: Cost])[]): string[] {
  const slow = costs.some(([, { p95 }]) => p95 !== undefined);
  const head = ['', 'submits', 'dispatches', 'reads', 'uploads', 'uploaded', 'runs', 'time', ...(slow ? ['p95'] : [])];
  const lines = costs.map(([name, { submits, dispatches, reads, uploads, runs, milliseconds, p95 }]) => [
    name,
    ...[submits, dispatches, reads, uploads.calls].map(String),
    `${(uploads.bytes / 2 ** 10).toFixed(1)} KB`,
    runs?.toString() ?? '',
    ms(milliseconds),
    ...(p95 === undefined ? [] : [ms(p95)]),
  ]);
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...lines].map((cells) => `| ${cells.join(' | ')} |`);
}
