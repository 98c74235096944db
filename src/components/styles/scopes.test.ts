/**
 * A class that is styled by itself belongs to one stylesheet and to one component's files: two that take the same name by
 * chance would dress each other's elements. What many share stands in the stylesheets that are for that.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postcss from 'postcss';
import { describe, expect, it } from 'vitest';

const STYLES = dirname(fileURLToPath(import.meta.url));
const COMPONENTS = dirname(STYLES);
/** What all components share: any of them may use these classes. */
const COMMON = ['base.css', 'ui.css', 'common.css', 'frame.css', 'rooms.css', 'see.css'];
/** Goes over everything once more, for forced colours and more contrast. */
const OVER_ALL = 'contrast.css';

/** By class that begins a selector, and so is styled wherever it stands: each with what stands beside it there. */
function rootsIn(css: string): readonly (readonly string[])[] {
  const roots: string[][] = [];
  postcss.parse(css).walkRules((rule) => {
    const isNested = rule.parent?.type === 'rule';
    const inKeyframes = rule.parent?.type === 'atrule' && 'name' in rule.parent && rule.parent.name === 'keyframes';
    if (isNested || inKeyframes) return;
    for (const selector of rule.selectors) {
      const [first] = /^[^\s>+~]*/.exec(selector.replace(CONTEXT, '')) ?? [];
      const classes = [...(first ?? '').matchAll(/\.([\w-]+)/g)].map(([, name]) => name ?? '');
      if (classes.length > 0) roots.push(classes);
    }
  });
  return roots;
}

/** The theme, or which place is in sight. */
const CONTEXT = /^(:root(\[[^\]]*\])?|\.app(\[[^\]]*\])?)\s+/;

/** The texts of an expression's strings, those within templates included. */
function stringsOf(expression: string): string {
  const inner = [...expression.matchAll(/\$\{([^}]*)\}/g)].map(([, code]) => stringsOf(code ?? ''));
  const texts = [...expression.replace(/\$\{[^}]*\}/g, ' ').matchAll(/(['"`])(.*?)\1/gs)].map(
    ([, , text]) => text ?? '',
  );
  return [...texts, ...inner].join(' ');
}

/** The classes that a component's source names, in any string. */
function classesIn(source: string): ReadonlySet<string> {
  const texts = [...source.matchAll(/className=(?:"([^"]*)"|\{(.*?)\}(?=[\s>]))/gs)].map(
    ([, plain, computed]) => plain ?? stringsOf(computed ?? ''),
  );
  return new Set(texts.flatMap((text) => text.split(/\s+/)).filter((name) => name !== ''));
}

const sheets = readdirSync(STYLES).filter((name) => name.endsWith('.css') && name !== OVER_ALL);
const rules = new Map(sheets.map((name) => [name, rootsIn(readFileSync(join(STYLES, name), 'utf8'))]));
/** By stylesheet, the classes that are styled there with no other beside them. */
const roots = new Map(
  [...rules].map(([sheet, all]) => [sheet, new Set(all.filter(({ length }) => length === 1).flat())]),
);
const sources = readdirSync(COMPONENTS, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.tsx') && !name.includes('.test.'),
);
const used = new Map(sources.map((name) => [name, classesIn(readFileSync(join(COMPONENTS, name), 'utf8'))]));
const foldersOf = (name: string) => [
  ...new Set([...used].filter(([, classes]) => classes.has(name)).map(([file]) => dirname(file))),
];

describe('classes', () => {
  it('are each styled by one stylesheet alone', () => {
    const all = new Set([...roots.values()].flatMap((names) => [...names]));
    const twice = [...all]
      .map((name) => [name, ...sheets.filter((sheet) => roots.get(sheet)?.has(name))])
      .filter((entry) => entry.length > 2);
    expect(twice).toEqual([]);
  });

  it('are used by the components of one folder, unless their stylesheet is for all', () => {
    const strangers = sheets
      .filter((sheet) => !COMMON.includes(sheet))
      .flatMap((sheet) => [...(roots.get(sheet) ?? [])].map((name) => [name, foldersOf(name)] as const))
      .filter(([, folders]) => folders.length > 1);
    expect(strangers).toEqual([]);
  });
});

it('finds the classes that are styled by themselves, and those that a component names', () => {
  expect(rootsIn('@layer x { .a .b, p.c { } .d { .e { } } } @media y { :root[data-theme="dark"] .f.g { } }')).toEqual([
    ['a'],
    ['c'],
    ['d'],
    ['f', 'g'],
  ]);
  expect(classesIn('<p className="one two" /><i className={`three ${on ? "four" : ""}`} />')).toEqual(
    new Set(['one', 'two', 'three', 'four']),
  );
});
