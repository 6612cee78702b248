import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { importedName, OUR_NAME } from '../../checks/objects';
import type { PodPlan } from '../../pod/plan';
import { throwErrors } from '../../problems';
import { clusterOf } from '../../profile/cluster-profile';
import type { ClusterFacts } from '../../profile/facts';
import { isLabelValue } from '../../values/name';
import type { UnknownNames } from '../../values/read';

/** What a construct's manifests depend on beside its props. */
export interface Context {
  readonly path: string;
  /** The ids below the chart, joined by `-`. */
  readonly idName: string;
  readonly chartId: string;
  readonly namespace: string | undefined;
  readonly cluster: ClusterFacts;
  readonly unknownNames: UnknownNames;
  /** Whether the app has said that an object, as `Secret/name`, exists in the cluster (`fromXName` of cdk8s-plus). */
  readonly isImported: (name: string) => boolean;
}

/** Constructs of cdk8s-plus that make an object, as `Secret/name`. */
function madeName(node: IConstruct): string | undefined {
  return 'apiObject' in node && 'kind' in node && 'name' in node ? `${String(node.kind)}/${String(node.name)}` : undefined;
}

/** Those who stand beside the construct or above it are asked first: there it mostly is, and the whole app is large. */
function isImportedFor(construct: Construct): (name: string) => boolean {
  return (name) => {
    const near = construct.node.scopes.flatMap((scope) => scope.node.children);
    if (near.some((node) => importedName(node) === name)) return true;
    if (near.some((node) => madeName(node) === name)) return false;
    return construct.node.root.node.findAll().some((node) => importedName(node) === name);
  };
}

/** The chart that the construct is in, however deep. */
function chartOf(construct: Construct, type: unknown): Chart {
  const [chart] = construct.node.scopes.filter(Chart.isChart).reverse();
  if (chart !== undefined) return chart;
  const { path } = construct.node;
  throwErrors(
    path,
    [
      {
        path,
        field: '',
        severity: 'error',
        rule: 'no-chart',
        message: 'is in no Chart, and what is in none is written to no file',
        fix: "make it in one: const chart = new Chart(app, 'ml')",
      },
    ],
    type,
  );
  return Chart.of(construct);
}

/** `type`: our class; `made`: the class that is constructed, which may be a user's subclass, whose props may be more. */
export function contextOf(construct: Construct, type: unknown, made: unknown): Context {
  const chart = chartOf(construct, type);
  const ids = construct.node.scopes.slice(chart.node.scopes.length).map((each) => each.node.id);
  return {
    path: construct.node.path,
    idName: ids.join('-'),
    chartId: chart.node.id,
    namespace: chart.namespace,
    cluster: clusterOf(construct),
    isImported: isImportedFor(construct),
    unknownNames: type === made ? 'refuse' : 'refuse near-misses',
  };
}

/** The labels of everything that belongs to an object of this name. `run` is a part of the name that changes between runs. */
export function labelsFor(context: Context, name: string, component: string, baseName: string = name): Record<string, string> {
  return {
    'app.kubernetes.io/name': baseName,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/component': component,
    ...(isLabelValue(context.chartId) && context.chartId !== '' ? { 'app.kubernetes.io/part-of': context.chartId } : {}),
    'app.kubernetes.io/managed-by': OUR_NAME,
  };
}

/** The labels by which pods are selected: none that changes between releases. */
export function selectorOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(['app.kubernetes.io/instance', 'app.kubernetes.io/component'].map((key) => [key, labels[key] ?? '']));
}

/** A pod of which nothing is said yet. */
export function emptyPod(container: string, labels: Readonly<Record<string, string>>): PodPlan {
  return {
    main: { name: container, image: '', imagePullPolicy: '', env: [], amounts: { requests: {}, limits: {} }, mounts: [], ports: [] },
    claims: [],
    sidecars: [],
    initContainers: [],
    labels,
    annotations: {},
    placement: { tolerations: [], nodes: [], preferredNodes: [], together: [], apart: [], spread: [] },
    security: { level: 'restricted', user: 0, group: 0, writableRoot: false },
    settings: {},
    imagePullSecrets: [],
  };
}
