import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { arbitraryLink } from '../fixtures/arbitrary-link';
import firstLinks from '../fixtures/first-links.json';
import { fromBase62, toBase62 } from './base62';
import { decodeLink, encodeLink } from './link';
import { pack, unpack } from './packed-text';

describe('base 62', () => {
  it('gives all bytes back, in letters and digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const text = toBase62(bytes);
        expect(text).toMatch(/^[0-9A-Za-z]*$/);
        expect(fromBase62(text)).toEqual(bytes);
        expect(text.length).toBeLessThanOrEqual(Math.ceil(bytes.length * 1.375) + 1);
      }),
    );
  });

  it('refuses what it does not write', () => {
    for (const text of ['a_', '0-', 'é1', 'zz', 'zzzzzzzzzzz', 'zzzzzzzzzzz00']) expect(fromBase62(text)).toBeNull();
  });
});

it('packed JSON comes back, whatever is appended to it', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, behind) => {
      const bytes = strToU8(json);
      expect(unpack(`${pack(bytes) ?? ''}${behind}`)).toEqual({ ok: true, bytes });
    }),
  );
});

it('refuses to pack what it would not unpack', () => {
  expect(pack(new Uint8Array(262_145))).toBeNull();
  let seed = 1;
  const noise = Uint8Array.from({ length: 70_000 }, () => (seed = (seed * 48_271) % 2_147_483_647) & 255);
  expect(pack(noise)).toBeNull();
});

it('cannot fill the memory: a bomb is damaged, however much it would unpack to', () => {
  for (const size of [300_000, 40_000_000]) {
    const deflated = deflateSync(new Uint8Array(size), { level: 9 });
    const head = [0, 0, 0, 0, deflated.length >> 8, deflated.length & 255];
    expect(unpack(toBase62(Uint8Array.from([...head, ...deflated])))).toEqual({ ok: false, reason: 'garbage' });
  }
});

/** What programs do to an address that leaves all of it there. */
const HARMLESS: Readonly<Record<string, (link: string, at: number) => string>> = {
  nothing: (link) => link,
  'a full stop behind': (link) => `${link}.`,
  'a bracket behind': (link) => `${link})`,
  'an escaped bracket behind': (link) => `${link}%29`,
  'a quotation mark and an angle bracket behind': (link) => `${link}">`,
  'a tracker behind': (link) => `${link}&fbclid=IwAR0x_y-z`,
  'a sentence behind': (link) => `${link}, as you can see%20here`,
  'hyphens and underscores escaped': (link) => link.replaceAll('-', '%2D').replaceAll('_', '%5F'),
  'underscores escaped as in Markdown': (link) => link.replaceAll('_', '\\_').replaceAll('-', '\\-'),
  'an escaped equals sign': (link) => link.replace('=', '%3D'),
  'quoted-printable': (link) => link.replace('=', '=3D'),
  'quoted-printable lines': (link, at) => `${link.slice(0, at)}=\r\n${link.slice(at)}`,
  'a line broken': (link, at) => `${link.slice(0, at)}\n${link.slice(at)}`,
  'a line broken and escaped': (link, at) => `${link.slice(0, at)}%0D%0A%20${link.slice(at)}`,
  'a soft hyphen': (link, at) => `${link.slice(0, at)}\u00ad${link.slice(at)}`,
  'its last hyphen or underscore stripped': (link) => link.replace(/[-_]$/, ''),
};

/** What takes a part of it away. */
const HARMFUL: Readonly<Record<string, (link: string, at: number) => string>> = {
  cut: (link, at) => link.slice(0, at),
  'cut with an ellipsis': (link, at) => `${link.slice(0, at)}…`,
  'cut with three dots': (link, at) => `${link.slice(0, at)}...`,
  'cut with an escaped ellipsis': (link, at) => `${link.slice(0, at)}%E2%80%A6`,
};

describe('10,000 random links, as chat and mail leave them', () => {
  const all = fc.record({ state: arbitraryLink, at: fc.double({ min: 0.1, max: 0.98, noNaN: true }) });
  const somewhere = (link: string, share: number) => Math.max(5, Math.floor(link.length * share));
  const [harmless, harmful] = [Object.entries(HARMLESS), Object.entries(HARMFUL)];

  it('open, or say that they are cut short', () => {
    let [opened, explained, turn] = [0, 0, 0];
    fc.assert(
      fc.property(all, ({ state, at }) => {
        const link = encodeLink(state);
        const place = somewhere(link, at);
        const [name, mangle] = harmless[turn++ % harmless.length]!;
        expect([name, decodeLink(mangle(link, place))]).toEqual([name, { ok: true, state }]);
        opened++;
        const [kind, cut] = harmful[turn % harmful.length]!;
        const decoded = decodeLink(cut(link, place));
        expect([kind, decoded?.ok, decoded && !decoded.ok && decoded.reason]).toEqual([kind, false, 'truncated']);
        explained++;
      }),
      { numRuns: 5000 },
    );
    expect([opened, explained]).toEqual([5000, 5000]);
  }, 240_000);

  it('of the first version too', () => {
    for (const { link, state } of firstLinks)
      for (let at = 5; at < link.length; at += 7) {
        for (const [name, mangle] of harmless)
          expect([name, decodeLink(mangle(link, at))]).toEqual([name, { ok: true, state }]);
      }
  });
});
