import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomBert, TINY } from '../../e2e/hub/generated';
import { startHub, type Faults, type LocalHub } from '../../e2e/hub/server';
import { EngramError } from '../errors';
import { MemoryDisk } from '../fixtures/memory-disk';
import { Hub, type Files, type Found } from './hub';
import { WEB, type Following, type Net } from './net';

const files = randomBert(TINY);
const names = files.map(({ name }) => name);
const weights = files.at(-1)!;
const genuine = Buffer.concat([...weights.read(0, weights.size)]);
const HALF = Math.round(weights.size / 2);

let server: LocalHub;
let pauses: number[];
/** Waits for nothing, and writes down how long it should have been. */
const net: Net = { ...WEB, stall: 300, pause: async (milliseconds) => void pauses.push(milliseconds) };

beforeAll(async () => (server = await startHub()));
afterAll(() => server.close());
beforeEach(() => {
  pauses = [];
  server.requests.length = 0;
});

let models = 0;
/** A new model with these faults, and a visitor who wants it. */
function given(faults: Faults = {}, disk: MemoryDisk | null = new MemoryDisk(), online = net) {
  const repo = server.add(`org/model-${models++}`, files, faults);
  const controller = new AbortController();
  const notes: string[] = [];
  const following: Following = { signal: controller.signal, onNote: (note) => note !== null && notes.push(note) };
  const hub = new Hub({ host: server.url, net: online, disk });
  const loaded: number[] = [];
  const read = (found: Found, wanted = names) =>
    hub.use(found, following, (reader) => reader.read(wanted, (bytes) => loaded.push(bytes)));
  return {
    ...repo,
    hub,
    disk,
    notes,
    loaded,
    controller,
    following,
    read,
    find: (revision = 'main') => hub.find(repo.id, revision, following),
  };
}

const expectGenuine = (read: Files) => expect(Buffer.compare(read.get(weights.name)!, genuine)).toBe(0);
const ranges = () => server.requests.filter((line) => line.includes('bytes=')).map((line) => line.split('bytes=')[1]);

describe('a model of the Hub', () => {
  test('is found at its commit, read with progress in bytes, and kept for the next time', async () => {
    const { hub, find, read, commit, id, loaded, disk } = given();
    const found = await find();
    expect(found).toMatchObject({ notice: null, repository: { id, commit } });
    const { result, notice } = await read(found);
    expect(notice).toBeNull();
    expectGenuine(result);
    expect([...result.keys()]).toEqual(names);
    expect(loaded.at(-1)).toBe(files.reduce((sum, { size }) => sum + size, 0));
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(await hub.list()).toMatchObject([{ id, commit, complete: true }]);
    expect(disk!.openFiles).toBe(0);
  });

  test('needs no request at its commit once it is kept, and at a branch none but that for the commit', async () => {
    const { find, read, commit } = given();
    await read(await find());
    server.requests.length = 0;
    expectGenuine((await read(await find(commit))).result);
    expect(server.requests).toEqual([]);
    expectGenuine((await read(await find())).result);
    expect(server.requests).toHaveLength(1);
  });

  test('loads from what is stored, and says so, where the Hub cannot be reached', async () => {
    const { id, read, find, following, disk, commit } = given();
    await read(await find());
    const offline = new Hub({
      host: server.url,
      disk,
      net: { ...net, online: () => false, fetch: () => Promise.reject(new TypeError('Failed to fetch')) },
    });
    const found = await offline.find(id, 'main', following);
    expect(found.notice).toContain(`commit ${commit.slice(0, 8)}`);
    expectGenuine((await offline.use(found, following, (reader) => reader.read(names, () => {}))).result);
    await expect(offline.find('org/never-loaded', 'main', following)).rejects.toThrow('This computer is offline');
  });

  test('small files can be looked at without keeping anything', async () => {
    const { hub, find, following, disk } = given();
    const found = await find();
    expect(JSON.parse(new TextDecoder().decode(await hub.peek(found, 'config.json', following)))).toMatchObject({
      model_type: 'bert',
    });
    expect(await disk!.folders()).toEqual([]);
    expect((await hub.stored(found)).size).toBe(0);
  });

  test('is deleted', async () => {
    const { hub, find, read, id, commit, disk } = given();
    await read(await find());
    await hub.delete(id, commit);
    expect(await hub.list()).toEqual([]);
    expect(await disk!.folders()).toEqual([]);
  });

  test('in two tabs at once is downloaded once', async () => {
    const { find, read, notes } = given();
    const found = await find();
    const both = await Promise.all([read(found), read(found)]);
    for (const { result } of both) expectGenuine(result);
    expect(server.requests.filter((line) => line.includes('signature') || line.includes('/resolve/'))).toHaveLength(
      names.length,
    );
    expect(notes).toEqual([expect.stringContaining('Another tab is loading')]);
  });
});

