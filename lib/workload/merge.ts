import type { Manifest } from '../pod/kubernetes';
import type { ContainerPlan, MountPlan, PlacementPlan, PodPlan } from '../pod/plan';
import type { EnvVar } from '../values/env';
import type { Finding } from '../values/finding';
import { given } from '../values/omit';
import { normal } from '../values/path';
import type { Amounts } from '../values/resources';
import type { Contribution, PodAddition } from './contribution';
import type { Role, WorkloadPlan } from './plan';

type Growing<T> = { -readonly [K in keyof T]: T[K] };

/** A pod that grows: its objects are the draft's own, what they hold is replaced and never changed. */
interface GrowingPod extends Growing<Omit<PodPlan, 'main' | 'placement'>> {
  readonly main: Growing<ContainerPlan>;
  readonly placement: Growing<PlacementPlan>;
}

export interface GrowingRole extends Growing<Omit<Role, 'pod'>> {
  readonly pod: GrowingPod;
}

interface GrowingPlan extends Growing<Omit<WorkloadPlan, 'roles'>> {
  readonly roles: readonly GrowingRole[];
}

/** A plan that grows by contributions, with who wrote what. */
export interface Draft {
  readonly plan: GrowingPlan;
  readonly siblings: Map<string, Manifest>;
  readonly findings: Finding[];
  /** The option that wrote a slot first. */
  readonly writers: Map<string, Writer>;
}

export function draftOf(plan: WorkloadPlan): Draft {
  const roles = plan.roles.map((role) => {
    const { main, placement } = role.pod;
    return { ...role, pod: { ...role.pod, main: { ...main }, placement: { ...placement } } };
  });
  return { plan: { ...plan, roles }, siblings: new Map(), findings: [], writers: new Map() };
}

/** Who writes: an option, and the field of the user's props that it stands for. */
export interface Writer {
  readonly id: string;
  readonly field: string;
}

/** What a contribution is merged into: the draft, the role, and who writes. */
interface Merge {
  readonly draft: Draft;
  readonly role: string;
  readonly writer: Writer;
}

/** Takes a slot; false where it is taken already, which is a problem that names both writers. */
function takeSlot({ draft, writer }: Merge, key: string, what: string): boolean {
  const other = draft.writers.get(key);
  if (other === undefined) {
    draft.writers.set(key, writer);
    return true;
  }
  const twice = other.id === writer.id;
  draft.findings.push({
    field: writer.field,
    severity: 'error',
    rule: 'two-writers',
    message: twice ? `writes ${what} twice` : `writes ${what}, which ${other.field} writes already`,
    fix: twice ? 'leave one out' : `leave it out of ${writer.field}`,
  });
  return false;
}

/** Takes a slot of the role's pods. */
function take(merge: Merge, what: string): boolean {
  return takeSlot(merge, `${merge.role}/${what}`, what);
}

/** Takes a slot of the workload's own objects: an option comes once for each role, and says the same there. */
function takeOnce(merge: Merge, what: string): boolean {
  return merge.draft.writers.get(`/${what}`)?.id === merge.writer.id || takeSlot(merge, `/${what}`, what);
}

/** The new entries of a map, whose slots are free. */
function added<T>(
  merge: Merge,
  what: string,
  old: Readonly<Record<string, T>>,
  more: Readonly<Record<string, T>> | undefined,
): Readonly<Record<string, T>> {
  if (more === undefined) return old;
  const result = { ...old };
  for (const [key, item] of Object.entries(more)) {
    if (take(merge, `${what} ${key}`)) result[key] = item;
  }
  return result;
}

/** What is written, and defaults that give way: what is there already keeps its place unless it was a default that is written now. */
function overDefaults<T>(old: readonly T[], written: readonly T[], defaults: readonly T[], key: (item: T) => string): readonly T[] {
  const now = new Set(written.map(key));
  const all = [...old.filter((item) => !now.has(key(item))), ...written];
  const known = new Set(all.map(key));
  return [...all, ...defaults.filter((item) => !known.has(key(item)))];
}

function addedEnv(merge: Merge, old: readonly EnvVar[], { env = [], defaultEnv = [] }: PodAddition): readonly EnvVar[] {
  if (env.length + defaultEnv.length === 0) return old;
  const written = env.filter(({ name }) => take(merge, `env ${name}`));
  // A controller that sets a variable by itself would have it twice.
  const free = defaultEnv.filter(({ name }) => !merge.draft.writers.has(`${merge.role}/env ${name}`));
  return overDefaults(old, written, free, ({ name }) => name);
}

/** Mounts of other options with those that take their place. */
function replaced(merge: Merge, old: readonly MountPlan[], more: readonly MountPlan[]): readonly MountPlan[] {
  const free = more.filter(({ path }) => take(merge, `what is in place of the mount at ${normal(path)}`));
  return old.map((mount) => free.find(({ path }) => normal(path) === normal(mount.path)) ?? mount);
}

function addedMounts(merge: Merge, before: readonly MountPlan[], addition: PodAddition): readonly MountPlan[] {
  const { mounts = [], defaultMounts = [], mountsInPlace = [] } = addition;
  const old = mountsInPlace.length === 0 ? before : replaced(merge, before, mountsInPlace);
  if (mounts.length + defaultMounts.length === 0) return old;
  const written = mounts.filter(({ path, prop }) =>
    take({ ...merge, writer: { ...merge.writer, field: prop } }, `the mount at ${normal(path)}`),
  );
  return overDefaults(old, written, defaultMounts, ({ path }) => normal(path));
}

