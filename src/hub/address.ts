/**
 * How a model of the Hugging Face Hub is named: "org/name" (the oldest have a bare "name"), at a branch, tag or commit.
 * People paste it in several forms; all become the same two parts.
 */

export interface HubAddress {
  readonly id: string;
  /** Branch, tag or commit; "main" where none is named. */
  readonly revision?: string;
}

export const HUB = 'https://huggingface.co';

/** The Hub's own rule for the names of owners and repositories. */
const NAME = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;
const COMMIT = /^[0-9a-f]{40}$/;
/**
 * Without what git refuses in a name of a branch or tag: spaces, control characters, halves of characters and a few
 * signs, a dot in front and "..".
 */
const REVISION = /^(?!\.|.*\.\.)[^\s~^:?*[\\\p{Cc}\p{Cs}]{1,200}$/u;

export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}

/** Reads "name", "org/name", either with "@revision", or the address of the model's page; null where the text is none of these. */
export function parseHubAddress(text: string): HubAddress | null {
  const trimmed = text.trim();
  const page = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/([^?#]*)/.exec(trimmed);
  return page ? parsePage(page[1] ?? '') : parseId(trimmed);
}

/** The name of a model at a commit, as links carry it; `parseHubAddress` reads it back. */
export function hubModelId(id: string, commit: string): string {
  return `${id}@${commit}`;
}

/** The path behind the host: ID, or ID/tree/REVISION, ID/blob/REVISION/FILE, ID/resolve/.., ID/commit/COMMIT. */
function parsePage(path: string): HubAddress | null {
  const parts = path.split('/').filter(Boolean).map(decoded);
  if (parts.includes(null)) return null;
  const verb = parts.findIndex((part) => part === 'tree' || part === 'blob' || part === 'resolve' || part === 'commit');
  const named = verb > 0 && verb <= 2;
  const id = (named ? parts.slice(0, verb) : parts).join('/');
  const revision = named ? parts[verb + 1] : undefined;
  return parseId(revision ? `${id}@${revision}` : id);
}

function parseId(text: string): HubAddress | null {
  const [, id = '', revision] = /^([^@]*)(?:@(.*))?$/s.exec(text) ?? [];
  const parts = id.split('/');
  if (parts.length > 2 || !parts.every((part) => NAME.test(part))) return null;
  if (revision === undefined) return { id };
  return REVISION.test(revision) ? { id, revision } : null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/**
 * The Hub to speak to: the real one, or the one that the page's address names by `?hub=`, which is for tests and mirrors
 * on the visitor's own machine: both the page and that Hub must be on it, so that no link can lead anyone elsewhere.
 */
export function hubOf(page: URL): string {
  const asked = page.searchParams.get('hub');
  const url = asked !== null && URL.canParse(asked) ? new URL(asked) : null;
  return url && isLocal(url) && isLocal(page) ? url.origin : HUB;
}

function isLocal({ protocol, hostname }: URL): boolean {
  return (protocol === 'http:' || protocol === 'https:') && (hostname === 'localhost' || hostname === '127.0.0.1');
}
