import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';

/** The folder of the repository: paths below are relative to it. */
const ROOT = join(__dirname, '../..');

/** One mention of another module. */
export interface Import {
  /** `lib/values/gpu.ts`, or the package `cdk8s-plus-27`. */
  readonly to: string;
  readonly line: number;
  /** Nothing of it is left in the JavaScript. */
  readonly typeOnly: boolean;
  /** Inside a function: loaded when that is called, not when the module is. */
  readonly onDemand: boolean;
  /** The names that are taken; empty where the module as a whole is. */
  readonly names: readonly string[];
}

/** A parsed file, and what it imports in whichever form. */
export interface Module {
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly Import[];
}

export function parse(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  walk(source, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      imports.push({ to: resolve(path, specifier.text), line: lineOf(node), onDemand: isInFunction(node), ...meaningOf(node) });
    }
  });
  return { path, source, imports };
}

export function readModule(path: string): Module {
  return parse(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** All modules below a folder, as `lib`. */
export function readModules(folder: string): Module[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readModule(join(folder, name)));
}

export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** Calls `visit` for the node and all below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function isLoadCall(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  return node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === 'require');
}

/** The text that names a module, in each form in which TypeScript lets one be named. */
function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  let named: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) named = node.moduleSpecifier;
  else if (ts.isExternalModuleReference(node)) named = node.expression;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) named = node.argument.literal;
  else if (isLoadCall(node)) named = node.arguments[0];
  return named !== undefined && ts.isStringLiteralLike(named) ? named : undefined;
}

type Meaning = Pick<Import, 'typeOnly' | 'names'>;

function meaningOf(node: ts.Node): Meaning {
  if (ts.isImportTypeNode(node)) return { typeOnly: true, names: [] };
  if (ts.isExportDeclaration(node)) return meaningOfNames(node.isTypeOnly, node.exportClause);
  if (!ts.isImportDeclaration(node)) return { typeOnly: false, names: [] };
  const { importClause: clause } = node;
  if (clause === undefined || clause.name !== undefined) return { typeOnly: clause?.isTypeOnly ?? false, names: [] };
  return meaningOfNames(clause.isTypeOnly, clause.namedBindings);
}

function meaningOfNames(typeOnly: boolean, bindings: ts.Node | undefined): Meaning {
  const named = bindings !== undefined && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) ? [...bindings.elements] : [];
  return {
    typeOnly: typeOnly || (named.length > 0 && named.every((element) => element.isTypeOnly)),
    names: named.map(({ propertyName, name }) => (propertyName ?? name).text),
  };
}

function isInFunction(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isFunctionLike) !== undefined;
}

/** `../pod/plan` of `lib/values/gpu.ts` is `lib/pod/plan.ts`; other names are packages, without the path inside them. */
function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return packageOf(specifier);
  const base = join(dirname(from), specifier);
  const extension = from.endsWith('.d.ts') ? '.d.ts' : '.ts';
  return [`${base}${extension}`, join(base, `index${extension}`)].find(exists) ?? `${base}${extension}`;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
