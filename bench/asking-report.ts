/** The cost of asking, for people: what a card or a processor in its place was asked, as tables in Markdown. */
import { ASKED, type Asked, type QuestionName } from './asking';
import { ms } from './numbers';
import type { Asking } from './page/asking';
import type { Device } from './page/device';
import { TOKENS } from './workload';

/** For people. */
const NAMES: Readonly<Record<QuestionName, string>> = {
  predict: 'prediction after typing',
  slider: 'slider, first layer',
  attribution: 'attribution, riemann-left 20',
  adaptive: 'attribution, residual 1e-3 P',
};

type Cost = Omit<Asked, 'runs'> & { readonly runs?: number };

/** A table: a line a question, and two for jax-js. */
export function formatAsking({ device, jax, ...asked }: Asking): string {
  const lines = ASKED.map((name) => costLine(NAMES[name], asked[name]));
  const peers = [costLine('.. jax-js, tuned for its compiler', jax), costLine('.. jax-js, written plainly', jax.plain)];
  return [formatDevice(device), '', ...costTable([...lines, ...peers])].join('\n');
}

function formatDevice({ adapter, software, browser }: Device): string {
  return `${browser}; WebGPU on ${adapter}${software ? ', in software' : ''}; prompts of ${TOKENS} tokens`;
}

function costTable(lines: readonly string[][]): string[] {
  const head = ['', 'submits', 'dispatches', 'reads', 'uploads', 'uploaded', 'runs', 'time'];
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...lines].map((cells) => `| ${cells.join(' | ')} |`);
}

function costLine(name: string, { submits, dispatches, reads, uploads, runs, milliseconds }: Cost): string[] {
  const counts = [submits, dispatches, reads, uploads.calls].map(String);
  const kilobytes = `${(uploads.bytes / 2 ** 10).toFixed(1)} KB`;
  return [name, ...counts, kilobytes, runs?.toString() ?? '', ms(milliseconds)];
}
