/**
 * Errors are part of the product: every one that a person can meet says what was expected, what was
 * found and what to do. `code` is stable, so that the page and the tests can tell them apart.
 */
export type ErrorCode =
  | 'prompt' // the prompt cannot be used (no [MASK], too long, ...)
  | 'vocabulary' // a word or token id that the model does not know
  | 'checkpoint' // files of a model: missing, truncated, wrong shape, unsupported
  | 'download' // files that could not be fetched: no such repository, no connection, damaged on the way
  | 'library' // the relations and their facts
  | 'edits' // an edits document that does not fit its schema or its model
  | 'link' // a shared link that cannot be read
  | 'runtime' // the backend could not be started, or it failed
  | 'memory' // the device has no room for more
  | 'stopped' // no model answers any more; the engine has to be started anew
  | 'graph' // a program was built wrongly (a bug of ours)
  | 'arguments' // the command line
  | 'cancelled'; // the caller asked for it

export class EngramError extends Error {
  override readonly name = 'EngramError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** @throws EngramError('cancelled') where the signal says so. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngramError('cancelled', 'The work was cancelled.');
}

/** The sentence to show a person for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
