import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { arbitraryLink } from '../fixtures/arbitrary-link';
import firstLinks from '../fixtures/first-links.json';
import { NO_EDITS } from '../knowledge/edits/edits';
import { decodeLink, encodeLink, type LinkState } from './link';

const state: LinkState = {
  modelId: 'builtin',
  modelHash: '0123456789abcdef',
  prompt: 'The capital of Azerbaijan is [MASK].',
  target: 'baku',
  edits: {
    version: 1,
    neurons: [
      { layer: 0, neuron: 5, gain: 0, at: 'mask' },
      { layer: 1, neuron: 7, value: 3.5, at: 'all', off: true },
    ],
    values: [
      {
        layer: 0,
        neuron: 5,
        ops: [{ erase: true }, { add: { token: '##é"水', lambda: -1 } }, { add: { tokenId: 178, lambda: 0.1 } }],
      },
    ],
  },
  view: { colour: 'change', selected: { layer: 3, neuron: 1535 } },
};

/** What the fragment should be for these wire bytes, with a right checksum. */
function fragmentOf(json: string): string {
  const bytes = strToU8(json);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  const sum = [24, 16, 8, 0].map((shift) => (hash >>> shift) & 255);
  return `#e1=${Buffer.from([...sum, ...deflateSync(bytes, { level: 9 })]).toString('base64url')}`;
}
const reasonOf = (fragment: string) => {
  const decoded = decodeLink(fragment);
  return decoded?.ok === false ? decoded.reason : decoded;
};

