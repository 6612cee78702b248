import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Container, Manifest, ManifestMetadata } from '../pod/kubernetes';
import type { ClaimSource } from '../values/mount';
import { matches } from '../values/name';
import type { FindManifest, KindFacts, PodsInside } from '../workload/kinds/kind';
import { kindOf } from '../workload/kinds/table';
import { EXTERNAL_ANNOTATION } from '../workload/kinds/template-of';
import { importedName, OUR_NAME, PATCHES, type Patched, type PatchFacts } from './objects';

/** One rendered object, and where it comes from. */
export interface Entry {
  /** The construct's path, or file:line:column. */
  readonly origin: string;
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  /** Written by this library: its promises hold, and what breaks them is an error. */
  readonly ours: boolean;
  /** The user's patches on it. */
  readonly patches: readonly PatchFacts[];
  /** What it is without them, where there are any. */
  readonly unpatched?: Manifest;
}

/** Pods of one template, with the labels that they will have. */
export interface PodGroup {
  readonly entry: Entry;
  readonly kind: KindFacts;
  readonly pods: PodsInside;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a program says of a claim that it does not make, and that its YAML does not show. */
export interface ClaimStatement {
  readonly origin: string;
  readonly claimName: string;
  readonly namespace: string;
  readonly accessModes: readonly string[];
}

/** Whether a container's amounts may be said by another object, which is not seen. */
export function isUnsaid({ resources }: Container, { pods }: Pick<PodGroup, 'pods'>): boolean {
  return pods.partial === true && resources === undefined;
}

/** All rendered objects together: what rules about more than one object read. Works on any manifests. */
export interface View {
  readonly entries: readonly Entry[];
  readonly pods: readonly PodGroup[];
  /** The objects that a user wrote or patched: of the rest the library's constructs have seen to what is in one object alone. */
  readonly byHand: readonly Entry[];
  /** The pods of those, but for what another object may say too that is not seen. */
  readonly podsByHand: readonly PodGroup[];
  /** What is said of claims that exist. */
  readonly claims: readonly ClaimStatement[];
  /** An object by kind, namespace and name. */
  find(kind: string, namespace: string, name: string): Entry | undefined;
  ofKind(kind: string): readonly Entry[];
  /** The pods of a namespace that have all these labels. */
  podsWith(namespace: string, labels: Readonly<Record<string, string>>): PodGroup[];
  /** Whether something is said to exist in the cluster already. */
  isExternal(entry: Entry, kind: string, name: string): boolean;
}

const MANAGED_BY = 'app.kubernetes.io/managed-by';

function key(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

export function entryOf(origin: string, manifest: Manifest, patches: readonly PatchFacts[] = []): Entry {
  // Files may hold what is no object of a cluster, or one that the server will name.
  const { namespace = '', name = '', labels }: Partial<ManifestMetadata> = manifest.metadata ?? {};
  return { origin, manifest, namespace, name, ours: labels?.[MANAGED_BY] === OUR_NAME, patches };
}

function podGroups(entries: readonly Entry[], find: FindManifest): PodGroup[] {
  return entries.flatMap((entry) => {
    const kind = kindOf(entry.manifest);
    if (kind === undefined) return [];
    return kind.podsInside(entry.manifest, find).map((pods) => ({
      entry,
      kind,
      pods,
      labels: { ...pods.template.metadata?.labels, ...kind.podLabels?.(entry.manifest, pods.role) },
    }));
  });
}

function isByHand({ ours, patches }: Entry): boolean {
  return !ours || patches.length > 0;
}

function grouped<T>(items: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}

function externalNames({ manifest }: Entry): readonly string[] {
  return manifest.metadata?.annotations?.[EXTERNAL_ANNOTATION]?.split(', ') ?? [];
}

/** `known`: what exists in the cluster already, as `Kind/name`. */
export function viewOf(entries: readonly Entry[], known: ReadonlySet<string> = new Set(), claims: readonly ClaimStatement[] = []): View {
  const byName = new Map(entries.map((entry) => [key(entry.manifest.kind, entry.namespace, entry.name), entry]));
  const byKind = grouped(entries, ({ manifest }) => manifest.kind);
  const pods = podGroups(entries, (kind, namespace, name) => byName.get(key(kind, namespace, name))?.manifest);
  const podsByNamespace = grouped(pods, ({ entry }) => entry.namespace);
  return {
    entries,
    pods,
    byHand: entries.filter(isByHand),
    podsByHand: pods.filter(({ entry, pods: { partial } }) => isByHand(entry) && partial !== true),
    claims,
    find: (kind, namespace, name) => byName.get(key(kind, namespace, name)),
    ofKind: (kind) => byKind.get(kind) ?? [],
    podsWith: (namespace, labels) => (podsByNamespace.get(namespace) ?? []).filter((group) => matches(group.labels, labels)),
    isExternal: (entry, kind, name) => known.has(`${kind}/${name}`) || externalNames(entry).includes(`${kind}/${name}`),
  };
}

function appEntry(object: ApiObject): Entry {
  const patched = (object as Partial<Patched>)[PATCHES];
  const facts = patched?.facts ?? [];
  // What can't be applied is told as a problem; rendering would throw at it.
  const broken = facts.some(({ effect }) => effect === 'fails' || effect === 'does not hold');
  const asItIs = patched !== undefined && (facts.length === 0 || broken) && !patched.resolved;
  const manifest = asItIs ? patched.unpatched() : (object.toJson() as Manifest);
  const entry = entryOf(parentPath(object), manifest, facts);
  return patched === undefined || facts.length === 0 ? entry : { ...entry, unpatched: patched.unpatched() };
}

/** All objects of an app as they will be written. */
export function viewOfApp(nodes: readonly IConstruct[]): View {
  const objects = nodes.filter((node): node is ApiObject => node instanceof ApiObject);
  const entries = objects.map(appEntry);
  const imported = nodes.map(importedName).filter((name) => name !== undefined);
  return viewOf(entries, new Set(imported), nodes.flatMap(claimStatement));
}

/** A dataset that makes no claim. Where it names no namespace it is taken to be in its chart's, as those who use it mostly are. */
function claimStatement(node: IConstruct): ClaimStatement[] {
  const makesIt = node.node.children.some((child) => child instanceof ApiObject && child.kind === 'PersistentVolumeClaim');
  if (!('_claim' in node) || makesIt) return [];
  const { claimName, accessModes = [], namespace } = node._claim as ClaimSource;
  if (accessModes.length === 0) return [];
  const [chart] = node.node.scopes.filter(Chart.isChart).reverse();
  return [{ origin: node.node.path, claimName, accessModes, namespace: namespace ?? chart?.namespace ?? '' }];
}

/** The path of the construct that the user wrote: ours emit their objects one level below. */
function parentPath(object: ApiObject): string {
  const owner = PATCHES in object ? object.node.scope : undefined;
  return (owner ?? object).node.path;
}
