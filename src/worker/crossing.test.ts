import { expose, wrap } from 'comlink';
import { expect, test } from 'vitest';
import { EngramError } from '../errors';
import { carryErrors } from './crossing';

interface Remote {
  fail(kind: 'own' | 'plain'): void;
}

test('an EngramError arrives as one, other errors as they are', async () => {
  carryErrors();
  const { port1, port2 } = new MessageChannel();
  const remote: Remote = {
    fail(kind) {
      throw kind === 'own' ? new EngramError('prompt', 'No [MASK].') : new RangeError('too long');
    },
  };
  expose(remote, port1);
  const near = wrap<Remote>(port2);
  await expect(near.fail('own')).rejects.toBeInstanceOf(EngramError);
  await expect(near.fail('own')).rejects.toMatchObject({ code: 'prompt', message: 'No [MASK].' });
  await expect(near.fail('plain')).rejects.toMatchObject({ name: 'RangeError', message: 'too long' });
  port1.close();
  port2.close();
});
