import type { Container, Manifest, PodSpec, PodTemplate } from '../../lib/pod/kubernetes';

/** A pod template, wherever it stands: the linters themselves do not look into custom resources. */
export interface LintedPod {
  readonly owner: Manifest;
  /** `Deployment/server`, and the path of the template where the object has several. */
  readonly called: string;
  /** Where its template stands in the object: `spec.template`. */
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Containers, then init containers. */
  readonly containers: readonly Container[];
  /** Ends by itself: it answers nobody, so that nobody probes it or counts its replicas. */
  readonly batch: boolean;
}

/** All objects of an app, and the pods inside them. */
export interface Linted {
  readonly manifests: readonly Manifest[];
  readonly pods: readonly LintedPod[];
}

/** A linter's check: what it finds, each as `Kind/name: what`. */
export type Check = (linted: Linted) => string[];

export type Checks = Readonly<Record<string, Check>>;

/** Job, CronJob, JobSet and the operators' kinds, and runtimes of trainings. */
function isBatch(kind: string): boolean {
  return /(Job(Set)?|TrainingRuntime)$/.test(kind);
}

function isTemplate(value: object): value is PodTemplate {
  const { spec } = value as { spec?: { containers?: unknown } };
  if (typeof spec !== 'object' || spec === null || !Array.isArray(spec.containers)) return false;
  // A patch of another object's pods makes none.
  return spec.containers.every((container: object) => 'image' in container);
}

function templates(value: unknown, path: string): { readonly path: string; readonly template: PodTemplate }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isTemplate(value)) return [{ path, template: value }];
  return Object.entries(value).flatMap(([key, item]) => templates(item, path === '' ? key : `${path}.${key}`));
}

export function called({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/** The pods of an object, inside custom resources too. */
export function podsIn(owner: Manifest): LintedPod[] {
  const found = templates(owner, '');
  return found.map(({ path, template: { metadata, spec } }) => ({
    owner,
    called: found.length === 1 ? called(owner) : `${called(owner)} ${path}`,
    path,
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    spec,
    containers: [...spec.containers, ...(spec.initContainers ?? [])],
    batch: isBatch(owner.kind),
  }));
}

/** A check of each pod; `wrong` says what is wrong with one. */
export function ofPods(wrong: (pod: LintedPod, linted: Linted) => readonly string[]): Check {
  return (linted) => linted.pods.flatMap((pod) => wrong(pod, linted).map((what) => `${pod.called}: ${what}`));
}

/** A check of each container, init containers too. */
export function ofContainers(isWrong: (container: Container, pod: LintedPod) => boolean): Check {
  return ofPods((pod) => pod.containers.filter((container) => isWrong(container, pod)).map(({ name }) => `container ${name}`));
}

/** A check of each object of a kind. */
export function ofKind<Spec>(kind: string, isWrong: (spec: Partial<Spec>, manifest: Manifest, linted: Linted) => boolean): Check {
  return (linted) =>
    linted.manifests
      .filter((manifest) => manifest.kind === kind && isWrong((manifest.spec ?? {}) as Partial<Spec>, manifest, linted))
      .map((manifest) => `${called(manifest)}: spec`);
}

/** Whether labels contain all of a selector's. */
export function selects(selector: Readonly<Record<string, string>> = {}, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
