import { inspect } from 'node:util';
import { GpuTrainingJob, SpecError } from '../lib';
import { isError, line, type Problem, problemAt, throwErrors } from '../lib/problems';
import { RESOURCES, testChart } from './support/charts';

function problem(field: string, rest: Partial<Problem> = {}): Problem {
  return { path: 'demo/train', field, rule: 'rule', message: 'is wrong', fix: 'mend it', severity: 'error', ...rest };
}

/** What is thrown for these problems; undefined where nothing is. */
function thrownFor(...problems: Problem[]): unknown {
  try {
    throwErrors('demo/train', problems, GpuTrainingJob);
  } catch (error) {
    return error;
  }
  return undefined;
}

function refused(): unknown {
  try {
    new GpuTrainingJob(testChart(), 'train', { image: '', resources: RESOURCES });
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a problem as one line', () => {
  test.each<[string, Problem, string]>([
    ['names field, value, rule and fix', problem('memory', { value: '64GB' }), 'memory: is wrong, got "64GB" (mend it)'],
    ['shows no value where the rule is about none', problem('memory'), 'memory: is wrong (mend it)'],
    ['shows null', problem('a', { value: null }), 'a: is wrong, got null (mend it)'],
    ['shows zero', problem('a', { value: 0 }), 'a: is wrong, got 0 (mend it)'],
    ['shows the empty text', problem('a', { value: '' }), 'a: is wrong, got "" (mend it)'],
    ['shows undefined where it was given', problem('a', { value: undefined }), 'a: is wrong, got undefined (mend it)'],
    ['begins with the message where no field is meant', problem('', { value: 5 }), 'is wrong, got 5 (mend it)'],
  ])('%s', (_, given, expected) => {
    expect(line(given)).toBe(expected);
  });
});

test('a finding becomes a problem at the path of its construct', () => {
  const { path, ...finding } = problem('memory', { value: '64GB' });
  expect(problemAt(path, { ...finding, severity: 'error' })).toEqual(problem('memory', { value: '64GB' }));
});

test('errors stop, warnings do not', () => {
  expect(isError(problem('a'))).toBe(true);
  expect(isError(problem('a', { severity: 'warning' }))).toBe(false);
  expect(thrownFor()).toBeUndefined();
  expect(thrownFor(problem('a', { severity: 'warning' }))).toBeUndefined();
});

describe('the error', () => {
  test('is headed by the path, with a line for each error and none for warnings', () => {
    const error = thrownFor(problem('a'), problem('b', { severity: 'warning' }), problem('c', { value: 1 }));
    expect((error as Error).message).toBe('demo/train\n  a: is wrong (mend it)\n  c: is wrong, got 1 (mend it)');
  });

  test('carries the errors as data', () => {
    expect(SpecError.problemsOf(thrownFor(problem('a'), problem('b', { severity: 'warning' })))).toEqual([problem('a')]);
  });

  test('gives a list of its own: changing it changes nothing', () => {
    const error = thrownFor(problem('a'));
    SpecError.problemsOf(error).pop();
    expect(SpecError.problemsOf(error)).toHaveLength(1);
  });

  test('is an Error and a SpecError, by instanceof and by its name', () => {
    const error = refused();
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof SpecError).toBe(true);
    expect((error as Error).name).toBe('SpecError');
  });

  test.each([['text'], [null], [undefined], [{}], [new Error('other')], [{ problems: [1] }]])(
    '%p is none, and carries nothing',
    (other) => {
      expect((other as unknown) instanceof SpecError).toBe(false);
      expect(SpecError.problemsOf(other)).toEqual([]);
    },
  );

  test("has a stack of one frame: the user's own line", () => {
    const [head, ...rest] = ((refused() as Error).stack ?? '').split('\n');
    expect(head).toBe('SpecError: demo/train');
    expect(rest.filter((each) => each.trim().startsWith('at '))).toEqual([expect.stringContaining('problems.test.ts')]);
  });

  test('is printed by Node without the problems once more', () => {
    const printed = inspect(refused());
    expect(printed.match(/image/g)).toHaveLength(1);
    expect(printed).not.toContain('severity');
  });
});