describe('links', () => {
  it('carry the state', () => {
    expect(decodeLink(encodeLink(state))).toEqual({ ok: true, state });
    expect(encodeLink(state)).toMatch(/^#e2=[A-Za-z0-9]+$/);
  });

  it('are read without "#", with an escaped "=" and with punctuation behind', () => {
    const link = encodeLink(state);
    for (const form of [link.slice(1), link.replace('=', '%3D'), `${link}.`, `${link})`, `${link}>\n`])
      expect(decodeLink(form)).toEqual({ ok: true, state });
  });

  it('of the first version open as they did', () => {
    for (const { link, state: sent } of firstLinks) expect(decodeLink(link)).toEqual({ ok: true, state: sent });
  });

  it('stay under 2,000 characters with 50 mixed edits of numbers in full precision', () => {
    const words = ['tokyo', 'Copenhagen', '##burg', 'portuguese', 'piano', 'Azerbaijan', 'london', 'Catholicism'];
    let seed = 1;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const pick = (n: number) => Math.floor(random() * n);
    for (let round = 0; round < 20; round++) {
      const ref = () => ({ layer: pick(12), neuron: pick(3072) });
      const neurons = Array.from({ length: 30 }, () => {
        const at = random() < 0.5 ? ('mask' as const) : ('all' as const);
        return random() < 0.7 ? { ...ref(), at, gain: random() * 5 } : { ...ref(), at, value: random() * 10 - 5 };
      });
      const values = Array.from({ length: 20 }, () => ({
        ...ref(),
        ops:
          random() < 0.3
            ? [{ erase: true as const }]
            : [
                { add: { token: words[pick(8)] ?? '', lambda: -1 } },
                { add: { tokenId: pick(30_000), lambda: Math.round(random() * 80) / 10 } },
              ],
      }));
      const link = encodeLink({ ...state, edits: { version: 1, neurons, values } });
      expect(link.length).toBeLessThan(2000);
      expect(decodeLink(link)).toMatchObject({ ok: true, state: { edits: { neurons, values } } });
    }
  });

  it('refuse to be made where the work is too large', () => {
    const neurons = Array.from({ length: 9000 }, (_, i) => ({
      layer: i % 12,
      neuron: (i * 7919) % 3072,
      at: 'mask' as const,
      gain: Math.sin(i),
    }));
    expect(() => encodeLink({ ...state, edits: { ...NO_EDITS, neurons } })).toThrow('too large for a link');
  });
});

describe('what is no good link', () => {
  const link = encodeLink(state);
  const wire = (change: (parts: unknown[]) => void) => {
    const parts: unknown[] = [
      'builtin',
      '0123456789abcdef',
      'a [MASK]',
      '',
      [0, 5, 0, 0.5],
      [[0, 5, 0, 0, ['a', 1]]],
      [0],
    ];
    change(parts);
    return fragmentOf(JSON.stringify(parts));
  };

  it('is left to others where it is not ours', () => {
    for (const other of ['', '#', '#section', '#e=abc', '#about', 'https://example.org/#e1=', '#ex1=a'])
      expect(decodeLink(other)).toBeNull();
  });

  it('explains each kind', () => {
    expect(reasonOf(wire(() => undefined))).toMatchObject({ ok: true });
    expect(reasonOf('#e3=anything')).toBe('version');
    expect(reasonOf('#e0=anything')).toBe('version');
    expect(reasonOf('#e1=a b c')).toBe('garbage');
    expect(reasonOf(`#e1=${'A'.repeat(70_000)}`)).toBe('garbage');
    expect(reasonOf('#e1=')).toBe('truncated');
    for (const whole of [link, firstLinks[0]!.link]) {
      for (const part of [6, 10, 40, whole.length - 30, whole.length - 3])
        for (const end of ['', '…', '...', '%E2%80%A6', ' …)'])
          expect(reasonOf(whole.slice(0, part) + end)).toBe('truncated');
      const changed = whole.slice(0, 30) + (whole[30] === 'A' ? 'B' : 'A') + whole.slice(31);
      expect(reasonOf(changed)).toBe('garbage');
    }
    expect(reasonOf(`${link.slice(0, 40)}%%${link.slice(42)}`)).toBe('garbage');
  });

  it('is checked against the schema', () => {
    expect(reasonOf(fragmentOf('{"a":1}'))).toBe('schema');
    expect(reasonOf(fragmentOf('not json'))).toBe('schema');
    expect(reasonOf(wire((parts) => parts.pop()))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[1] = 'nothash')))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[1] = '')))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[4] = [0, 5, 0])))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[4] = [0, 5, 8, 1])))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[4] = [0, 5, 0.5, 1])))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[4] = [0, 5, 0, 101])))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[5] = [[0, 5, 2]])))).toBe('schema');
    expect(reasonOf(wire((parts) => (parts[6] = [3])))).toBe('schema');
    for (const id of [
      '',
      '../builtin',
      'a/b',
      'org/name@main',
      `../x@${'0'.repeat(40)}`,
      `org/../x@${'0'.repeat(40)}`,
      `https://evil.example/x@${'0'.repeat(40)}`,
    ]) {
      expect(reasonOf(wire((parts) => (parts[0] = id)))).toBe('schema');
    }
    for (const id of [
      `a/b/c@${'0'.repeat(40)}`,
      `a/b?x@${'0'.repeat(40)}`,
      `a b@${'0'.repeat(40)}`,
      'javascript:alert(1)',
      '<img src=x>',
      'a\nb',
      'a\u202eb',
      '//x',
      'x'.repeat(101),
    ]) {
      expect(reasonOf(wire((parts) => (parts[0] = id)))).toBe('schema');
    }
    const negative = decodeLink(wire((parts) => (parts[4] = [0, -5, 0, 1])));
    expect(negative?.ok === false && negative.message).toContain(
      'edits.neurons.0.neuron: expected a whole number from 0',
    );
  });

  it('cannot fill the memory: a bomb stops at the limit', () => {
    const bomb = `#e1=${Buffer.from([0, 0, 0, 0, ...deflateSync(new Uint8Array(40_000_000), { level: 9 })]).toString('base64url')}`;
    expect(bomb.length).toBeLessThan(65_536);
    const start = performance.now();
    expect(reasonOf(bomb)).toBe('garbage');
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('property', () => {
  it('every state comes back from its link', () => {
    fc.assert(
      fc.property(arbitraryLink, (s) => {
        expect(decodeLink(encodeLink(s))).toEqual({ ok: true, state: s });
      }),
    );
  });

  it('any text, and any link with changes in it, gives a result and nothing is thrown', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((s) => `#e1=${s}`),
      fc.stringMatching(/^#e1=[A-Za-z0-9_-]{0,80}$/),
      fc.jsonValue().map((v) => fragmentOf(JSON.stringify(v))),
    );
    fc.assert(
      fc.property(text, (fragment) => void decodeLink(fragment)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(arbitraryLink, fc.nat(), fc.string({ maxLength: 3 }), fc.nat(5), (s, at, insert, skip) => {
        const link = encodeLink(s);
        const i = 4 + (at % (link.length - 4));
        const changed = link.slice(0, i) + insert + link.slice(i + skip);
        const decoded = decodeLink(changed);
        if (decoded?.ok) expect(decoded.state).toEqual(s);
      }),
      { numRuns: 300 },
    );
  });
});
