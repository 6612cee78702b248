import { peerDependencies } from '../../package.json';
import { exists, type Import, type Module, readModules } from './modules';

/** The rooms of the library, each of which may import those before it. */
const ROOMS = ['programs', 'values', 'profile', 'pod', 'manifests', 'workload', 'constructs'];

/**
 * Files and rooms beside them. `problems.ts` is what everybody may report; checks read what was rendered, and what they may know of it;
 * changes hold it against what was rendered before.
 */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'problems.ts': ['values'],
  changes: ['problems.ts', 'values', 'pod'],
  checks: ['problems.ts', 'values', 'pod', 'workload/kinds', 'changes'],
  'emit.ts': ['checks', 'pod'],
  'index.ts': ['checks', 'problems.ts', ...ROOMS],
};

/** The one room that may emit, and that hands its warnings to the checks. */
const EMITTING = ['emit.ts', 'checks'];

const modules = readModules('lib');
const paths = new Set(modules.map(({ path }) => path));

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function mayImport(room: string): readonly string[] {
  const beside = BESIDE[room];
  if (beside !== undefined) return beside;
  const before = ROOMS.slice(0, ROOMS.indexOf(room));
  return [...before, ...(room === 'values' ? [] : ['problems.ts']), ...(room === 'constructs' ? EMITTING : [])];
}

function isBelow(path: string, place: string): boolean {
  return path === `lib/${place}` || path.startsWith(`lib/${place}/`);
}

function isPackage(to: string): boolean {
  return !to.includes('/') || to.startsWith('@');
}

/** `file:line imports x` for each import of which the rule says that it is wrong. */
function wrong(rule: (each: Import, module: Module) => boolean): string[] {
  return modules.flatMap((module) =>
    module.imports.filter((each) => rule(each, module)).map((each) => `${module.path}:${each.line} imports ${each.to}`),
  );
}

test('every file of lib is in a room that this test knows', () => {
  const known = new Set([...ROOMS, ...Object.keys(BESIDE)]);
  expect([...paths].filter((path) => !known.has(roomOf(path)))).toEqual([]);
  expect([...known].filter((room) => modules.every(({ path }) => roomOf(path) !== room))).toEqual([]);
});

test('rooms import in one direction: programs, values, profile, pod, manifests, workload, constructs', () => {
  const misses = ({ to }: Import, room: string) => !isBelow(to, room) && !mayImport(room).some((place) => isBelow(to, place));
  expect(wrong((each, { path }) => each.to.startsWith('lib/') && misses(each, roomOf(path)))).toEqual([]);
});

test('every relative import leads to a file', () => {
  expect(wrong(({ to }) => !isPackage(to) && !exists(to))).toEqual([]);
});

test('checks and changes know pods by their types alone', () => {
  expect(wrong(({ to, typeOnly }, { path }) => ['changes', 'checks'].includes(roomOf(path)) && isBelow(to, 'pod') && !typeOnly)).toEqual(
    [],
  );
});

test('only cdk8s and constructs are loaded with the library; what is loaded on demand is a peer dependency', () => {
  expect(wrong(({ to, typeOnly, onDemand }) => isPackage(to) && !typeOnly && !onDemand && !['cdk8s', 'constructs'].includes(to))).toEqual(
    [],
  );
  expect(wrong(({ to, typeOnly, onDemand }) => isPackage(to) && !typeOnly && onDemand && !(to in peerDependencies))).toEqual([]);
});

test('generated and published types of Kubernetes objects are imported as types', () => {
  expect(wrong(({ to, typeOnly }) => (to === 'kubernetes-types' || to.startsWith('imports/')) && !typeOnly)).toEqual([]);
});

/** A construct's props stand beside its class, where users and jsii look for them; what renders it reads their type from there. */
function isPropsType(each: Import, { path }: Module): boolean {
  const within = isBelow(path, 'constructs') && isBelow(each.to, 'constructs');
  return within && each.typeOnly && each.names.length > 0 && each.names.every((name) => /(Props|Options)$/.test(name));
}

/** The first cycle of imports that a walk from `path` meets, as the files on it. */
function cycleFrom(path: string, edges: ReadonlyMap<string, readonly string[]>, walked: string[], done: Set<string>): string[] {
  const seen = walked.indexOf(path);
  if (seen >= 0) return [...walked.slice(seen), path];
  if (done.has(path)) return [];
  for (const next of edges.get(path) ?? []) {
    const cycle = cycleFrom(next, edges, [...walked, path], done);
    if (cycle.length > 0) return cycle;
  }
  done.add(path);
  return [];
}

function cycle(counts: (each: Import, module: Module) => boolean): string[] {
  const edges = new Map(
    modules.map((module) => [module.path, module.imports.filter((each) => paths.has(each.to) && counts(each, module)).map(({ to }) => to)]),
  );
  const done = new Set<string>();
  return [...paths].map((path) => cycleFrom(path, edges, [], done)).find((found) => found.length > 0) ?? [];
}

test('no module is loaded in a cycle', () => {
  expect(cycle((each) => !each.typeOnly)).toEqual([]);
});

test("no cycle of types either, but for a construct's own props", () => {
  expect(cycle((each, module) => !isPropsType(each, module))).toEqual([]);
});
