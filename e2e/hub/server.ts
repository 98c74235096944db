/**
 * A Hugging Face Hub on this machine, for tests: the same paths, redirects, headers and refusals, with faults on request.
 *
 * - api/models/ID/revision/REVISION: the commit, and of each file the size and digest
 * - ID/resolve/REVISION/FILE: small files at once, large ones by a redirect to a second host, as the Hub's CDN
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitId, sha256, type ServedFile } from './generated';

/** What goes wrong with a repository. All but the last group hold for its large files. */
export interface Faults {
  /** The connection breaks after so many bytes of an answer, so many times. */
  cut?: { readonly after: number; times: number };
  /** So many bytes are flipped on the way, in each of so many answers. */
  corrupt?: { times: number };
  /** The file has this many bytes more (or less) than the API says. */
  longer?: number;
  /** Range is ignored. */
  ignoresRange?: boolean;
  /** The first bytes come, and then nothing, so many times. */
  silent?: { times: number };
  /** Milliseconds between two pieces. */
  slow?: number;
  /** The file's ETag changes with every answer. */
  changing?: boolean;
  /** 429 with Retry-After, so many times; for every request about the repository. */
  busy?: { readonly retryAfter: string; times: number };
  gated?: boolean;
  noCors?: boolean;
  /** This status for every request. */
  status?: number;
}

export interface Repo {
  readonly id: string;
  readonly commit: string;
  readonly files: readonly ServedFile[];
  readonly faults: Faults;
}

export interface LocalHub {
  readonly url: string;
  /** "METHOD path range" of every request, oldest first. */
  readonly requests: string[];
  add(id: string, files: readonly ServedFile[], faults?: Faults): Repo;
  /** Stops, and gives back the ports. */
  close(): Promise<void>;
}

/** Larger files are kept by the CDN, as LFS files are. */
const LARGE = 10_000;
const EXPOSED =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,' +
  'ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

