import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HUB, hubModelId, hubOf, isCommit, parseHubAddress } from './address';

const COMMIT = '86b5e0934494bd15c9632b12f734a8a67f723594';

describe('an address of the Hub', () => {
  test.each([
    ['bert-base-cased', { id: 'bert-base-cased' }],
    ['  google-bert/bert-base-cased ', { id: 'google-bert/bert-base-cased' }],
    ['google-bert/bert-base-cased@main', { id: 'google-bert/bert-base-cased', revision: 'main' }],
    [`a/b@${COMMIT}`, { id: 'a/b', revision: COMMIT }],
    ['a/b@refs/pr/3', { id: 'a/b', revision: 'refs/pr/3' }],
    ['https://huggingface.co/google-bert/bert-base-cased', { id: 'google-bert/bert-base-cased' }],
    ['huggingface.co/bert-base-cased/', { id: 'bert-base-cased' }],
    ['https://hf.co/a/b/tree/v1.0?x=1#files', { id: 'a/b', revision: 'v1.0' }],
    [`https://huggingface.co/a/b/blob/${COMMIT}/config.json`, { id: 'a/b', revision: COMMIT }],
    ['https://huggingface.co/a/b/tree/refs%2Fpr%2F3', { id: 'a/b', revision: 'refs/pr/3' }],
  ])('%s', (text, expected) => expect(parseHubAddress(text)).toEqual(expected));

  test.each([
    '',
    '/',
    'a/b/c',
    'a b',
    '../etc',
    'a/..',
    '-a',
    'a/b@',
    'a/b@x y',
    'a/b@../x',
    'a/b@.',
    'https://example.org/a/b',
    'https://huggingface.co/%zz',
    'ä/b',
    'a@b@c d',
  ])('is not made of %j', (text) => expect(parseHubAddress(text)).toBeNull());

  test('never throws, and what it gives can be put into a path', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `https://hf.co/${tail}`),
          fc.string().map((tail) => `a/b@${tail}`),
        ),
        (text) => {
          const address = parseHubAddress(text);
          if (!address) return;
          const url = new URL(
            `${HUB}/api/models/${address.id}/revision/${encodeURIComponent(address.revision ?? 'main')}`,
          );
          expect(url.origin).toBe(HUB);
          expect(url.pathname).toMatch(/^\/api\/models\/[^/]+(\/[^/]+)?\/revision\/[^/]+$/);
        },
      ),
    );
  });

  test('at a commit it goes into links and comes back', () => {
    expect(parseHubAddress(hubModelId('a/b', COMMIT))).toEqual({ id: 'a/b', revision: COMMIT });
    expect([isCommit(COMMIT), isCommit('main'), isCommit(COMMIT.slice(1))]).toEqual([true, false, false]);
  });
});

test.each([
  ['http://localhost:4173/?hub=http://localhost:4299', 'http://localhost:4299'],
  ['http://localhost:4173/?hub=http://127.0.0.1:4299/path', 'http://127.0.0.1:4299'],
  ['http://localhost:4173/', HUB],
  ['http://localhost:4173/?hub=https://evil.example', HUB],
  ['http://localhost:4173/?hub=http://localhost.evil.example', HUB],
  ['http://localhost:4173/?hub=nonsense', HUB],
  ['http://localhost:4173/?hub=file:///etc', HUB],
  ['https://engram.example/?hub=http://localhost:4299', HUB],
])('the Hub of %s', (page, hub) => expect(hubOf(new URL(page))).toBe(hub));
