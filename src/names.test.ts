/** One name, one thing: a name that src/ exports is declared in one place, so that whoever searches for it finds it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('.', import.meta.url));

/** Names that the file exports and declares itself; what it hands on from another file is declared there. */
function exportedDeclarations(text: string, file: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declared = source.statements.flatMap((statement) =>
    declaredNames(statement).map((name) => ({ name, exported: isExported(statement) })),
  );
  const local = new Set(declared.map(({ name }) => name));
  const listed = source.statements.flatMap((statement) => namesInList(statement)).filter(({ own }) => local.has(own));
  const names = [
    ...declared.filter(({ exported }) => exported).map(({ name }) => name),
    ...listed.map(({ name }) => name),
  ];
  return [...new Set(names)];
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  return has(ts.SyntaxKind.ExportKeyword) && !has(ts.SyntaxKind.DefaultKeyword);
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap((d) => bound(d.name));
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  ) {
    return statement.name ? [statement.name.text] : [];
  }
  return [];
}

/** The names that a declaration binds: one, or those of a pattern that takes a value apart. */
function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []));
}

/** `export { own as name }`, of this file's own. */
function namesInList(statement: ts.Statement): { readonly own: string; readonly name: string }[] {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) return [];
  const { exportClause } = statement;
  if (!exportClause || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.map(({ propertyName, name }) => ({ own: (propertyName ?? name).text, name: name.text }));
}

/** A sentence for every name that more than one of the files exports. */
function exportedTwice(files: ReadonlyMap<string, string>): string[] {
  const places = new Map<string, string[]>();
  for (const [file, text] of files) {
    for (const name of exportedDeclarations(text, file)) places.set(name, [...(places.get(name) ?? []), file]);
  }
  return [...places]
    .filter(([, found]) => found.length > 1)
    .map(([name, found]) => `${name} is exported by ${found.join(' and by ')}: give one of them a name of its own.`);
}

function sources(): Map<string, string> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
  return new Map(files.sort().map((path) => [`src/${path}`, readFileSync(join(SRC, path), 'utf8')]));
}

test('no two files of src/ export the same name', () => {
  expect(exportedTwice(sources())).toEqual([]);
});

test('a second declaration is found, whatever it declares; handing a name on is not one', () => {
  const first = `
    export const { a, b: [c] } = make();
    export interface Shape {}
    export class Model {}
    function local() {}
    export { local as shown };
    export default function page() {}
  `;
  const second = `
    import { a } from './first';
    import type { Shape } from './first';
    export { a };
    export type { Shape };
    export * from './first';
    export type { Model } from './first';
    const page = 1;
    const shown = 2;
  `;
  const third = `export type Model = string; export function c() {} export const shown = 1, page = 2;`;
  const files = (...texts: string[]) => new Map(texts.map((text, n) => [`${n}.ts`, text]));
  expect(exportedTwice(files(first, second))).toEqual([]);
  expect(exportedTwice(files(first, second, third))).toEqual(
    ['c', 'Model', 'shown'].map(
      (name) => `${name} is exported by 0.ts and by 2.ts: give one of them a name of its own.`,
    ),
  );
});
