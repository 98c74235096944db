/**
 * A piece of work as a link: which model, the room with its question, the edits and the view, in the fragment of the
 * page's address (browsers never send a fragment to a server). `#e2=` + packed JSON; `#e1=` of earlier versions is read.
 *
 * Reading trusts nothing: everything is checked against a schema, and whatever is wrong comes back as a sentence for a
 * person. Nothing is thrown.
 */
import { strToU8 } from 'fflate';
import { EngramError } from '../errors';
import { linkStateSchema, type LinkState } from './link-state';
import { firstWireSchema, fromWire, toWire, wireSchema } from './link-wire';
import { pack, unpack, unpackBase64 } from './packed-text';

export type { LinkState } from './link-state';

export type DecodedLink =
  | { readonly ok: true; readonly state: LinkState }
  | {
      readonly ok: false;
      readonly reason: 'garbage' | 'truncated' | 'version' | 'schema';
      /** For the visitor, as it is. */
      readonly message: string;
    };

const VERSION = 2;
/** Some chat programs cut what is longer. */
export const LONG_LINK = 4000;

/**
 * The fragment, "#" included.
 * @throws EngramError('link') where the state is too large for one.
 */
export function encodeLink(state: LinkState): string {
  const checked = linkStateSchema.safeParse(state);
  const packed = checked.success ? pack(strToU8(JSON.stringify(toWire(checked.data)))) : null;
  if (packed === null) throw new EngramError('link', 'This work is too large for a link. Save it as a file instead.');
  return `#e${VERSION}=${packed}`;
}

/** Reads a fragment (location.hash, with or without "#"); null where it is no link of Engram's. Never throws. */
export function decodeLink(fragment: string): DecodedLink | null {
  const match = /^#?e(\d{1,6})(?:=|%3D)(.*)$/is.exec(fragment);
  if (!match) return null;
  const version = Number(match[1]);
  if (version > VERSION)
    return failed(
      'version',
      'This link was made by a newer Engram. Reload the page to get the newest version, then open the link again.',
    );
  if (version === 0)
    return failed('version', 'This is no link that any Engram has made. Ask its sender for a new one.');
  const packed = match[2] ?? '';
  const unpacked = version === 1 ? unpackBase64(packed) : unpack(packed);
  if (unpacked.ok) return read(unpacked.bytes, version);
  return unpacked.reason === 'truncated'
    ? failed(
        'truncated',
        'This link is cut short. Copy it again as a whole; chat and mail programs sometimes break long links.',
      )
    : failed('garbage', 'This link is damaged: what it holds does not add up. Copy it again as a whole.');
}

function failed(reason: 'garbage' | 'truncated' | 'version' | 'schema', message: string): DecodedLink {
  return { ok: false, reason, message };
}

function read(json: Uint8Array, version: number): DecodedLink {
  const misfit = (detail: string) =>
    failed(
      'schema',
      `This link does not describe a piece of work that Engram knows${detail}. Your own work is untouched.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return misfit('');
  }
  const wire = (version === 1 ? firstWireSchema : wireSchema).safeParse(value);
  if (!wire.success) return misfit('');
  const state = linkStateSchema.safeParse(fromWire(wire.data));
  if (state.success) return { ok: true, state: state.data };
  const [issue] = state.error.issues;
  return misfit(issue ? ` (${issue.path.join('.')}: ${issue.message})` : '');
}