function addedContainers(merge: Merge, old: readonly ContainerPlan[], more: readonly ContainerPlan[] = []): readonly ContainerPlan[] {
  return more.length === 0 ? old : [...old, ...more.filter(({ name }) => take(merge, `the container ${name}`))];
}

function addedAmounts(merge: Merge, old: Amounts, more: Amounts | undefined): Amounts {
  if (more === undefined) return old;
  return {
    requests: added(merge, 'the request of', old.requests, more.requests),
    limits: added(merge, 'the limit of', old.limits, more.limits),
  };
}

function addToContainer(merge: Merge, container: Growing<ContainerPlan>, addition: PodAddition): void {
  const { container: fields, amounts, ports } = addition;
  if (fields !== undefined) Object.assign(container, added<unknown>(merge, 'the container field', {}, { ...fields }));
  container.env = addedEnv(merge, container.env, addition);
  container.mounts = addedMounts(merge, container.mounts, addition);
  container.amounts = addedAmounts(merge, container.amounts, amounts);
  if (ports !== undefined) container.ports = [...container.ports, ...ports.filter(({ name }) => take(merge, `port ${name}`))];
}

/** Lists that are sets: what is there already is not added again. */
export function union<T>(old: readonly T[], more: readonly T[] | undefined): readonly T[] {
  if (more === undefined || more.length === 0) return old;
  if (old.length === 0 && more.length === 1) return more;
  return [...new Map([...old, ...more].map((item) => [JSON.stringify(item), item])).values()];
}

function addToPlacement(placement: Growing<PlacementPlan>, more: PodAddition): void {
  placement.tolerations = union(placement.tolerations, more.tolerations);
  placement.nodes = union(placement.nodes, more.nodes);
  placement.preferredNodes = union(placement.preferredNodes, more.preferredNodes);
  placement.together = union(placement.together, more.together);
  placement.apart = union(placement.apart, more.apart);
  placement.spread = union(placement.spread, more.spread);
}

function addToPod(merge: Merge, pod: GrowingPod, addition: PodAddition): void {
  const { security, settings } = addition;
  addToContainer(merge, pod.main, addition);
  addToPlacement(pod.placement, addition);
  pod.sidecars = addedContainers(merge, pod.sidecars, addition.sidecars);
  pod.initContainers = addedContainers(merge, pod.initContainers, addition.initContainers);
  pod.labels = added(merge, 'the pod label', pod.labels, addition.labels);
  pod.annotations = added(merge, 'the pod annotation', pod.annotations, addition.annotations);
  if (addition.claims !== undefined)
    pod.claims = [...pod.claims, ...addition.claims.filter(({ name }) => take(merge, `the claim ${name}`))];
  if (security !== undefined && take(merge, 'the pod security')) pod.security = security;
  if (settings !== undefined) pod.settings = added<unknown>(merge, 'the pod field', { ...pod.settings }, { ...settings });
  pod.imagePullSecrets = union(pod.imagePullSecrets, addition.imagePullSecrets);
}

function addToRole(merge: Merge, role: GrowingRole, addition: PodAddition): void {
  addToPod(merge, role.pod, addition);
  Object.assign(role, given({ promisedQos: addition.promisedQos, usesGpu: addition.usesGpu, onSpot: addition.onSpot }));
}

/** Adds one option's contribution for one role to the draft: the one place where contributions meet. */
export function mergeInto(draft: Draft, role: GrowingRole, writer: Writer, contribution: Contribution): void {
  const merge: Merge = { draft, role: role.name, writer };
  const { plan } = draft;
  const { pod, labels, annotations, external, siblings = [], problems = [] } = contribution;
  draft.findings.push(...problems);
  if (pod !== undefined) addToRole(merge, role, pod);
  if (labels !== undefined) plan.labels = addedOnce(merge, 'the label', plan.labels, labels);
  if (annotations !== undefined) plan.annotations = addedOnce(merge, 'the annotation', plan.annotations, annotations);
  plan.external = union(plan.external, external);
  plan.suspend ||= contribution.suspend === true;
  if (contribution.schedulingPolicy !== undefined) plan.schedulingPolicy = contribution.schedulingPolicy;
  for (const sibling of siblings) {
    const id = `${sibling.apiVersion}/${sibling.kind}/${sibling.metadata.name}`;
    if (takeOnce(merge, `the object ${sibling.kind}/${sibling.metadata.name}`)) draft.siblings.set(id, sibling);
  }
}

/** As `added`, of the workload's own object: no role is named. */
function addedOnce(
  merge: Merge,
  what: string,
  old: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const result = { ...old };
  for (const [key, item] of Object.entries(more)) {
    if (takeOnce(merge, `${what} ${key}`)) result[key] = item;
  }
  return result;
}

/** Marks slots of a role's pods as the kind's or the library's own, before any option writes. */
export function reserve(draft: Draft, role: string, slots: readonly string[], writer: string): void {
  for (const slot of slots) draft.writers.set(`${role}/${slot}`, { id: writer, field: writer });
}
