import type { IConstruct } from 'constructs';
import { isError, line, type Problem } from '../problems';
import { isRepeated, isSynthesis } from './frames';
import { refuseApp } from './refusal';
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
  const validate = () => {
    const problems = problemsOf(root);
    tell(root, problems);
    const errors = problems.filter(isError);
    if (errors.length > 0 && isSynthesis()) refuseApp(root, errors, validate);
    // Of constructs that are not ours: the root tells for them.
    return errors.filter(({ path }) => !speakers.has(path)).map((problem) => `${problem.path}: ${line(problem)}`);
  };
  root.node.addValidation({ validate });
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