/** @param ports of the Hub and its CDN; 0 for any that are free. */
export async function startHub(ports: readonly [hub: number, cdn: number] = [0, 0]): Promise<LocalHub> {
  const repos = new Map<string, Repo>();
  const requests: string[] = [];
  const answering = (answer: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>) =>
    createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname);
      requests.push([request.method, path, request.headers.range].filter(Boolean).join(' '));
      answer(request, response, path).catch(() => response.destroy());
    });

  const cdn = answering(async (request, response, path) => {
    const [, id = '', name = ''] = /^\/(.+)\/([^/]+)$/.exec(path) ?? [];
    const repo = repos.get(id);
    const file = repo?.files.find((each) => each.name === name);
    if (!repo || !file) return void response.writeHead(404).end();
    const cors: Record<string, string> = repo.faults.noCors
      ? {}
      : { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED };
    await send(request, response, file, repo.faults, cors);
  });
  await listen(cdn, ports[1]);

  const hub = answering(async (request, response, path) => {
    const [, api, id = '', revision = '', name] =
      /^\/(?:(api\/models)\/)?([^/]+(?:\/[^/]+)?)\/(?:revision|resolve)\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const repo = repos.get(id);
    const faults = repo?.faults ?? {};
    const cors: Record<string, string> = faults.noCors
      ? {}
      : {
          'access-control-allow-origin': request.headers.origin ?? '*',
          'access-control-expose-headers': EXPOSED,
          vary: 'Origin',
        };
    const refuse = (status: number, code: string, headers: Record<string, string> = {}) =>
      void response
        .writeHead(status, { ...cors, 'x-error-code': code, 'content-type': 'application/json', ...headers })
        .end(JSON.stringify({ error: code }));
    if (!repo) return refuse(401, 'RepoNotFound');
    if (faults.status) return refuse(faults.status, '');
    if (faults.busy && faults.busy.times-- > 0)
      return refuse(429, '', {
        'retry-after': faults.busy.retryAfter,
        'access-control-expose-headers': `${EXPOSED},Retry-After`,
      });
    if (revision !== 'main' && revision !== repo.commit) return refuse(404, 'RevisionNotFound');
    if (api)
      return void response
        .writeHead(200, { ...cors, 'content-type': 'application/json', 'x-repo-commit': repo.commit })
        .end(JSON.stringify(listing(repo)));
    if (faults.gated) return refuse(401, 'GatedRepo');
    const file = repo.files.find((each) => each.name === name);
    if (!file) return refuse(404, 'EntryNotFound');
    const headers = { ...cors, 'x-repo-commit': repo.commit };
    if (file.size < LARGE) return send(request, response, file, {}, headers);
    response
      .writeHead(302, {
        ...headers,
        location: `${addressOf(cdn)}/${id}/${file.name}?signature=1`,
        'x-linked-size': file.size,
        'x-linked-etag': `"${digestOf(file)}"`,
      })
      .end();
  });
  await listen(hub, ports[0]);

  return {
    url: addressOf(hub),
    requests,
    add(id, files, faults = {}) {
      const repo = { id, files, faults, commit: gitId(files[0]!) };
      repos.set(id, repo);
      return repo;
    },
    close: async () => {
      for (const server of [hub, cdn]) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

function listing({ id, commit, files }: Repo): unknown {
  return {
    id,
    sha: commit,
    siblings: files.map((file) => ({
      rfilename: file.name,
      size: file.size,
      blobId: gitId(file),
      ...(file.size < LARGE ? {} : { lfs: { sha256: digestOf(file), size: file.size, pointerSize: 135 } }),
    })),
  };
}

const digests = new WeakMap<ServedFile, string>();
function digestOf(file: ServedFile): string {
  const digest = digests.get(file) ?? sha256(file);
  digests.set(file, digest);
  return digest;
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: ServedFile,
  faults: Faults,
  headers: Record<string, string>,
): Promise<void> {
  const size = file.size + (faults.longer ?? 0);
  const asked = faults.ignoresRange ? undefined : /^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1];
  const from = Number(asked ?? 0);
  const etag = faults.changing ? `"${requestNumber++}"` : `"${digestOf(file)}"`;
  const common = {
    ...headers,
    'content-type': file.name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag,
  };
  if (from > 0 && from >= size)
    return void response.writeHead(416, { ...common, 'content-range': `bytes */${size}` }).end();
  response.writeHead(asked === undefined ? 200 : 206, {
    ...common,
    'content-length': size - from,
    ...(asked === undefined ? {} : { 'content-range': `bytes ${from}-${size - 1}/${size}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  const cut =
    faults.cut && size - from > faults.cut.after && faults.cut.times > 0 && faults.cut.times--
      ? faults.cut.after
      : Infinity;
  const corrupt = faults.corrupt !== undefined && faults.corrupt.times-- > 0;
  const silent = faults.silent !== undefined && faults.silent.times-- > 0;
  let sent = 0;
  for (const part of padded(file, from, size)) {
    const piece = corrupt ? part.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) : part;
    if (sent + piece.length > cut) {
      response.write(piece.subarray(0, cut - sent), () => response.destroy());
      return;
    }
    sent += piece.length;
    if (!response.write(piece)) await flowing(response);
    if (silent) return;
    if (faults.slow) await new Promise((resolve) => setTimeout(resolve, faults.slow));
    if (response.destroyed) return;
  }
  response.end();
}

/** Resolves when it takes more, or is closed. */
function flowing(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

let requestNumber = 0;

/** The file's bytes from `from` on, cut or followed by zeros to `size`. */
function* padded(file: ServedFile, from: number, size: number): Iterable<Uint8Array> {
  yield* file.read(from, Math.min(file.size, size));
  if (size > file.size) yield new Uint8Array(size - Math.max(from, file.size));
}

function addressOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, resolve));
}
