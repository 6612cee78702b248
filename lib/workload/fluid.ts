import type { AlluxioRuntimeSpec, DataLoadSpec, DatasetSpec, JuiceFsRuntimeSpec } from '../../imports/data.fluid.io';
import type { Manifest } from '../pod/kubernetes';
import type { MountPlan } from '../pod/plan';
import { ClusterOperator, isInstalled } from '../profile/facts';
import type { DatasetCache } from '../values/dataset-cache';
import { errorAt, type Finding } from '../values/finding';
import { FluidMedium, type FluidOptions, FluidRuntime } from '../values/fluid';
import type { ClaimSource } from '../values/mount';
import { given } from '../values/omit';
import { AccessMode, isForOneNode } from '../values/storage';
import type { Contribution, Target } from './contribution';
import type { Plain } from './kinds/plain';
import { metadataOf, type WorkloadPlan } from './plan';

const API_VERSION = 'data.fluid.io/v1alpha1';
/** Fluid's own samples: a worker that is full makes room from here, until there is. */
const HIGH = '0.95';
const LOW = '0.7';
/** Fluid makes StatefulSets `<name>-worker`, whose pods carry that name and a hash of ten in a label. */
const LONGEST_NAME = 45;

/** The name of a workload's cache. */
export function cacheName({ name }: WorkloadPlan): string {
  return `${name}-cache`;
}

function defaultPath(medium: FluidMedium): string {
  return medium === FluidMedium.MEMORY ? '/dev/shm' : '/var/lib/fluid-cache';
}

function runtimeSpec(size: string, options: FluidOptions): Plain<AlluxioRuntimeSpec> & Plain<JuiceFsRuntimeSpec> {
  const { medium = FluidMedium.SSD, path = defaultPath(medium), replicas = 1 } = options;
  return { replicas, tieredstore: { levels: [{ mediumtype: medium, path, quota: size, high: HIGH, low: LOW }] } };
}

/** The objects of a cache, which Fluid binds by their name. `folder`: what is loaded ahead, empty for all. */
function manifests({ size }: DatasetCache, options: FluidOptions, claimName: string, folder: string, plan: WorkloadPlan): Manifest[] {
  const name = cacheName(plan);
  const metadata = metadataOf(plan, name);
  const runtime = options.runtime ?? FluidRuntime.alluxio();
  const dataset: Plain<DatasetSpec> = { accessModes: [AccessMode.READ_ONLY_MANY], mounts: [runtime._mount(claimName)] };
  const load: Plain<DataLoadSpec> = {
    dataset: { name, ...(plan.namespace === undefined ? {} : { namespace: plan.namespace }) },
    loadMetadata: true,
    policy: 'Once',
    target: [{ path: `/${folder}`, replicas: 1 }],
  };
  return [
    { apiVersion: API_VERSION, kind: 'Dataset', metadata, spec: dataset },
    { apiVersion: API_VERSION, kind: runtime._kind, metadata, spec: runtimeSpec(size, options) },
    { apiVersion: API_VERSION, kind: 'DataLoad', metadata, spec: load },
  ];
}

function clusterFindings({ plan, cluster, field }: Target): Finding[] {
  if (!isInstalled(ClusterOperator.FLUID, cluster)) {
    const fix =
      'say it of the cluster: ClusterProfile.generic().attach(app, { installed: [ClusterOperator.FLUID] }), or use DatasetCache.localDisk';
    return [errorAt(field('cache'), 'not-installed', 'needs Fluid, which the cluster is not said to have', fix)];
  }
  if (plan.namespace !== undefined) return [];
  const message = "needs the chart's namespace, which Fluid's DataLoad names";
  return [errorAt(field('cache'), 'required', message, "for example new Chart(app, 'ml', { namespace: 'ml' })")];
}

function nameFindings(plan: WorkloadPlan): Finding[] {
  const name = cacheName(plan);
  if (name.length <= LONGEST_NAME && /^[a-z][a-z0-9-]*$/.test(name)) return [];
  const message = `makes Fluid's Dataset ${name}, and Fluid takes at most ${LONGEST_NAME} of a-z, 0-9 and -, from a letter on`;
  return [errorAt('name', 'fluid-name', message, 'give the training a shorter name, or one that begins with a letter', plan.name)];
}

/** Fluid's own pods read the claim, in the namespace of its Dataset and on other nodes than the program's. */
function claimFindings({ runtime }: FluidOptions, claim: ClaimSource, { plan, field }: Target): Finding[] {
  if ((runtime ?? FluidRuntime.alluxio())._kind !== 'AlluxioRuntime') return [];
  const { claimName, accessModes, namespace = plan.namespace } = claim;
  if (namespace !== plan.namespace) {
    const message = `is the claim ${claimName} of the namespace ${namespace}, and Fluid's Dataset is in ${plan.namespace}`;
    return [errorAt(field('dataset'), 'claim-namespace', message, 'put both in one namespace')];
  }
  if (!isForOneNode(accessModes)) return [];
  const message = `is read by Fluid's pods on several nodes, and its claim ${claimName} is for one (${accessModes?.join(', ')})`;
  return [errorAt(field('dataset'), 'access-mode', message, 'use CephFS (ReadWriteMany), or DatasetCache.localDisk')];
}

/** The dataset read through Fluid: the program mounts the claim that Fluid makes for its Dataset, in place of the dataset's own. */
export function throughFluid(cache: DatasetCache, options: FluidOptions, dataset: MountPlan, folder: string, target: Target): Contribution {
  const { plan, field } = target;
  const own = dataset.source;
  if (own.kind !== 'claim') return {};
  const accessModes = [AccessMode.READ_ONLY_MANY];
  const source: ClaimSource = given({
    kind: 'claim' as const,
    claimName: cacheName(plan),
    external: true,
    namespace: plan.namespace,
    accessModes,
  });
  return {
    pod: { mountsInPlace: [{ ...dataset, source, prop: field('cache') }] },
    siblings: manifests(cache, options, own.claimName, folder, plan),
    problems: [...clusterFindings(target), ...nameFindings(plan), ...claimFindings(options, own, target)],
  };
}
