import { type Import, parse } from './modules';

/** What the parser sees in a line of a module of `lib/pod`. */
function seen(text: string): Partial<Import>[] {
  return parse('lib/pod/example.ts', text).imports.map(({ to, typeOnly, onDemand }) => ({ to, typeOnly, onDemand }));
}

const atLoad = (to: string) => [{ to, typeOnly: false, onDemand: false }];
const asType = (to: string) => [{ to, typeOnly: true, onDemand: false }];

test.each([
  "import { a } from 'some';",
  "import a from 'some';",
  "import * as a from 'some/deep/path';",
  "import 'some';",
  "import { type A, b } from 'some';",
  "import a = require('some');",
  "export { a } from 'some';",
  "export * from 'some';",
  "const a = require('some');",
  "void import('some');",
])('%s is an import at load time', (text) => {
  expect(seen(text)).toEqual(atLoad('some'));
});

test.each([
  "import type { A } from 'some';",
  "import { type A, type B } from 'some';",
  "import type A from 'some';",
  "export type { A } from 'some';",
  "type A = import('some').A;",
  "type A = typeof import('some');",
])('%s is an import of types', (text) => {
  expect(seen(text)).toEqual(asType('some'));
});

test('a module that is required inside a function is loaded on demand', () => {
  expect(seen("const a = () => require('some');")).toEqual([{ to: 'some', typeOnly: false, onDemand: true }]);
});

test('a relative import is told by the path of its file, a scoped one by its package', () => {
  expect(seen("import { given } from '../values/omit';")).toEqual(atLoad('lib/values/omit.ts'));
  expect(seen("import type { A } from '@scope/name/deep';")).toEqual(asType('@scope/name'));
});
