import type { IConstruct } from 'constructs';
import { isError, line, type Problem } from '../problems';
import { RULES } from './rules/table';
import { viewOfApp } from './view';

const VERDICTS = new WeakMap<IConstruct, readonly Problem[]>();
const WARNINGS = new WeakMap<IConstruct, Problem[]>();
const TOLD = new WeakMap<IConstruct, Set<string>>();

/** Keeps a constructor's warnings until synthesis tells them. */
export function keepWarnings(scope: IConstruct, problems: readonly Problem[]): void {
  const warnings = problems.filter((problem) => !isError(problem));
  if (warnings.length === 0) return;
  const { root } = scope.node;
  WARNINGS.set(root, [...(WARNINGS.get(root) ?? []), ...warnings]);
}

/**
 * Whether cdk8s asks again for one chart of an app that it is just writing as a whole: `App.synth` validates the app, and then once more for each chart,
 * with nothing of the user's in between. The call stack alone tells; where it does not, the app is judged again.
 */
function isRepeated(): boolean {
  const frames = stackFrames();
  const chart = frames.find(({ name }) => name.endsWith('_synthChart'));
  return chart !== undefined && frames.some(({ name, file }) => file === chart.file && (name === 'synth' || name === 'synthYaml'));
}

interface Frame {
  readonly name: string;
  readonly file: string | undefined;
}

function stackFrames(): readonly Frame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  let frames: readonly Frame[] = [];
  try {
    Error.stackTraceLimit = STACK_DEPTH;
    Error.prepareStackTrace = (_, sites) => {
      frames = sites.map((site) => ({ name: site.getFunctionName() ?? '', file: site.getFileName() ?? undefined }));
      return '';
    };
    // V8 prepares the trace when it is read.
    String(new Error().stack);
    return frames;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** From here to `synth` are nine calls; the rest is for those of a user's subclasses. */
const STACK_DEPTH = 16;

/** All problems of an app: those between its objects, and the warnings of its constructs. */
export function problemsOf(root: IConstruct): readonly Problem[] {
  const known = VERDICTS.get(root);
  if (known !== undefined && isRepeated()) return known;
  const view = viewOfApp(root.node.findAll());
  const problems = [...(WARNINGS.get(root) ?? []), ...RULES.flatMap((rule) => rule(view))];
  VERDICTS.set(root, problems);
  return problems;
}

/** Tells each warning once, on standard error: a warning that nobody sees is none. */
function tell(root: IConstruct, problems: readonly Problem[]): void {
  const told = TOLD.get(root) ?? new Set();
  TOLD.set(root, told);
  for (const problem of problems.filter((each) => !isError(each))) {
    const text = `warning: ${problem.path}: ${line(problem)}`;
    if (!told.has(text)) process.stderr.write(`${text}\n`);
    told.add(text);
  }
}

/** The paths at which constructs tell their own problems, by app. */
const SPEAKERS = new WeakMap<IConstruct, Set<string>>();
/** Constructs that are asked for their problems already. */
const CHECKED = new WeakSet<IConstruct>();

function addRoot(root: IConstruct): Set<string> {
  const speakers = new Set<string>();
  SPEAKERS.set(root, speakers);
  root.node.addValidation({
    validate: () => {
      const problems = problemsOf(root);
      tell(root, problems);
      // Of constructs that are not ours: the root tells for them.
      return problems
        .filter((problem) => isError(problem) && !speakers.has(problem.path))
        .map((problem) => `${problem.path}: ${line(problem)}`);
    },
  });
  return speakers;
}

/**
 * Checks the whole app at its synthesis, from the first construct of this library on. cdk8s asks every construct, the root first:
 * there the app is judged, and each construct then tells what is wrong at its own path.
 */
export function checkAtSynthesis(construct: IConstruct): void {
  if (CHECKED.has(construct)) return;
  CHECKED.add(construct);
  const { root, path } = construct.node;
  const speakers = SPEAKERS.get(root) ?? addRoot(root);
  speakers.add(path);
  construct.node.addValidation({
    validate: () => (VERDICTS.get(root) ?? []).filter((problem) => isError(problem) && problem.path === path).map(line),
  });
}
