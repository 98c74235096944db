/**
 * What can go wrong between here and the Hub, each with its own sentence: what was asked for, what came back, what to
 * do. A failure also says whether it is worth trying again.
 */
import { EngramError, messageOf } from '../errors';

export class HubFailure extends EngramError {
  constructor(
    message: string,
    /** Milliseconds to wait at least before the next try; null where another try would change nothing. */
    readonly retryAfter: number | null,
    options?: ErrorOptions,
  ) {
    super('download', message, options);
  }
}

/** What a request was for. */
export interface Wanted {
  readonly host: string;
  readonly id: string;
  readonly revision: string;
  /** Null where the repository itself was asked about. */
  readonly file: string | null;
}

/** Longest wait that is worth a visitor's time, milliseconds. */
const LONGEST_WAIT = 120_000;

/** For an answer that is no success. The Hub names its reasons in X-Error-Code, which hosts in between may drop. */
export function refusal(
  { status, headers, url }: Response,
  { host, id, revision, file }: Wanted,
  now: number,
): HubFailure {
  const reason = headers.get('x-error-code');
  const what = file === null ? `The model “${id}”` : `${file} of “${id}”`;
  const page = `${host}/${id}`;
  if (status === 429 || status >= 500) return busy(status, headers.get('retry-after'), what, now);
  // The Hub leads to other hosts by addresses that hold for a while; the next try gets a new one.
  if (url && new URL(url).origin !== new URL(host).origin) {
    return new HubFailure(
      `${what} could not be fetched: ${new URL(url).host}, where the Hub keeps it, answered ${status}. Try again in a few minutes.`,
      0,
    );
  }
  if (reason === 'GatedRepo' || (status === 403 && reason === null)) {
    return final(
      `${what} is gated: the Hub answered ${status}, since its owners ask every reader to agree to terms first. ` +
        `Agree to them on ${page}, download the model's files there and open the folder here.`,
    );
  }
  if (reason === 'RevisionNotFound') {
    return final(
      `The model “${id}” has no revision “${revision}” (the Hub answered ${status}). ` +
        `Choose a branch, tag or commit that ${page}/commits/main lists.`,
    );
  }
  if (reason === 'EntryNotFound' && file !== null)
    return final(`${what} is not in the repository any more (the Hub answered ${status}). Load the model again.`);
  if (status === 401 || status === 403 || status === 404) {
    return final(
      `${what} is not on the Hub, or not for everyone (it answered ${status}). ` +
        `Check the spelling (“org/name”); a private model can be opened from its folder.`,
    );
  }
  return final(
    `${what} could not be fetched: expected the Hub to send it, found the answer ${status}. ` +
      `Try again later, or download the model's files from ${page} and open the folder here.`,
  );
}

/** @param after Retry-After: seconds, or a date. */
function busy(status: number, after: string | null, what: string, now: number): HubFailure {
  const wait =
    after === null ? 0 : /^\d+$/.test(after.trim()) ? 1000 * Number(after) : Math.max(0, Date.parse(after) - now || 0);
  const why =
    status === 429
      ? 'the Hub has had too many requests from this network (429)'
      : `the Hub is out of order (it answered ${status})`;
  return new HubFailure(
    `${what} could not be fetched: ${why}. Try again ${wait ? `in ${inWords(wait)}` : 'in a few minutes'}; what has arrived is kept.`,
    wait <= LONGEST_WAIT ? wait : null,
  );
}

/** For a request that got no answer at all, of which browsers tell nothing. */
export function unreachable(host: string, online: boolean, cause: unknown): HubFailure {
  const name = new URL(host).host;
  const message = online
    ? `${name} could not be reached (${messageOf(cause)}). ` +
      `Check the connection, and whether a firewall or an extension holds it back; what has arrived is kept.`
    : `This computer is offline, so ${name} could not be reached. ` +
      `Connect it and load the model again; models that this browser has stored load without network.`;
  return new HubFailure(message, 0, { cause });
}

/** For a host that answers, but not to pages of other hosts. */
export function forbiddenToPages(host: string, cause: unknown): HubFailure {
  return final(
    `${new URL(host).host} answers, but does not let other pages read its files (it sends no CORS headers). ` +
      `Download the model's files there and open the folder here.`,
    { cause },
  );
}

export function brokenOff(what: string, at: number, size: number, cause: HubFailure): HubFailure {
  const why = cause.message;
  return new HubFailure(
    `${what} broke off after ${at} of ${size} bytes. ${why} Load the model again: it goes on from there.`,
    cause.retryAfter,
    { cause },
  );
}

export function wrongLength(what: string, expected: number, found: string): HubFailure {
  return final(
    `${what} should have ${expected} bytes, but the server ${found}. ` +
      `The copy there is damaged; try again later, or open the model from a folder.`,
  );
}

export function damaged(what: string, expected: string, found: string): HubFailure {
  return final(
    `${what} arrived damaged, twice: its ${expected} was expected, found ${found}. ` +
      `It is not used. Try again later, or from another network.`,
  );
}

export function final(message: string, options?: ErrorOptions): HubFailure {
  return new HubFailure(message, null, options);
}

/** "20 s", "3 min". */
export function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
