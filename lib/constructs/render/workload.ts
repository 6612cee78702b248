import type { Manifest } from '../../pod/kubernetes';
import { containersOf } from '../../pod/plan';
import { isError, type Problem, problemAt } from '../../problems';
import { type Finding, placeIn } from '../../values/finding';
import { checkDerivedNames, checkName, LABEL_LENGTH, objectName } from '../../values/name';
import { type Notes, optional, type Shape, struct } from '../../values/read';
import { build, distinct } from '../../workload/build';
import type { Kind } from '../../workload/kinds/kind';
import { besideGpus } from '../../workload/neighbours';
import type { Role, WorkloadPlan } from '../../workload/plan';
import { planFindings } from '../../workload/rules';
import { type Context, emptyPod, labelsFor, selectorOf } from './context';

/** What a construct's props come to: manifests, the workload's first, and what is wrong. */
export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** The name is no option: everything else is built upon it. */
export const nameShape = { name: optional(objectName('label')) };

/** Props that were read, with what was wrong in them. */
export interface ReadProps<P> {
  readonly props: P;
  readonly findings: Finding[];
}

/**
 * Reads a construct's props; of what is no object at all, which the findings say, the stand-ins.
 * `notes`: what is tried and said in another way here. A user's subclass may have such props of its own.
 */
export function propsReader<P extends object>(shape: Shape<P>, notes: Notes = {}): (given: unknown, context: Context) => ReadProps<P> {
  const readers = { refuse: struct(shape, 'refuse', notes), 'refuse near-misses': struct(shape, 'refuse near-misses') };
  return (given, { unknownNames }) => {
    const findings: Finding[] = [];
    const props = readers[unknownNames](given ?? {}, placeIn(findings));
    return { props: props ?? (readers[unknownNames]({}, placeIn([])) as P), findings };
  };
}

/** A role before any option has written: its name, how many, and what it does with data and model. */
export type RoleOutline = Omit<Role, 'pod'>;

/** What a construct says of its workload. */
export interface Outline<S> {
  readonly context: Context;
  readonly kind: Kind<S>;
  readonly component: string;
  readonly roles: readonly RoleOutline[];
  readonly options: readonly unknown[];
  readonly shared: Readonly<Record<string, unknown>>;
  readonly own: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  /** Props that count for a role only where it says them itself. */
  readonly ownOnly?: Readonly<Record<string, readonly string[]>>;
  /** The part of the name that tells one run from another. */
  readonly run?: string | undefined;
  /** What selects the pods, of a workload of this name, where that is none of its labels. */
  readonly selector?: (name: string) => Readonly<Record<string, string>>;
  /** False: the pods are those of other workloads, whose labels they have. */
  readonly labelsPods?: false;
}

/** A workload whose options have all written. */
export interface Outlined {
  readonly plan: WorkloadPlan;
  readonly siblings: readonly Manifest[];
  readonly findings: readonly Finding[];
}

/** The name without the part of a run. */
function baseNameOf(shared: Readonly<Record<string, unknown>>, context: Context): string {
  return typeof shared.name === 'string' ? shared.name : context.idName;
}

function barePlan<S>({ context, kind, component, roles, shared, run, selector, labelsPods }: Outline<S>): WorkloadPlan {
  const baseName = baseNameOf(shared, context);
  const name = run === undefined ? baseName : `${baseName}-${run}`;
  const labels = labelsFor(context, name, component, baseName);
  return {
    name,
    ...(context.namespace === undefined ? {} : { namespace: context.namespace }),
    roles: roles.map((role) => ({ ...role, pod: emptyPod(kind.container, labelsPods === false ? {} : labels) })),
    labels,
    annotations: {},
    reservedLabels: kind.reservedLabels,
    selector: selector?.(name) ?? selectorOf(labels),
    callers: kind.callers ?? [],
    external: [],
    gangBy: kind.gangBy ?? 'pod-group',
    suspend: false,
  };
}

/** Secrets and ConfigMaps of variables, of which Kubernetes knows only the name, that exist in the cluster. */
function externalVariables({ roles }: WorkloadPlan, { isImported }: Context): string[] {
  const env = roles.flatMap(({ pod }) => containersOf(pod)).flatMap((container) => container.env);
  const names = env.flatMap(({ valueFrom }) => [
    ...(valueFrom?.secretKeyRef === undefined ? [] : [`Secret/${valueFrom.secretKeyRef.name}`]),
    ...(valueFrom?.configMapKeyRef === undefined ? [] : [`ConfigMap/${valueFrom.configMapKeyRef.name}`]),
  ]);
  return [...new Set(names)].filter(isImported);
}

/** The plan that a construct's options make, and the rules between them. */
export function outline<S>(input: Outline<S>): Outlined {
  const built = build({
    plan: barePlan(input),
    props: { shared: input.shared, own: input.own, ownOnly: input.ownOnly ?? {} },
    options: input.options,
    cluster: input.context.cluster,
    reservedEnv: input.kind.reservedEnv,
  });
  const plan = { ...built.plan, external: [...built.plan.external, ...externalVariables(built.plan, input.context)] };
  return { ...built, plan: besideGpus(plan), findings: distinct([...built.findings, ...planFindings(plan)]) };
}

/** What is wrong with a workload's name, as it was given, or with those that its controllers make of it. */
export function nameFindings<S>({ kind, shared, context }: Outline<S>, plan: WorkloadPlan, settings: S): Finding[] {
  const findings: Finding[] = [];
  const place = placeIn(findings).at('name');
  const baseName = baseNameOf(shared, context);
  const derived = kind.derivedNames(plan, settings);
  const tooLong = derived.some(({ name }) => name.length > LABEL_LENGTH);
  if (!tooLong) checkName(baseName, 'label', place);
  if (findings.length === 0) checkDerivedNames(derived, baseName, place);
  const fromIds = shared.name === undefined;
  return findings
    .slice(0, 1)
    .map((finding) => (fromIds ? { ...finding, message: `${finding.message} (the name comes from the construct's ids)` } : finding));
}

function overlaps(a: string, b: string): boolean {
  return a === '' || a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`) || a.startsWith(`${b}[`) || b.startsWith(`${a}[`);
}

/** All problems of a construct: of each prop by itself, and between those props that are right by themselves. */
export function allProblems(context: Context, read: readonly Finding[], between: readonly Finding[]): Problem[] {
  const wrong = read.filter(isError).map(({ field }) => field);
  const told = ({ field, rule }: Finding): boolean => {
    // What all roles lack because it is wrong for all of them is not told again of each.
    const shared = rule === 'required' ? field.replace(/^\w+(\[\d+\])?\./, '') : field;
    return wrong.some((each) => overlaps(each, field) || overlaps(each, shared));
  };
  const rest = distinct(between).filter((finding) => !told(finding));
  return [...read, ...rest].map((finding) => problemAt(context.path, finding));
}
