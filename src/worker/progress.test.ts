import { expect, test } from 'vitest';
import type { LoadProgress } from './api';
import { DownloadProgress } from './progress';

function progress() {
  const told: LoadProgress[] = [];
  let now = 0;
  return {
    told,
    wait: (milliseconds: number) => void (now += milliseconds),
    of: new DownloadProgress(
      (step) => told.push(step),
      () => now,
    ),
  };
}

test('counts the parts as one download, whose share is known with the last part', () => {
  const { told, wait, of } = progress();
  of.part('download', false)(10, 10);
  const last = of.part('download', true);
  wait(100);
  last(30, 90);
  last(90, 90);
  expect(told).toEqual([
    { stage: 'download', fraction: null, loaded: 10 },
    { stage: 'download', fraction: 0.4, loaded: 40, total: 100 },
    { stage: 'download', fraction: 1, loaded: 100, total: 100 },
  ]);
});

test('tells no more often than a person reads, but always the end', () => {
  const { told, wait, of } = progress();
  const part = of.part('read', true);
  for (let loaded = 1; loaded <= 1000; loaded++) {
    wait(1);
    part(loaded, 1000);
  }
  expect(told.length).toBeLessThan(25);
  expect(told.at(-1)).toMatchObject({ stage: 'read', fraction: 1 });
});

test('says what holds it up, until it goes on', () => {
  const { told, of } = progress();
  of.note(null);
  of.note('Waiting.');
  of.note(null);
  of.part('download', true)(1, 1);
  expect(told.map(({ note }) => note)).toEqual(['Waiting.', undefined]);
});
