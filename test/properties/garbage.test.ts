import { inspect } from 'node:util';
import type { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import * as library from '../../lib';
import { argumentsOf, FACTORIES, garbage, ofAnotherClass } from './garbage';
import { PROGRAMS, type Program, type Props } from './programs';
import { objectsOf, schemaFindings } from './rendered';
import { holds } from './run';
import type { In } from './world';

/** What tells a reader of a value that nobody looked at. Of a value that was given and is shown, `undefined` is right. */
const UNREAD = /\[object |\bundefined\b/;

function unread(text: string): string[] {
  return UNREAD.test(text) ? [`says ${text}`] : [];
}

/** What is wrong with how wrong props were refused. */
function refusalFindings(error: unknown): string[] {
  if (!(error instanceof library.SpecError)) return [`threw ${String((error as Error).stack).split('\n', 3)}`];
  const problems = library.SpecError.problemsOf(error);
  const incomplete = problems.filter(
    ({ path, field, rule, message, fix, severity }) =>
      [path, rule, message, fix].some((text) => typeof text !== 'string' || text === '') ||
      typeof field !== 'string' ||
      severity !== 'error',
  );
  return [
    ...(problems.length === 0 ? ['has no problems'] : []),
    ...incomplete.map((problem) => `is incomplete: ${JSON.stringify(problem)}`),
    ...problems.flatMap(({ field, message, fix }) => unread(`${field}: ${message} (${fix})`)),
    ...((error as Error).message.includes('[object ') ? [`shows ${(error as Error).message}`] : []),
  ];
}

/** What is wrong with what props came to: they are refused with a SpecError, or their objects are right. */
function findings(program: Program, render: () => Chart, judge: (chart: Chart) => string[] = () => []): string[] {
  let chart: Chart;
  try {
    chart = render();
  } catch (error) {
    return refusalFindings(error);
  }
  return [...schemaFindings(chart, program.cluster), ...unread(JSON.stringify(objectsOf(chart))), ...judge(chart)];
}

function isOurs(value: unknown): boolean {
  return Object.values(library).some((type) => typeof type === 'function' && value instanceof type);
}

/** What says nothing, or the default in other words. */
function saysNothing(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const isPlain = [Array.prototype, Object.prototype, null].includes(Object.getPrototypeOf(value));
  return isOurs(value) || (isPlain && Object.keys(value).length === 0);
}

/** What is said for all roles, and by each role anew. */
function isOverridden(props: Props, field: string): boolean {
  const roles = ['worker', 'parameterServer', 'chief', 'evaluator']
    .map((role) => props[role] as Props | undefined)
    .filter((role) => role !== undefined);
  return roles.length > 0 && roles.every((role) => role[field] !== undefined);
}

/** A value that was taken, and of which nothing is seen. */
function droppedFindings(program: Program, field: string, value: unknown, chart: Chart): string[] {
  if (saysNothing(value) || isOverridden(program.props(), field)) return [];
  // A layout and a cache go with their dataset.
  const gone = field === 'dataset' ? ['dataset', 'datasetLayout', 'cache'] : [field];
  const without = program.render((props) => Object.fromEntries(Object.entries(props).filter(([name]) => !gone.includes(name))));
  return JSON.stringify(objectsOf(chart)) === JSON.stringify(objectsOf(without)) ? [`took ${field}, and did nothing with it`] : [];
}

/** The names of all props that right programs of a construct have. */
function fieldsOf(programs: fc.Arbitrary<Program>): string[] {
  return [...new Set(fc.sample(programs, { numRuns: 60, seed: 1 }).flatMap((program) => Object.keys(program.props())))];
}

function pick<T>(among: readonly T[], n: number): T {
  const picked = among[n % among.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

function nameOf(value: unknown): string {
  return inspect(value, { depth: -1 });
}

/** The fields that a constructor names as wrong. */
function fieldsRefused(render: () => Chart): string[] {
  try {
    render();
  } catch (error) {
    return library.SpecError.problemsOf(error).map(({ field }) => field);
  }
  return [];
}

/** The props with a value in place of a field. */
function replaced(field: string, value: In<unknown>): (props: Props, world: Parameters<In<unknown>>[0]) => Props {
  return (props, world) => ({ ...props, [field]: value(world) });
}

describe.each(PROGRAMS)('%s', (_, programs) => {
  const fields = fieldsOf(programs);

  test('refuses props that are anything, or does with them what is right', () => {
    holds(fc.tuple(programs, garbage), ([program, props]) => findings(program, () => program.render((_right, world) => props(world))));
  });

  test('refuses garbage in any field, or shows in its objects what it took', () => {
    holds(fc.tuple(programs, fc.constantFrom(...fields), garbage), ([program, field, value]) => {
      let given: unknown;
      const render = () =>
        program.render((props, world) => {
          given = value(world);
          return { ...props, [field]: given };
        });
      return findings(program, render, (chart) => droppedFindings(program, field, given, chart));
    });
  });

  test('refuses garbage in several fields at once, known and unknown', () => {
    const wrong = fc.dictionary(fc.constantFrom(...fields, 'imagee', 'unknown', 'toString'), garbage, {
      minKeys: 2,
      maxKeys: 6,
      noNullPrototype: true,
    });
    holds(fc.tuple(programs, wrong), ([program, values]) => {
      const change = (props: Props, world: Parameters<In<unknown>>[0]) =>
        Object.entries(values).reduce((changed, [field, value]) => replaced(field, value)(changed, world), props);
      return findings(program, () => program.render(change));
    });
  });

  test('refuses a value object of another class in any field, and names the field', () => {
    holds(fc.tuple(programs, fc.nat(), fc.nat()), ([program, i, j]) => {
      const [field, right] = pick(Object.entries(program.props()), i);
      const wrong = pick(ofAnotherClass(right), j);
      const named = fieldsRefused(() => program.render(replaced(field, () => wrong)));
      return named.some((each) => each === field || each.startsWith(`${field}.`))
        ? []
        : [`${field}: took a ${nameOf(wrong)}; refused ${named}`];
    });
  });

  const taken = FACTORIES.filter(({ field }) => fields.includes(field));
  test('refuses value objects that are made of garbage, or does with them what is right', () => {
    const calls = fc.constantFrom(...taken).chain((factory) => argumentsOf(factory).map(([first, second]) => ({ factory, first, second })));
    holds(fc.tuple(programs, calls), ([program, { factory, first, second }]) =>
      findings(program, () =>
        program.render((props, world) => ({
          ...props,
          [factory.field]: factory.make(first(world) as never, second(world) as never, world),
        })),
      ),
    );
  });
});
