import type { Affinity, EnvVar, LocalObjectReference, PodSecurityContext, Toleration, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { Container, PodSpec, PodTemplate } from '../../pod/kubernetes';
import { given, unlessBare, unlessEmpty } from '../../values/omit';
import { POD_SECURITY_ANNOTATION } from './template-of';

/** A template of pods, of which less may be said than makes a pod. */
export interface PartialTemplate {
  readonly metadata?: Partial<PodTemplate['metadata']>;
  readonly spec?: Partial<PodSpec>;
}

/** What a training says of the pods of its runtime's template, as all versions of Kubeflow Trainer call it. */
export interface PodPatch {
  readonly metadata?: Partial<PodTemplate['metadata']>;
  readonly spec: PodSpecPatch;
}

interface PodSpecPatch {
  readonly serviceAccountName?: string;
  readonly volumes?: Volume[];
  readonly containers?: Partial<Container>[];
  readonly initContainers?: Partial<Container>[];
  readonly imagePullSecrets?: LocalObjectReference[];
  readonly securityContext?: PodSecurityContext;
  readonly affinity?: Affinity;
  readonly tolerations?: Toleration[];
  readonly terminationGracePeriodSeconds?: number;
  readonly nodeSelector?: Record<string, string>;
}

/** The container in which the program runs, and the part of the runtime with it. */
export const NODE = 'node';

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The items of a list that another does not have, or has otherwise. */
export function differing<T>(items: readonly T[] = [], others: readonly T[] = [], key: (item: T) => unknown): T[] {
  return items.filter((item) => {
    const other = others.find((each) => key(each) === key(item));
    return other === undefined || !same(item, other);
  });
}

/** A field that is different, or that the other does not say. */
function unlessSame<T>(field: T | undefined, other: T | undefined): T | undefined {
  return same(field, other) ? undefined : field;
}

function changedEntries(entries: Readonly<Record<string, string>> = {}, others: Readonly<Record<string, string>> = {}) {
  return unlessBare(Object.fromEntries(Object.entries(entries).filter(([key, text]) => others[key] !== text)));
}

/** What of a pod is to be said beside the template of its runtime; of one that is not known, all. */
export function patchOf(template: PodTemplate, base: PartialTemplate = {}): PodPatch {
  const { spec } = template;
  const [main, other] = [spec.containers[0], base.spec?.containers?.find(({ name }) => name === NODE)];
  const volumeMounts = unlessEmpty(differing(main?.volumeMounts, other?.volumeMounts, ({ mountPath }) => mountPath));
  const securityContext = unlessSame(main?.securityContext, other?.securityContext);
  const metadata = given({
    labels: changedEntries(template.metadata.labels, base.metadata?.labels),
    annotations: changedEntries(template.metadata.annotations, base.metadata?.annotations),
  });
  const says = volumeMounts !== undefined || securityContext !== undefined;
  return given({
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
    spec: given({
      serviceAccountName: spec.serviceAccountName,
      imagePullSecrets: unlessSame(spec.imagePullSecrets, base.spec?.imagePullSecrets),
      securityContext: unlessSame(spec.securityContext, base.spec?.securityContext),
      affinity: unlessSame(spec.affinity, base.spec?.affinity),
      tolerations: unlessSame(spec.tolerations, base.spec?.tolerations),
      terminationGracePeriodSeconds: unlessSame(spec.terminationGracePeriodSeconds, base.spec?.terminationGracePeriodSeconds),
      containers: says ? [given({ name: NODE, volumeMounts, securityContext })] : undefined,
      volumes: unlessEmpty(differing(spec.volumes, base.spec?.volumes, ({ name }) => name)),
    }),
  }) as PodPatch;
}

/** Parts of a patch that came after Kubeflow Trainer 2.0. */
export type LaterPart = 'volumeMounts' | 'metadata' | 'affinity' | 'imagePullSecrets' | 'securityContext' | 'terminationGracePeriodSeconds';

/** The first version with each of them (kubeflow/trainer, `pkg/apis/trainer/v1alpha1/trainjob_types.go` of v2.0.0, v2.1.0, v2.2.0 and v2.3.0). */
export const PART_SINCE: Readonly<Record<LaterPart, string>> = {
  // The second mount of one volume: see `rounds`.
  volumeMounts: '2.1',
  metadata: '2.1',
  affinity: '2.1',
  imagePullSecrets: '2.1',
  securityContext: '2.2',
  terminationGracePeriodSeconds: '2.3',
};

/** Of a version's patches: what they can't say is left out, and told. */
export interface Carried {
  readonly patch: PodPatch;
  readonly left: readonly LaterPart[];
}

function isSaid(part: LaterPart, patch: PodPatch): boolean {
  const { metadata, spec } = patch;
  if (part === 'metadata') return metadata !== undefined;
  if (part === 'volumeMounts') return rounds(patch).length > 1;
  const inContainer = part === 'securityContext' && (spec.containers ?? []).some(({ securityContext }) => securityContext !== undefined);
  return inContainer || spec[part] !== undefined;
}

function withoutSecurity(containers: readonly Partial<Container>[] = []): Partial<Container>[] | undefined {
  const rest = containers.map(({ securityContext: _, ...container }) => container);
  return unlessEmpty(rest.filter((container) => Object.keys(container).length > 1));
}

function withoutPart(part: LaterPart, patch: PodPatch): PodPatch {
  if (part === 'metadata') return { spec: patch.spec };
  if (part === 'volumeMounts') return rounds(patch)[0] ?? patch;
  const { [part]: _, ...spec } = patch.spec;
  if (part !== 'securityContext') return { ...patch, spec };
  // What is not written is not promised.
  const annotations = Object.entries(patch.metadata?.annotations ?? {}).filter(([key]) => key !== POD_SECURITY_ANNOTATION);
  const metadata = patch.metadata && given({ ...patch.metadata, annotations: unlessBare(Object.fromEntries(annotations)) });
  return given({ ...patch, metadata, spec: given({ ...spec, containers: withoutSecurity(spec.containers) }) }) as PodPatch;
}

/** What a version of Kubeflow Trainer takes of a patch. `minor`: its minor version. */
export function carriedBy(minor: number, patch: PodPatch): Carried {
  const parts = Object.keys(PART_SINCE) as LaterPart[];
  const left = parts.filter((part) => Number(PART_SINCE[part].split('.')[1]) > minor && isSaid(part, patch));
  return { patch: left.reduce((rest, part) => withoutPart(part, rest), patch), left };
}

function firsts(mounts: readonly VolumeMount[]): VolumeMount[] {
  return mounts.filter(({ name }, i) => mounts.findIndex((each) => each.name === name) === i);
}

/** Mounts of further places of the same volumes, each time one of each. */
function further(mounts: readonly VolumeMount[]): VolumeMount[][] {
  const rest = mounts.filter((mount) => !firsts(mounts).includes(mount));
  return rest.length === 0 ? [] : [firsts(rest), ...further(rest)];
}

/**
 * A patch in several, applied one after the other: the API server takes one mount of a volume in each, since its CRD has them as a list by the volume's name, and Kubernetes by the path.
 */
export function rounds(patch: PodPatch): PodPatch[] {
  const [container] = patch.spec.containers ?? [];
  const mounts = container?.volumeMounts ?? [];
  const others = further(mounts);
  if (others.length === 0) return [patch];
  const first = { ...patch, spec: { ...patch.spec, containers: [{ ...container, volumeMounts: firsts(mounts) }] } };
  return [first, ...others.map((volumeMounts) => ({ spec: { containers: [{ name: NODE, volumeMounts }] } }))];
}

/** Who writes the patch, by which Kubeflow Trainer tells it from those of others (as Kueue's). */
const MANAGER = 'cdk8s-ml.io/train-job';

function runtimePatch({ metadata, spec }: PodPatch, i: number): object {
  const replicatedJobs = [{ name: NODE, template: { spec: { template: given({ metadata, spec }) } } }];
  const manager = i === 0 ? MANAGER : `${MANAGER}-${i + 1}`;
  return { manager, trainingRuntimeSpec: { template: { spec: { replicatedJobs } } } };
}

/** The field of a TrainJob that holds patches of its node's pods: it had another name in each of three minor versions. */
export function overrides(minor: number, patch: PodPatch): Readonly<Record<string, unknown>> {
  const targetJobs = [{ name: NODE }];
  if (minor === 0) return { podSpecOverrides: [{ targetJobs, ...patch.spec }] };
  const patches = rounds(patch);
  if (minor === 1) return { podTemplateOverrides: patches.map(({ metadata, spec }) => given({ targetJobs, metadata, spec })) };
  return { runtimePatches: patches.map(runtimePatch) };
}

function byKey<T>(items: readonly T[] = [], more: readonly T[] = [], key: (item: T) => unknown, merge: (item: T, other: T) => T): T[] {
  const merged = items.map((item) => {
    const other = more.find((each) => key(each) === key(item));
    return other === undefined ? item : merge(item, other);
  });
  return [...merged, ...more.filter((item) => !items.some((each) => key(each) === key(item)))];
}

function replace<T>(_: T, other: T): T {
  return other;
}

/** Variables with others over them, by name. */
export function mergedEnv(env: readonly EnvVar[] = [], more: readonly EnvVar[] = []): EnvVar[] {
  return byKey(env, more, ({ name }) => name, replace);
}

function mergedContainer(container: Partial<Container>, patch: Partial<Container>): Partial<Container> {
  return given({
    ...container,
    ...patch,
    env: unlessEmpty(mergedEnv(container.env, patch.env)),
    volumeMounts: unlessEmpty(byKey<VolumeMount>(container.volumeMounts, patch.volumeMounts, ({ mountPath }) => mountPath, replace)),
    securityContext: unlessBare({ ...container.securityContext, ...patch.securityContext }),
  }) as Partial<Container>;
}

function mergedContainers(containers?: readonly Partial<Container>[], patches?: readonly Partial<Container>[]): Container[] {
  return byKey(containers, patches, ({ name }) => name, mergedContainer) as Container[];
}

/** The template with a patch over it, as Kubeflow Trainer makes it: lists with names by these, others whole. */
export function patched(template: PartialTemplate, { metadata, spec }: PodPatch): PartialTemplate {
  const old = template.spec ?? {};
  return {
    metadata: given({
      labels: unlessBare({ ...template.metadata?.labels, ...metadata?.labels }),
      annotations: unlessBare({ ...template.metadata?.annotations, ...metadata?.annotations }),
    }),
    spec: given({
      ...old,
      ...spec,
      containers: mergedContainers(old.containers, spec.containers),
      initContainers: unlessEmpty(mergedContainers(old.initContainers, spec.initContainers)),
      volumes: unlessEmpty(byKey(old.volumes, spec.volumes, ({ name }) => name, replace)),
      imagePullSecrets: unlessEmpty(byKey(old.imagePullSecrets, spec.imagePullSecrets, ({ name }) => name, replace)),
      securityContext: unlessBare({ ...old.securityContext, ...spec.securityContext }),
      affinity: unlessBare({ ...old.affinity, ...spec.affinity }),
      nodeSelector: unlessBare({ ...old.nodeSelector, ...spec.nodeSelector }),
    }) as Partial<PodSpec>,
  };
}
