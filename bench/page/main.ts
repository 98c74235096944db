/**
 * The benchmark's page: `window.bench` for who drives it from outside, a button a part for who looks at it. `?run=card` or
 * `?run=asking` starts a part at once. When a part is through, the title says so and `window.benchResult` has what came of it.
 */
import { messageOf } from '../../src/errors';
import { carryErrors } from '../../src/worker/crossing';
import { formatAsking, formatCard } from '../asking-report';
import type { BenchPage } from './api';
import type { Asking, Tell } from './asking';
import { bench } from './bench';
import type { Card } from './card';
import { findDevice } from './device';

const ASKING_RUNS = 5;

interface Part {
  readonly title: string;
  run(page: BenchPage, tell: Tell): Promise<{ readonly found: Asking | Card; readonly text: string }>;
}

const PARTS: Readonly<Record<string, Part>> = {
  asking: {
    title: 'Cost of asking',
    async run(page, tell) {
      const found = await page.asking(ASKING_RUNS, tell);
      return { found, text: formatAsking(found) };
    },
  },
  card: {
    title: 'This card',
    async run(page, tell) {
      const found = await page.card({}, tell);
      return { found, text: formatCard(found) };
    },
  },
};

carryErrors();
window.bench = bench;

const byId = (id: string) => document.getElementById(id)!;
const buttons = [...document.querySelectorAll('button')];
for (const button of buttons) button.addEventListener('click', () => void start(button.value));
void findDevice().then(({ adapter, software, browser }) => {
  byId('device').textContent = `${browser}; WebGPU: ${adapter}${software ? ' (no graphics card)' : ''}.`;
});
const wanted = new URLSearchParams(location.search).get('run');
if (wanted !== null && Object.hasOwn(PARTS, wanted)) void start(wanted);

async function start(name: string): Promise<void> {
  const { title, run } = PARTS[name]!;
  const say = (what: string) => {
    byId('status').textContent = `${title}: ${what}`;
    document.title = `${title}: ${what}`;
  };
  for (const button of buttons) button.disabled = true;
  for (const id of ['text', 'json']) byId(id).textContent = '';
  say('measuring');
  const tell: Tell = (part, found) => {
    const line = JSON.stringify({ [part]: found });
    console.log(line);
    byId('text').textContent += `${line}\n`;
  };
  try {
    const { found, text } = await run(bench, tell);
    byId('text').textContent = text;
    byId('json').textContent = JSON.stringify(found, null, 2);
    window.benchResult = { part: name, found };
    say('done');
  } catch (error) {
    window.benchResult = { part: name, error: messageOf(error) };
    say(`failed. ${messageOf(error)}`);
  }
  for (const button of buttons) button.disabled = false;
}
