import type { PodPlan } from '../../pod/plan';
import { podTemplate } from '../../pod/template';
import type { ClusterFacts } from '../../profile/facts';
import { errorAt, type Finding } from '../../values/finding';
import type { RuntimeFacts } from '../../values/trainer-runtime';
import { carriedBy, type LaterPart, PART_SINCE, type PodPatch, patchOf, rounds } from '../../workload/kinds/runtime-patch';
import { containerOf, type TrainJobSettings } from '../../workload/kinds/train-job';
import type { WorkloadPlan } from '../../workload/plan';
import type { NetworkProps } from '../network-props';
import type { TrainJobProps } from '../train-job';
import { versionFinding } from './trainer-version';

const IN_RUNTIME = 'say it in a TrainingRuntime of the program, which runtime names';
/** Labels and annotations that are the library's own, and that only its checks and people read. */
const OWN = /^(cdk8s-ml\.io|app\.kubernetes\.io)\//;

/** What of the pods' metadata somebody relies on. */
function wantedMetadata({ labels = {} }: TrainJobProps, { metadata = {} }: PodPatch): string[] {
  const keys = [...Object.keys(metadata.labels ?? {}), ...Object.keys(metadata.annotations ?? {})];
  return keys.filter((key) => !OWN.test(key) && !Object.hasOwn(labels, key));
}

/** The prop of a mount of a volume that is mounted elsewhere too. */
function mountedTwice({ roles }: WorkloadPlan, patch: PodPatch): string {
  const again = rounds(patch)[1]?.spec.containers?.[0]?.volumeMounts?.[0];
  return roles[0]?.pod.main.mounts.find(({ path }) => path === again?.mountPath)?.prop ?? 'mounts';
}

/** A prop that asks for what the version can't be told, and what it asks for; undefined where nobody does. */
function asked(
  part: LaterPart,
  props: TrainJobProps,
  patch: PodPatch,
  plan: WorkloadPlan,
): readonly [field: string, what: string] | undefined {
  switch (part) {
    case 'volumeMounts':
      return [mountedTwice(plan, patch), 'mounts a volume that is mounted elsewhere too'];
    case 'metadata': {
      const [key] = wantedMetadata(props, patch);
      if (key === undefined) return undefined;
      const isSaid = Object.hasOwn(props.podAnnotations ?? {}, key);
      return [isSaid ? 'podAnnotations' : '', isSaid ? 'are given' : `needs ${key} on its pods`];
    }
    case 'affinity':
      return [props.placement === undefined ? 'gpu' : 'placement', 'asks for nodes or neighbours'];
    case 'imagePullSecrets':
      return ['', "has image pull secrets of the cluster's profile"];
    case 'securityContext':
      return props.security === undefined ? undefined : ['security', 'is given'];
    case 'terminationGracePeriodSeconds':
      return props.terminationGrace === undefined ? undefined : ['terminationGrace', 'is given'];
    default:
      return unreachable(part);
  }
}

function unreachable(part: never): never {
  throw new Error(`unknown part ${JSON.stringify(part)}`);
}

/** A checkpoint whose writing nobody waits for. */
function graceFindings(left: readonly LaterPart[], { checkpoint, terminationGrace }: TrainJobProps, cluster: ClusterFacts): Finding[] {
  if (!left.includes('terminationGracePeriodSeconds') || checkpoint === undefined || terminationGrace !== undefined) return [];
  const message = `is given, and Kubeflow Trainer ${cluster.trainerVersion} can't be told how long writing it takes: the pods have the runtime's time from SIGTERM to SIGKILL, mostly 30 seconds`;
  const fix =
    "say terminationGrace in a TrainingRuntime of the program; trainings can say it from 2.3 on: trainerVersion: '2.3' in ClusterProfile.attach";
  return [{ field: 'checkpoint', severity: 'warning', rule: 'trainer-grace', message, fix }];
}

