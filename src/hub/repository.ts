/**
 * A repository of the Hub at one commit: its files, with the size and digest of each, in one request
 * (`api/models/ID/revision/REVISION?blobs=true`).
 *
 * Plain requests rather than @huggingface/hub: its two calls (modelInfo, listFiles) tell the same, but its download
 * neither goes on after a broken connection nor verifies, and it would add 275 KB to the page.
 */
import { z } from 'zod';
import { EngramError } from '../errors';
import { parseWith } from '../schema';
import { parseHubAddress } from './address';
import type { Digest } from './digest';
import { final, refusal, type Wanted } from './failures';
import { ask, persist, type Following, type Net } from './net';

export interface HubFile {
  readonly name: string;
  readonly size: number;
  readonly digest: Digest;
}

export interface Repository {
  /** "org/name", as the Hub spells it now: repositories are renamed, and their old names lead to them. */
  readonly id: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Files of the root folder. */
  readonly files: readonly HubFile[];
}

const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `expected ${digits} hexadecimal digits`);
const size = z.int('expected a number of bytes').nonnegative('expected a number of bytes');
const schema = z.object({
  id: z.string().refine((id) => parseHubAddress(id)?.id === id, 'expected a name like "org/name"'),
  sha: hex(40),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: size.nullish(),
      blobId: hex(40).nullish(),
      lfs: z.object({ sha256: hex(64), size }).nullish(),
    }),
  ),
});

/** A listing is small; what is larger is not one. */
const MOST_BYTES = 20_000_000;
/** The visitor waits for this one, and a stored model may do instead. */
const TRIES = 2;

/** @throws HubFailure */
export async function findRepository(
  net: Net,
  { host, id, revision }: Omit<Wanted, 'file'>,
  following: Following,
): Promise<Repository> {
  const wanted: Wanted = { host, id, revision, file: null };
  const url = `${host}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const json = await persist(net, following, () => fetchJson(net, url, wanted, following.signal), { tries: TRIES });
  const listing = read(json, wanted);
  return {
    id: listing.id,
    commit: listing.sha,
    files: listing.siblings.flatMap(({ rfilename: name, size: bytes, blobId, lfs }): HubFile[] => {
      if (name.includes('/')) return [];
      if (lfs) return [{ name, size: lfs.size, digest: { kind: 'sha256', hex: lfs.sha256 } }];
      return typeof bytes === 'number' && blobId ? [{ name, size: bytes, digest: { kind: 'git', hex: blobId } }] : [];
    }),
  };
}

function read(json: unknown, { host, id }: Wanted): z.infer<typeof schema> {
  return parseWith(schema, json, 'download', `The answer of ${new URL(host).host} about “${id}”`);
}

async function fetchJson(net: Net, url: string, wanted: Wanted, signal: AbortSignal): Promise<unknown> {
  const answer = await ask(net, url, {}, signal);
  try {
    if (!answer.response.ok) throw refusal(answer.response, wanted, net.now());
    const decoder = new TextDecoder();
    let text = '';
    let length = 0;
    for (let part = await answer.next(); part; part = await answer.next()) {
      length += part.length;
      if (length > MOST_BYTES)
        throw final(`The answer about “${wanted.id}” is far too long for a list of files; it is not used.`);
      text += decoder.decode(part, { stream: true });
    }
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (cause instanceof EngramError) throw cause;
    const what = `${new URL(url).host} answered about “${wanted.id}” with something that is no list of files.`;
    throw final(`${what} Is it the Hugging Face Hub?`, { cause });
  } finally {
    answer.close();
  }
}
