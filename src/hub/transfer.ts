/**
 * One file's bytes, from the Hub into a buffer of exactly its size. A connection that breaks is taken up again by a
 * Range request at the byte where it broke.
 *
 * Only `Range` is sent: browsers let a page send it anywhere, while If-Range would need the consent of every host on
 * the way. What If-Range is for is done here: an ETag or a Content-Range that does not go with the bytes that are there
 * makes it start anew, and so does an answer without Range.
 */
import { brokenOff, final, HubFailure, refusal, wrongLength, type Wanted } from './failures';
import { ask, persist, type NetAnswer, type Following, type Net } from './net';

export interface Transfer {
  readonly url: string;
  readonly wanted: Wanted;
  /** As large as the file. */
  readonly into: Uint8Array;
  /** Bytes of `into` that are there already. */
  readonly have: number;
  /** New bytes lie in `into` from `from` to `to`; where `from` is 0 everything before counts no more. */
  readonly onBytes: (from: number, to: number) => void;
}

/**
 * Resolves when `into` is full.
 * @throws HubFailure
 */
export async function transfer(
  net: Net,
  { url, wanted, into, have, onBytes }: Transfer,
  following: Following,
): Promise<void> {
  const what = `${wanted.file ?? 'A file'} of “${wanted.id}”`;
  const size = into.length;
  let at = have;
  let etag: string | null = null;

  const receive = async (answer: NetAnswer) => {
    const { response } = answer;
    if (response.status === 416) throw wrongLength(what, size, `has nothing behind byte ${at}`);
    if (!response.ok) throw refusal(response, wanted, net.now());
    // Proxies and sign-in pages of networks answer like this.
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      throw final(`${what} did not come: a web page came in its place. Does this network ask for a sign-in?`);
    }
    const fits = continues(response, at, size, etag);
    at = fits && response.status === 206 ? at : 0;
    if (!fits) throw new HubFailure('The file is another one than before.', 0);
    etag = response.headers.get('etag') ?? etag;
    checkLength(response, what, size - at);
    for (let part = await answer.next(); part; part = await answer.next()) {
      if (part.length > size - at) throw wrongLength(what, size, 'sends more');
      const from = at;
      into.set(part, from);
      at += part.length;
      free(part);
      onBytes(from, at);
    }
    if (at < size) throw new HubFailure('The connection ended early.', 0);
  };

  const attempt = async () => {
    if (at === size) return;
    const answer = await ask(net, url, at > 0 ? { range: `bytes=${at}-` } : {}, following.signal);
    try {
      await receive(answer);
    } finally {
      answer.close();
    }
  };
  await persist(
    net,
    following,
    () =>
      attempt().catch((error: unknown) => {
        throw error instanceof HubFailure && error.retryAfter !== null && at > 0
          ? brokenOff(what, at, size, error)
          : error;
      }),
    { progress: () => at },
  );
}

/**
 * Gives a piece's memory back at once, where the platform can: until the garbage collector comes round, pieces of a
 * third of the file's size pile up.
 */
function free({ buffer, length }: Uint8Array): void {
  const { transfer: move } = buffer as { readonly transfer?: (this: ArrayBufferLike, size: number) => ArrayBuffer };
  if (buffer.byteLength === length) move?.call(buffer, 0);
}

/** Whether an answer can be used: the whole file, or the rest from byte `at` of the very same file. */
function continues({ status, headers }: Response, at: number, size: number, etag: string | null): boolean {
  if (status !== 206) return true;
  const tag = headers.get('etag');
  // Not every host lets pages read these two headers; the digest will tell then.
  const [, from, whole] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  return (
    (!etag || !tag || etag === tag) &&
    (from === undefined || Number(from) === at) &&
    (whole === undefined || whole === '*' || Number(whole) === size)
  );
}

function checkLength({ headers }: Response, what: string, expected: number): void {
  // Of a compressed answer it is the compressed length.
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  if (length !== null && Number(length) !== expected) throw wrongLength(what, expected, `offers ${length}`);
}
