import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isError, line, type Problem } from '../problems';
import { RULES } from './rules/table';
import { viewOfApp } from './view';

interface Verdict {
  readonly signature: string;
  readonly problems: readonly Problem[];
}

const VERDICTS = new WeakMap<IConstruct, Verdict>();
const WARNINGS = new WeakMap<IConstruct, Problem[]>();
const TOLD = new WeakMap<IConstruct, Set<string>>();

/** Keeps a constructor's warnings until synthesis tells them. */
export function keepWarnings(scope: IConstruct, problems: readonly Problem[]): void {
  const warnings = problems.filter((problem) => !isError(problem));
  if (warnings.length === 0) return;
  const { root } = scope.node;
  WARNINGS.set(root, [...(WARNINGS.get(root) ?? []), ...warnings]);
}

function metadataSize(object: ApiObject): number {
  const { labels, annotations }: { labels?: object; annotations?: object } = object.metadata as object;
  return Object.keys(labels ?? {}).length + Object.keys(annotations ?? {}).length;
}

/** What changes when an object is added, patched, or labelled: cdk8s asks once per chart, and nothing changes in between. */
function signatureOf(nodes: readonly IConstruct[]): string {
  let objects = 0;
  let changes = 0;
  for (const node of nodes) {
    if (!(node instanceof ApiObject)) continue;
    objects += 1;
    const patches: unknown = Reflect.get(node, 'patches');
    changes += (Array.isArray(patches) ? patches.length : 0) + metadataSize(node);
  }
  return `${nodes.length}/${objects}/${changes}`;
}

/** All problems of an app: those between its objects, and the warnings of its constructors. */
export function problemsOf(root: IConstruct): readonly Problem[] {
  const nodes = root.node.findAll();
  const signature = signatureOf(nodes);
  const known = VERDICTS.get(root);
  if (known?.signature === signature) return known.problems;
  const view = viewOfApp(nodes);
  const problems = [...(WARNINGS.get(root) ?? []), ...RULES.flatMap((rule) => rule(view))];
  VERDICTS.set(root, { signature, problems });
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

/** Constructs that tell the problems at their own path. */
const SPEAKERS = new WeakMap<IConstruct, Set<string>>();

function linesAt(problems: readonly Problem[], wanted: (path: string) => boolean): string[] {
  return problems.filter((problem) => isError(problem) && wanted(problem.path)).map(line);
}

function addRoot(root: IConstruct): Set<string> {
  const speakers = new Set<string>();
  SPEAKERS.set(root, speakers);
  root.node.addValidation({
    validate: () => {
      const problems = problemsOf(root);
      tell(root, problems);
      return linesAt(problems, (path) => !speakers.has(path));
    },
  });
  return speakers;
}

/**
 * Checks the whole app at its synthesis, from the first construct of this library on. cdk8s asks every construct, the root first:
 * there the app is judged, and each construct then tells what is wrong at its own path.
 */
export function checkAtSynthesis(construct: IConstruct): void {
  const { root, path } = construct.node;
  const speakers = SPEAKERS.get(root) ?? addRoot(root);
  if (speakers.has(path)) return;
  speakers.add(path);
  construct.node.addValidation({ validate: () => linesAt(VERDICTS.get(root)?.problems ?? [], (each) => each === path) });
}
