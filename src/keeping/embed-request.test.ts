import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PICTURES } from '../state/pictures';
import { iframeFor } from './embed-code';
import { embedIn } from './embed-request';

describe('the address of an embed', () => {
  it('asks for a picture by its name, and for nothing without one', () => {
    expect(embedIn('')).toBeNull();
    expect(embedIn('?prompt=A+[MASK].')).toBeNull();
    for (const picture of PICTURES) expect(embedIn(`?embed=${picture}`)).toMatchObject({ picture, theme: 'system' });
    expect(embedIn('?embed')?.picture).toBe('map');
    expect(embedIn('?embed=Lens')?.picture).toBe('lens');
    expect(embedIn('?embed=scatter')).toMatchObject({ picture: null, name: 'scatter' });
  });

  it('brings a question, a theme and the parent’s origin', () => {
    const asked = embedIn('?embed=bars&prompt=The+capital+of+France+is+%5BMASK%5D.&target=paris&theme=dark');
    expect(asked).toMatchObject({ prompt: 'The capital of France is [MASK].', target: 'paris', theme: 'dark' });
    expect(embedIn('?embed&prompt=+&theme=pink')).toMatchObject({ prompt: null, theme: 'system' });
    expect(embedIn('?embed&parent=https://blog.example/post?a=1')?.parent).toBe('https://blog.example');
  });

  it('hears nobody where the parent is no origin', () => {
    for (const parent of ['', 'blog.example', 'data:text/html,x', '*'])
      expect(embedIn(`?embed&parent=${encodeURIComponent(parent)}`)?.parent).toBe('https://nobody.invalid');
  });
});

/** What an HTML parser reads out of an attribute. */
const read = (code: string, name: string) =>
  new RegExp(`${name}="([^"]*)"`)
    .exec(code)?.[1]
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe('the code of an iframe', () => {
  it('keeps the fragment, asks for the picture, and lets no title out of its attribute', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...PICTURES), (title, picture) => {
        const code = iframeFor('https://engram.example/page/?x=1#e1=AbC-_9', picture, title);
        expect(read(code, 'src')).toBe(`https://engram.example/page/?embed=${picture}#e1=AbC-_9`);
        expect(read(code, 'title')).toBe(title);
        expect(code.match(/[<>]/g)).toHaveLength(4);
        expect(code.match(/"/g)).toHaveLength(14);
      }),
    );
  });
});
