/**
 * How errors cross between worker and page: comlink carries an error's message, this adds `code`, so that an EngramError
 * arrives as one. Called on both sides.
 */
import { transferHandlers, type TransferHandler } from 'comlink';
import { EngramError, type ErrorCode } from '../errors';

/** What comlink's own handler takes: the thrown value in a box. */
interface Thrown {
  readonly value: unknown;
}

type Carried = { readonly code: ErrorCode; readonly message: string } | { readonly plain: unknown };

export function carryErrors(): void {
  const own = transferHandlers.get('throw') as TransferHandler<Thrown, unknown>;
  const handler: TransferHandler<Thrown, Carried> = {
    canHandle: own.canHandle,
    serialize(thrown) {
      const { value } = thrown;
      if (value instanceof EngramError) return [{ code: value.code, message: value.message }, []];
      const [plain, transferables] = own.serialize(thrown);
      return [{ plain }, transferables];
    },
    deserialize(carried) {
      if ('code' in carried) throw new EngramError(carried.code, carried.message);
      return own.deserialize(carried.plain);
    },
  };
  transferHandlers.set('throw', handler);
}