function never(field: string, message: string, fix: string): Finding {
  return errorAt(field, 'trainer-override', message, fix);
}

/** Devices of claims are named by the pod itself, and neither a runtime for several trainings nor a patch of it names them. */
export function claimFindings(pod: PodPlan): Finding[] {
  if (podTemplate(pod).spec.resourceClaims === undefined) return [];
  return [
    never('gpu', 'is a claim of devices, which a training of Kubeflow Trainer can not name', 'write Gpu.nvidia(8), or a GpuTrainingJob'),
  ];
}

/** What no version lets a training say of its runtime's pods. */
function neverFindings({ roles }: WorkloadPlan): Finding[] {
  return roles.flatMap(({ pod }) => [
    ...pod.initContainers.map(({ name }) =>
      never(
        'cache',
        `needs the init container ${name}, and a TrainJob can add none to its runtime`,
        'write DatasetCache.fluid(...), or a GpuTrainingJob; or leave it out',
      ),
    ),
    ...claimFindings(pod),
    ...(pod.placement.spread.length === 0
      ? []
      : [never('placement', 'spreads the pods, which a TrainJob can not say', 'write Placement.apart(Topology.NODE), or leave it out')]),
  ]);
}

/** What Kubeflow Trainer takes of patches, of which Kueue needs one. */
const MOST_PATCHES = 15;

function patchFindings(whole: PodPatch, plan: WorkloadPlan): Finding[] {
  const { length } = rounds(whole);
  if (length <= MOST_PATCHES) return [];
  const message = `mounts one volume at ${length} paths, and a TrainJob can say ${MOST_PATCHES}`;
  return [errorAt(mountedTwice(plan, whole), 'trainer-size', message, 'mount a folder that holds several')];
}

/** From 2.3 on what a training does not say of its amounts is still the runtime's; before, it says all of them. */
const MERGES_AMOUNTS = 3;

/** The prop by which a runtime asks for an amount. */
function propOfAmount(name: string, { defaults }: RuntimeFacts): string {
  const { network }: NetworkProps = defaults ?? {};
  if (network?._facts.resourceName === name) return 'network';
  return name.includes('/') ? 'gpu' : 'resources';
}

/** Amounts of the runtime that the training has not, and would keep: its class and its GPUs would be others than it asks for. */
function amountFindings({ minor, template, base, runtime }: TrainJobSettings, { trainerVersion }: ClusterFacts): Finding[] {
  const known = containerOf(base).resources ?? {};
  const own = containerOf(template).resources ?? {};
  if (minor < MERGES_AMOUNTS) return [];
  const kept = (['limits', 'requests'] as const).flatMap((what) =>
    Object.keys(known[what] ?? {}).filter((name) => !Object.hasOwn(own[what] ?? {}, name)),
  );
  return [...new Set(kept)].map((name) => {
    const field = propOfAmount(name, runtime);
    const message = `says nothing of ${name} where the runtime does, which Kubeflow Trainer ${trainerVersion} then keeps`;
    const fix = 'say it too, with the same class of resources and the same kind of GPUs; or name a runtime without it';
    return errorAt(field, 'trainer-amounts', message, fix);
  });
}

/** What of a training its version of Kubeflow Trainer can't be told: nothing is left out without a word. */
export function overrideFindings(props: TrainJobProps, plan: WorkloadPlan, settings: TrainJobSettings, cluster: ClusterFacts): Finding[] {
  const whole = patchOf(settings.template, settings.base);
  const { left } = carriedBy(settings.minor, whole);
  const byVersion = left.flatMap((part) => {
    const found = asked(part, props, whole, plan);
    return found === undefined ? [] : versionFinding(found[0], found[1], PART_SINCE[part], cluster, IN_RUNTIME);
  });
  return [
    ...byVersion,
    ...graceFindings(left, props, cluster),
    ...amountFindings(settings, cluster),
    ...patchFindings(whole, plan),
    ...neverFindings(plan),
  ];
}
