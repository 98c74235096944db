/**
 * A piece of work as a link: which model, the question, the edits and the view, in the fragment of the page's address
 * (browsers never send a fragment to a server). `#e1=` + base64url of a checksum and a deflated JSON array.
 *
 * Reading trusts nothing: sizes are bounded before anything is unpacked and while it is, everything is checked against
 * a schema, and whatever is wrong comes back as a sentence for a person. Nothing is thrown.
 */
import { Inflate, deflateSync, strToU8 } from 'fflate';
import { z } from 'zod';
import { EngramError } from '../errors';
import { isCommit, parseHubAddress } from '../hub/address';
import { editsSchema } from '../knowledge/edits/edits';
import { fromWire, type LinkState, toWire, wireSchema } from './link-wire';

export type { LinkState } from './link-wire';

export type DecodedLink =
  | { readonly ok: true; readonly state: LinkState }
  | {
      readonly ok: false;
      readonly reason: 'garbage' | 'truncated' | 'version' | 'schema';
      /** For the visitor, as it is. */
      readonly message: string;
    };

const VERSION = 1;
/** Characters of a fragment, and bytes of JSON in it: far more than a link with thousands of edits needs. */
const MAX_FRAGMENT = 65_536;
const MAX_JSON = 262_144;
/** Deflate grows at most 1,032-fold, so one slice gives at most as much as the whole limit before it is counted. */
const SLICE = 128;

/** Letters, digits and what stands between them in names of folders; no slashes, nothing invisible. */
const FOLDER = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .,()+-]{0,99}$/u;

const size = z.int().min(0).max(1_000_000);
const stateSchema: z.ZodType<LinkState> = z.strictObject({
  modelId: z.string().refine(isModelId, 'expected the name of a model'),
  modelHash: z.string().regex(/^[0-9a-f]{16}$/),
  prompt: z.string().max(20_000),
  target: z.string().max(200),
  edits: editsSchema,
  view: z.strictObject({
    colour: z.enum(['attribution', 'activation', 'change']),
    selected: z.strictObject({ layer: size, neuron: size }).optional(),
  }),
});

/**
 * A model of the Hub pinned to a commit, or a plain name: of the built-in model, or of a folder on its sender's disk.
 * Anything that could lead elsewhere (paths, addresses, a branch that moves on) is no model.
 */
function isModelId(id: string): boolean {
  if (id.includes('@')) return isCommit(parseHubAddress(id)?.revision ?? '') && !/[:?#\s]/.test(id);
  return FOLDER.test(id);
}

/**
 * The fragment, "#" included.
 * @throws EngramError('link') where the state is too large for one.
 */
export function encodeLink(state: LinkState): string {
  const checked = stateSchema.safeParse(state);
  const json = checked.success ? strToU8(JSON.stringify(toWire(checked.data))) : undefined;
  if (!json || json.length > MAX_JSON)
    throw new EngramError('link', 'This work is too large for a link. Export the edits as a file instead.');
  const packed = deflateSync(json, { level: 9 });
  const bytes = new Uint8Array(4 + packed.length);
  new DataView(bytes.buffer).setUint32(0, checksum(json));
  bytes.set(packed, 4);
  const fragment = `#e${VERSION}=${toBase64Url(bytes)}`;
  if (fragment.length > MAX_FRAGMENT)
    throw new EngramError('link', 'This work is too large for a link. Export the edits as a file instead.');
  return fragment;
}

/** Reads a fragment (location.hash, with or without "#"); null where it is no link of Engram's. Never throws. */
export function decodeLink(fragment: string): DecodedLink | null {
  const match = /^#?e(\d{1,6})(?:=|%3D)(.*)$/is.exec(fragment);
  if (!match) return null;
  if (Number(match[1]) !== VERSION) {
    const newer = Number(match[1]) > VERSION;
    return failed(
      'version',
      newer
        ? 'This link was made by a newer Engram. Reload the page to get the newest version, then open the link again.'
        : 'This link was made by an older Engram, in a form that is no longer read. Ask its sender for a new one.',
    );
  }
  // Chat programs glue the sentence's punctuation to a link.
  const text = (match[2] ?? '').replace(/[^A-Za-z0-9_-]+$/, '');
  const bytes = text.length <= MAX_FRAGMENT ? fromBase64Url(text) : null;
  if (bytes === null)
    return failed(
      'garbage',
      'This link is damaged: it holds characters that no Engram link has, or far too many. Copy it again as a whole.',
    );
  const unpacked = bytes.length <= 4 ? 'truncated' : inflate(bytes.subarray(4));
  if (unpacked === 'truncated')
    return failed(
      'truncated',
      'This link is cut short. Copy it again as a whole; chat and mail programs sometimes break long links.',
    );
  if (unpacked === 'garbage' || checksum(unpacked) !== new DataView(bytes.buffer).getUint32(0)) {
    return failed('garbage', 'This link is damaged: what it holds does not add up. Copy it again as a whole.');
  }
  return read(unpacked);
}

function failed(reason: 'garbage' | 'truncated' | 'version' | 'schema', message: string): DecodedLink {
  return { ok: false, reason, message };
}

function read(json: Uint8Array): DecodedLink {
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
  const wire = wireSchema.safeParse(value);
  if (!wire.success) return misfit('');
  const state = stateSchema.safeParse(fromWire(wire.data));
  if (state.success) return { ok: true, state: state.data };
  const [issue] = state.error.issues;
  return misfit(issue ? ` (${issue.path.join('.')}: ${issue.message})` : '');
}

/** Unpacks slice by slice and stops at the limit, so that a small link cannot fill the memory. */
function inflate(packed: Uint8Array): Uint8Array | 'truncated' | 'garbage' {
  const out = new Uint8Array(MAX_JSON);
  let length = 0;
  let ended = false;
  const stream = new Inflate((chunk, final) => {
    if (length + chunk.length > MAX_JSON) throw new RangeError('too long');
    out.set(chunk, length);
    length += chunk.length;
    ended ||= final;
  });
  try {
    for (let at = 0; at < packed.length; at += SLICE)
      stream.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
  } catch (error) {
    return error instanceof Error && error.message === 'unexpected EOF' ? 'truncated' : 'garbage';
  }
  return ended ? out.subarray(0, length) : 'truncated';
}

/** FNV-1a, 32 bits: enough to notice a character that changed on the way. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** null where the text is not base64url. A length of 4k + 1 can only come from cutting; the odd character is dropped. */
function fromBase64Url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text;
  const binary = atob(whole.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