describe('a download with faults', () => {
  test('goes on where the connection broke', async () => {
    const { find, read, notes } = given({ cut: { after: 1000, times: 2 } });
    expectGenuine((await read(await find())).result);
    expect(ranges()).toEqual(['1000-', '1000-', '2000-', '2000-']);
    expect(notes[0]).toContain(`broke off after 1000 of ${weights.size} bytes. Trying again in 1 s.`);
  });

  test('goes on after a reload where it was left', async () => {
    const first = given({ cut: { after: HALF, times: 1 }, status: undefined }, new MemoryDisk(), {
      ...net,
      pause: () => Promise.reject(new EngramError('cancelled', 'Cancelled.')),
    });
    await expect(first.read(await first.find())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await first.hub.list()).toMatchObject([{ complete: false }]);
    const later = new Hub({ host: server.url, net, disk: first.disk });
    const found = await later.find(first.id, 'main', first.following);
    expect((await later.stored(found)).get(weights.name)).toBe(HALF);
    server.requests.length = 0;
    expectGenuine((await later.use(found, first.following, (reader) => reader.read(names, () => {}))).result);
    expect(ranges()).toEqual([`${HALF}-`, `${HALF}-`]);
  });

  test('is given up, with what to do, when it breaks again and again at the same byte', async () => {
    const { find, read } = given({ cut: { after: 0, times: 99 } });
    await expect(read(await find())).rejects.toMatchObject({
      code: 'download',
      message: /The connection .* broke|The connection ended early|could not be reached/,
    });
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  test('starts anew where the server ignores Range', async () => {
    const { find, read } = given({ cut: { after: HALF, times: 1 }, ignoresRange: true });
    expectGenuine((await read(await find())).result);
  });

  test('starts anew where the file behind the address has changed', async () => {
    const { find, read } = given({ cut: { after: HALF, times: 1 }, changing: true });
    expectGenuine((await read(await find())).result);
  });

  test.each([
    ['longer', 100, /should have \d+ bytes, but the server offers/],
    ['shorter', -100, /should have \d+ bytes, but the server offers/],
  ])('ends where the file is %s than promised', async (_, longer, message) => {
    const { find, read } = given({ longer });
    await expect(read(await find())).rejects.toMatchObject({ code: 'download', message });
  });

  test('comes again where bytes were damaged on the way, and is never handed on damaged', async () => {
    const once = given({ corrupt: { times: 1 } });
    expectGenuine((await once.read(await once.find())).result);
    const always = given({ corrupt: { times: 99 } });
    await expect(always.read(await always.find())).rejects.toMatchObject({
      code: 'download',
      message: /arrived damaged, twice: its SHA-256 .* was expected, found/,
    });
    expect((await always.hub.stored(await always.find())).get(weights.name)).toBe(0);
  });

  test('waits as long as the Hub asks it to', async () => {
    const { find, read, notes } = given({ busy: { retryAfter: '7', times: 1 } });
    expectGenuine((await read(await find())).result);
    expect(pauses).toEqual([7000]);
    expect(notes[0]).toContain('too many requests from this network (429). Trying again in 7 s.');
  });

  test('does not wait for hours', async () => {
    const { find } = given({ busy: { retryAfter: '7200', times: 99 } });
    await expect(find()).rejects.toMatchObject({ code: 'download', message: /Try again in 120 min/ });
    expect(pauses).toEqual([]);
  });

  test('does not hang on a connection that has gone silent', async () => {
    const { find, read, notes } = given({ silent: { times: 1 } });
    expectGenuine((await read(await find())).result);
    expect(notes[0]).toContain('broke off');
  });

  test('can be cancelled, and is kept as far as it came', async () => {
    const { find, read, controller, hub, loaded } = given({ slow: 50 });
    const found = await find();
    const reading = read(found);
    while ((loaded.at(-1) ?? 0) < 70_000) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect((await hub.stored(found)).get(weights.name)).toBeGreaterThan(0);
  });
});

describe('a model that cannot be had', () => {
  test.each<[string, Faults, RegExp]>([
    ['gated', { gated: true }, /is gated: the Hub answered 401, since its owners ask every reader to agree to terms/],
    ['forbidden', { status: 403 }, /is gated|not for everyone/],
    ['out of order', { status: 503 }, /the Hub is out of order \(it answered 503\)/],
    ['strange', { status: 418 }, /found the answer 418/],
  ])('%s', async (_, faults, message) => {
    const { find, read } = given(faults);
    await expect(find().then((found) => read(found))).rejects.toMatchObject({ code: 'download', message });
  });

  test('is not there', async () => {
    const { hub, following, id } = given();
    await expect(hub.find('org/no-such-model', 'main', following)).rejects.toThrow(
      'The model “org/no-such-model” is not on the Hub, or not for everyone (it answered 401)',
    );
    await expect(hub.find(id, 'no-such-branch', following)).rejects.toThrow('has no revision “no-such-branch”');
  });

  test('lies where pages may not read', async () => {
    // What browsers do, which Node's fetch does not.
    const fetch: Net['fetch'] = async (url, init) => {
      const response = await net.fetch(url, init);
      if (init.mode === 'no-cors') return Object.defineProperty(response, 'type', { value: 'opaque' });
      if (!response.headers.has('access-control-allow-origin')) throw new TypeError('Failed to fetch');
      return response;
    };
    const { find } = given({ noCors: true }, null, { ...net, fetch });
    await expect(find()).rejects.toThrow('does not let other pages read its files (it sends no CORS headers)');
  });

  test('is at a host that does not answer', async () => {
    const { following } = given();
    const hub = new Hub({ host: 'http://localhost:9', net, disk: null });
    await expect(hub.find('a/b', 'main', following)).rejects.toThrow(/localhost:9 could not be reached/);
  });

  test('is described by something that is no listing', async () => {
    const { following } = given();
    const says = (body: string) =>
      new Hub({ host: 'http://hub', disk: null, net: { ...net, fetch: async () => new Response(body) } }).find(
        'a/b',
        'main',
        following,
      );
    await expect(says('<p>Sign in</p>')).rejects.toThrow('with something that is no list of files');
    await expect(says('{"id":"../x","sha":"1","siblings":[]}')).rejects.toMatchObject({
      code: 'download',
      message: /The answer of hub about “a\/b”: id: expected a name like/,
    });
  });

  test('has a file whose digest the Hub does not tell', async () => {
    const { following } = given();
    const listing = { id: 'a/b', sha: 'a'.repeat(40), siblings: [{ rfilename: 'model.safetensors', size: 3 }] };
    const hub = new Hub({ host: 'http://hub', disk: null, net: { ...net, fetch: async () => Response.json(listing) } });
    const found = await hub.find('a/b', 'main', following);
    await expect(hub.use(found, following, (reader) => reader.read(['model.safetensors'], () => {}))).rejects.toThrow(
      'it could not be verified',
    );
  });
});

describe('storage', () => {
  test('that is full lets the model run from memory, says so, and holds no half model', async () => {
    const { find, read, hub, disk } = given({}, new MemoryDisk(HALF));
    const { result, notice } = await read(await find());
    expectGenuine(result);
    expect(notice).toContain('whose storage for this page is full');
    expect(await hub.list()).toEqual([]);
    expect(await disk!.folders()).toEqual([]);
  });

  test('that is not there is told', async () => {
    const { find, read, hub } = given({}, null);
    const { result, notice } = await read(await find());
    expectGenuine(result);
    expect(notice).toContain('offers no storage here');
    expect(await hub.list()).toEqual([]);
  });

  test.each([
    ['a flipped bit', (bytes: Uint8Array<ArrayBuffer>) => bytes.with(500, bytes[500]! ^ 1)],
    ['a file cut short', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, 777)],
    ['a file too long', (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array([...bytes, 1])],
    ['a lost file', () => null],
  ])('with %s is noticed and mended', async (_, harm) => {
    const { find, read, disk } = given();
    const found = await find();
    await read(found);
    const folder = [...disk!.content.values()][0]!;
    const harmed = harm(folder.get(weights.name)!);
    if (harmed) folder.set(weights.name, harmed);
    else folder.delete(weights.name);
    expectGenuine((await read(found)).result);
    expect(Buffer.compare(folder.get(weights.name)!, genuine)).toBe(0);
  });

  test('with a manifest that cannot be read is as good as empty', async () => {
    const { find, read, disk, hub } = given();
    await read(await find());
    [...disk!.content.values()][0]!.set('manifest', new TextEncoder().encode('{"version":1'));
    expect(await hub.list()).toEqual([]);
    expectGenuine((await read(await find())).result);
    expect(await hub.list()).toHaveLength(1);
  });
});
