import { type Finding, show } from './values/finding';

/** One thing that is wrong in a user's program: where, what, and what to do. */
export interface Problem {
  /** The construct's path in the app, as `image-classifier/my-model-server`. */
  readonly path: string;
  /** The prop, as `resources.memory`; of a problem between objects, the field of the manifest. */
  readonly field: string;
  /** The value that was given. */
  readonly value?: unknown;
  /** The rule's id, as `quantity`. */
  readonly rule: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** `error` stops synthesis, `warning` is told on standard error. */
  readonly severity: string;
}

/** A finding in the props of the construct at `path`. */
export function problemAt(path: string, finding: Finding): Problem {
  return { path, ...finding };
}

export function isError(problem: Problem | Finding): boolean {
  return problem.severity === 'error';
}

/** One line: `resources.memory: is not a Kubernetes quantity, got "64GB" (did you mean "64Gi"?)`. */
export function line(problem: Problem | Finding): string {
  const got = 'value' in problem ? `, got ${show(problem.value)}` : '';
  return `${problem.field === '' ? '' : `${problem.field}: `}${problem.message}${got} (${problem.fix})`;
}

const NAME = 'SpecError';

/** The error that constructors throw, and synthesis. It stays inside: jsii exports no subclass of Error. */
class Thrown extends Error {
  declare public readonly problems: readonly Problem[];

  public constructor(message: string, problems: readonly Problem[]) {
    super(message);
    this.name = NAME;
    // Not enumerable: Node prints enumerable fields of an error that nobody catches, and all of them stand in the message.
    Object.defineProperty(this, 'problems', { value: problems, enumerable: false });
  }
}
// Node prints the class of an error that nobody catches: under the name that its reader knows.
Object.defineProperty(Thrown, 'name', { value: NAME });

/** What is thrown for wrong props, and by synthesis for what only the whole app can show: `error instanceof SpecError` tells it, `SpecError.problemsOf(error)` gives the problems as data. */
export class SpecError {
  /** @internal */
  public static [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Thrown;
  }

  /** The problems that an error carries, none where it is another error. */
  public static problemsOf(thrown: unknown): Problem[] {
    return thrown instanceof Thrown ? [...thrown.problems] : [];
  }

  private constructor() {}
}

/** Throws all errors among the problems of one construct, with a stack that starts at the user's own line. */
export function throwErrors(path: string, problems: readonly Problem[], caller: unknown): void {
  const errors = problems.filter(isError);
  if (errors.length === 0) return;
  throwAs(`${path}\n${errors.map((problem) => `  ${line(problem)}`).join('\n')}`, errors, caller);
}

/** Throws one error for the user's line that called `caller`, a class or a function. */
export function throwAs(message: string, problems: readonly Problem[], caller: unknown): never {
  const error = new Thrown(message, problems);
  Error.captureStackTrace(error, caller as NewableFunction);
  error.stack = firstFrames(error.stack ?? '', error);
  //! Where nobody catches the error, Node shows the line that threw it: this one is alone
  throw error;
}

//! what is wrong is told below
/** Where cdk8s calls a construct at synthesis. */
const BETWEEN = /[\\/]node_modules[\\/](cdk8s|constructs)[\\/]/;

/** The message and the user's line: what lies between and below is not his. */
function firstFrames(stack: string, error: Error): string {
  const head = `${error.name}: ${error.message}`;
  const frame = stack
    .slice(head.length)
    .split('\n')
    .find((each) => each.trim().startsWith('at ') && !BETWEEN.test(each));
  return frame === undefined ? head : `${head}\n${frame}`;
}
