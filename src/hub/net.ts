/**
 * Requests that do not give up at the first trouble and never hang: a connection without a byte for a while counts as
 * broken, what may pass is tried again after longer and longer waits, and every wait can be cancelled.
 */
import { EngramError, messageOf, throwIfCancelled } from '../errors';
import { forbiddenToPages, HubFailure, inWords, unreachable } from './failures';

/** What differs between a browser's worker and a test. */
export interface Net {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** False where it is certain that there is no network. */
  online(): boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with 'cancelled' when the signal says so. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly stall: number;
}

export const WEB: Net = {
  fetch: (url, init) => fetch(url, init),
  online: () => globalThis.navigator?.onLine !== false,
  now: () => Date.now(),
  pause,
  stall: 30_000,
};

export interface Following {
  readonly signal: AbortSignal;
  /** Gets a sentence while a failure is waited out, and null when it goes on. */
  readonly onNote: (note: string | null) => void;
}

/** Failures in a row, without a byte in between, after which a request is given up. */
const TRIES = 5;
const FIRST_WAIT = 1000;

export interface Persistence {
  /** Grows while attempts get further; then failures before count no more. */
  readonly progress?: () => number;
  /** Failures in a row after which it is given up. */
  readonly tries?: number;
}

/** Calls `attempt` until it succeeds, or fails for good, or has failed too often in a row. */
export async function persist<T>(
  net: Net,
  { signal, onNote }: Following,
  attempt: () => Promise<T>,
  { progress = () => 0, tries = TRIES }: Persistence = {},
): Promise<T> {
  let furthest = progress();
  for (let failures = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof HubFailure) || error.retryAfter === null) throw error;
      failures = progress() > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, progress());
      if (failures >= tries) throw error;
      const wait = Math.max(error.retryAfter, FIRST_WAIT * 2 ** (failures - 1));
      onNote(`${error.message.split(/(?<=\.) /)[0]} Trying again in ${inWords(wait)}.`);
      await net.pause(wait, signal);
      onNote(null);
    }
  }
}

/** An answer whose body is read piece by piece. */
export interface NetAnswer {
  readonly response: Response;
  /**
   * The next bytes, or null at the end.
   * @throws HubFailure where the connection broke or went silent.
   */
  next(): Promise<Uint8Array | null>;
  /** Ends the connection. */
  close(): void;
}

/**
 * One request.
 * @throws HubFailure where nothing answers, EngramError('cancelled') where `signal` says so.
 */
export async function ask(
  net: Net,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<NetAnswer> {
  throwIfCancelled(signal);
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort);
  const close = () => {
    signal.removeEventListener('abort', abort);
    controller.abort();
  };
  try {
    const response = await firstAnswer(net, url, { headers, signal: controller.signal, credentials: 'omit' });
    const reader = response.body?.getReader();
    return {
      response,
      async next() {
        if (!reader) return null;
        const { value, done } = await inTime(net, reader.read()).catch((cause: unknown) => {
          throwIfCancelled(signal);
          throw new HubFailure(
            `The connection to ${new URL(response.url || url).host} broke (${messageOf(cause)}).`,
            0,
            { cause },
          );
        });
        return done ? null : value;
      },
      close,
    };
  } catch (error) {
    close();
    throwIfCancelled(signal);
    throw error;
  }
}

async function firstAnswer(net: Net, url: string, init: RequestInit): Promise<Response> {
  const request = () => inTime(net, net.fetch(url, init));
  const { origin } = new URL(url);
  try {
    return await request();
  } catch (cause) {
    if (!(await answersOpaquely(net, url, init))) throw unreachable(origin, net.online(), cause);
  }
  // The host is there; unless the network failed just for a moment, it keeps its answers from pages of other hosts.
  return request().catch((cause: unknown) => {
    throw forbiddenToPages(origin, cause);
  });
}

/**
 * Whether the host answers, if only in a way that this page may not read: then it is not the network that fails. Where
 * the page is cross-origin isolated, browsers keep even that from it.
 */
async function answersOpaquely(net: Net, url: string, { signal }: RequestInit): Promise<boolean> {
  if (!net.online() || signal?.aborted) return false;
  const answer = await inTime(
    net,
    net.fetch(url, { mode: 'no-cors', method: 'HEAD', signal, credentials: 'omit' }),
  ).catch(() => null);
  return answer?.type === 'opaque';
}

async function inTime<T>(net: Net, call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${inWords(net.stall)}`)), net.stall);
  });
  try {
    return await Promise.race([call, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new EngramError('cancelled', 'Cancelled.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
}
