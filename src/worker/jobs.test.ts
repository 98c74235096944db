import { expect, test } from 'vitest';
import { Jobs } from './jobs';

const never = () => new Promise<never>(() => {});

test('a job settles as its work does', async () => {
  const jobs = new Jobs();
  await expect(jobs.run('a', async () => 7)).resolves.toBe(7);
  await expect(jobs.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('cancelling tells the work, and rejects at once even where the work does not listen', async () => {
  const jobs = new Jobs();
  let told = false;
  const running = jobs.run('a', (signal) => {
    signal.addEventListener('abort', () => (told = true));
    return never();
  });
  jobs.cancel('b');
  jobs.cancel('a');
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(told).toBe(true);
});

test('new work under the same name replaces the old, whose end does not touch the new', async () => {
  const jobs = new Jobs();
  const old = jobs.run('a', never);
  const replacement = jobs.run('a', never);
  await expect(old).rejects.toMatchObject({ code: 'cancelled' });
  jobs.cancel('a');
  await expect(replacement).rejects.toMatchObject({ code: 'cancelled' });
});

test('all can be cancelled', async () => {
  const jobs = new Jobs();
  const both = [jobs.run('a', never), jobs.run('b', never)];
  jobs.cancelAll();
  for (const job of both) await expect(job).rejects.toMatchObject({ code: 'cancelled' });
});
