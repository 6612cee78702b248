import * as ts from 'typescript';
import { lineOf, type Module, readModules, walk } from './modules';

const LONGEST_FILE = 250;

const modules = readModules('lib');

/** `file:line text` for each node of which the rule says that it is wrong. */
function found(rule: (node: ts.Node, module: Module) => boolean, among: readonly Module[] = modules): string[] {
  const result: string[] = [];
  for (const module of among) {
    walk(module.source, (node) => {
      if (rule(node, module)) result.push(`${module.path}:${lineOf(node)} ${node.getText().split('\n')[0]}`);
    });
  }
  return result;
}

test('files are short', () => {
  const lengths = modules.map(({ path, source }) => ({ path, lines: source.getLineStarts().length - 1 }));
  expect(lengths.filter(({ lines }) => lines >= LONGEST_FILE)).toEqual([]);
});

test('imports stand at the top', () => {
  const late = (node: ts.Node) => {
    if (!ts.isImportDeclaration(node) || !ts.isSourceFile(node.parent)) return false;
    return node.parent.statements.slice(0, node.parent.statements.indexOf(node)).some((before) => !ts.isImportDeclaration(before));
  };
  expect(found(late)).toEqual([]);
});

test('the index exports names of other files, and nothing else', () => {
  const index = modules.filter(({ path }) => path === 'lib/index.ts');
  expect(index).toHaveLength(1);
  const other = (node: ts.Node) => ts.isSourceFile(node.parent) && !(ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined);
  expect(found((node) => !ts.isSourceFile(node) && node.kind !== ts.SyntaxKind.EndOfFileToken && other(node), index)).toEqual([]);
});

/** The names that a file has from cdk8s: of `new cdk8s.ApiObject()` the namespace. */
function fromCdk8s({ source }: Module): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || statement.moduleSpecifier.getText() !== "'cdk8s'") continue;
    walk(statement, (node) => {
      if (ts.isIdentifier(node)) names.add(node.text);
    });
  }
  return names;
}

function leftmost(node: ts.Node): string {
  return ts.isPropertyAccessExpression(node) ? leftmost(node.expression) : node.getText();
}

/** The class that a node instantiates or extends. */
function classIn(node: ts.Node): ts.Node | undefined {
  if (ts.isNewExpression(node)) return node.expression;
  return ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword ? node.types[0]?.expression : undefined;
}

test('emit.ts alone makes objects of cdk8s: nothing else is written to YAML', () => {
  const makes = (node: ts.Node, module: Module) => {
    const made = classIn(node);
    return made !== undefined && fromCdk8s(module).has(leftmost(made));
  };
  expect(found((node, module) => module.path !== 'lib/emit.ts' && makes(node, module))).toEqual([]);
  expect(found((node, module) => module.path === 'lib/emit.ts' && makes(node, module))).toEqual([
    expect.stringMatching(/^lib\/emit\.ts:\d+ extends ApiObject/),
  ]);
});

/** What differs from run to run or from machine to machine. */
const IMPURE = ['Date', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'console'];
const HOLDERS = ['globalThis', 'global', 'eval', 'Function'];

function isUse(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  const isName = 'name' in parent && parent.name === node;
  return !isName;
}

test('the library reads no clock, environment, randomness or file, so that rendering twice gives the same bytes', () => {
  expect(found((node) => isUse(node) && [...IMPURE, ...HOLDERS].includes(node.text))).toEqual([]);
  expect(found((node) => ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random')).toEqual([]);
  const builtins = modules.flatMap(({ path, imports }) =>
    imports.filter(({ to }) => to.startsWith('node:')).map(({ to }) => `${path} ${to}`),
  );
  expect(builtins).toEqual([]);
});

test('of the process the library knows standard error alone, where warnings are told', () => {
  const knowsMore = (node: ts.Node) => isUse(node) && node.text === 'process' && node.parent.getText() !== 'process.stderr';
  expect(found(knowsMore)).toEqual([]);
});
