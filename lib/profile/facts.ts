import type { GpuMaker } from '../values/gpu';

/** What nodes with a maker's GPUs carry: the taint that keeps others away, and the labels that tell products apart. */
export interface GpuNodeFacts {
  /** The taint's key. */
  readonly taintKey?: string;
  /** The label that names the product. */
  readonly productLabel?: string;
  /** The label that tells a GPU's memory in MiB. */
  readonly memoryLabel?: string;
  /** How the product's label spells products, where it is not as NVIDIA does. */
  readonly products?: ProductFacts;
}

/** The values of a label of products. */
export interface ProductFacts {
  /** A regular expression that every value has. */
  readonly pattern: string;
  /** The values that were documented when this was written; new GPUs bring new ones. */
  readonly known: readonly string[];
}

/** A taint that nodes carry. */
export interface TaintFacts {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** What spot (preemptible) nodes carry. */
export interface SpotNodeFacts {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly TaintFacts[];
}

/** All that the library asks of a cluster, as plain data: it is kept as construct context. */
export interface ClusterFacts {
  /** The minor version, as `1.33`. */
  readonly kubernetesVersion: string;
  readonly gpuNodes: Readonly<Partial<Record<GpuMaker, GpuNodeFacts>>>;
  /** Nodes that the cloud may take back at any time, where their labels and taints are known. */
  readonly spotNodes?: SpotNodeFacts;
  readonly imagePullSecrets: readonly string[];
  readonly rackLabel?: string;
  /** The minor version of Kubeflow's training operator, as `1.9`. */
  readonly trainingOperatorVersion: string;
  /** The minor version of Kubeflow Trainer, as `2.3`. */
  readonly trainerVersion: string;
  /** What is installed in it, beyond the baseline. */
  readonly installed: readonly ClusterOperator[];
  /** Images of the library's own tasks. */
  readonly toolImages: ToolImageFacts;
}

/** The images of the programs that the library itself runs in a cluster. */
export interface ToolImageFacts {
  /** Has Python, 3.9 or newer, as `python3`. */
  readonly python: string;
  /** Has rclone and `sh`. */
  readonly rclone: string;
}

/** Software of the cluster that decides how something is written. */
export enum ClusterOperator {
  /** Takes snapshots on a schedule (backube/snapscheduler). */
  SNAPSCHEDULER = 'snapscheduler',
  /** Caches datasets in the cluster (fluid-cloudnative/fluid). */
  FLUID = 'fluid',
  /** Takes snapshots of several volumes at one moment (kubernetes-csi/external-snapshotter, with its feature gate). */
  GROUP_SNAPSHOTS = 'group-snapshots',
  /** Fills claims from sources of any kind (kubernetes-csi/volume-data-source-validator and a populator). */
  VOLUME_POPULATORS = 'volume-populators',
  /** A service mesh that puts sidecars into pods (istio/istio). Pods of trainings and tasks are kept out of it: a sidecar outlives their program, slows what workers send each other, and takes their Guaranteed class. */
  ISTIO = 'istio',
  /** Runs MPIJobs of `kubeflow.org/v1` (kubeflow/training-operator with its scheme mpijob), in place of kubeflow/mpi-operator, whose CRD has the same name. */
  TRAINING_OPERATOR_MPI = 'training-operator-mpi',
}

/** Whether the cluster has the software. */
export function isInstalled(operator: ClusterOperator, facts: ClusterFacts): boolean {
  return facts.installed.includes(operator);
}

/** The oldest Kubernetes that the library writes for. */
export const OLDEST_KUBERNETES = '1.27';

/** The oldest training operator whose one program has all kinds. */
export const OLDEST_TRAINING_OPERATOR = '1.5';

/** The first Kubeflow Trainer with TrainJobs. */
export const OLDEST_TRAINER = '2.0';

/**
 * The baseline of November 2026: what is taken to be true of a cluster of which nothing is said.
 * Kubernetes 1.33; the operators of the same time: training operator v1.9 (`kubeflow.org/v1`), Kubeflow Trainer v2.3 (`trainer.kubeflow.org/v1alpha1`), mpi-operator v0.8 (`kubeflow.org/v2beta1`), JobSet v0.12 (`jobset.x-k8s.io/v1alpha2`). Changing it is a minor release.
 */
export const BASELINE: ClusterFacts = {
  kubernetesVersion: '1.33',
  trainingOperatorVersion: '1.9',
  trainerVersion: '2.3',
  gpuNodes: {
    // NVIDIA GPU operator with GPU feature discovery (NVIDIA/k8s-device-plugin, docs/gpu-feature-discovery).
    nvidia: { taintKey: 'nvidia.com/gpu', productLabel: 'nvidia.com/gpu.product', memoryLabel: 'nvidia.com/gpu.memory' },
    // AMD's device plugin and node labeller (ROCm/k8s-device-plugin).
    amd: { taintKey: 'amd.com/gpu', productLabel: 'amd.com/gpu.product-name' },
    // Intel's device plugins for Kubernetes name no taint and no product label of their own.
    intel: { taintKey: 'gpu.intel.com/i915' },
  },
  imagePullSecrets: [],
  installed: [],
  // Official images (hub.docker.com/_/python, hub.docker.com/r/rclone/rclone), by the names that need no search through registries.
  toolImages: { python: 'docker.io/library/python:3.13-slim', rclone: 'docker.io/rclone/rclone:1.71.2' },
};

/** The names of accelerators in Google Cloud (cloud.google.com/compute/docs/gpus). */
const GKE_PRODUCTS: ProductFacts = {
  pattern: '^nvidia-[a-z0-9-]+$',
  known: [
    ...['nvidia-tesla-p4', 'nvidia-tesla-p100', 'nvidia-tesla-v100', 'nvidia-tesla-t4', 'nvidia-l4', 'nvidia-rtx-pro-6000'],
    ...['nvidia-tesla-a100', 'nvidia-a100-80gb', 'nvidia-h100-80gb', 'nvidia-h100-mega-80gb', 'nvidia-h200-141gb'],
    ...['nvidia-b200', 'nvidia-gb200'],
  ],
};

/** The names of GPUs that EC2 gives, in small letters (karpenter.sh/docs/reference/instance-types). */
const EC2_PRODUCTS: ProductFacts = {
  pattern: '^(?!nvidia-|tesla-)[a-z0-9-]+$',
  known: ['m60', 'k80', 't4', 't4g', 'v100', 'a10g', 'l4', 'l40s', 'a100', 'h100', 'h200', 'b200', 'gb200'],
};

/** Google Kubernetes Engine, November 2026 (cloud.google.com/kubernetes-engine/docs: GPUs, spot VMs). Its GPU nodes have no memory label. */
export const GKE: ClusterFacts = {
  ...BASELINE,
  gpuNodes: {
    ...BASELINE.gpuNodes,
    nvidia: { taintKey: 'nvidia.com/gpu', productLabel: 'cloud.google.com/gke-accelerator', products: GKE_PRODUCTS },
  },
  spotNodes: {
    labels: { 'cloud.google.com/gke-spot': 'true' },
    taints: [{ key: 'cloud.google.com/gke-spot', value: 'true', effect: 'NoSchedule' }],
  },
};

/** Amazon EKS, November 2026 (docs.aws.amazon.com/eks: managed node groups; Karpenter's labels). EKS taints neither GPU nor spot nodes by itself. */
export const EKS: ClusterFacts = {
  ...BASELINE,
  gpuNodes: {
    ...BASELINE.gpuNodes,
    nvidia: {
      taintKey: 'nvidia.com/gpu',
      productLabel: 'karpenter.k8s.aws/instance-gpu-name',
      memoryLabel: 'karpenter.k8s.aws/instance-gpu-memory',
      products: EC2_PRODUCTS,
    },
  },
  spotNodes: { labels: { 'eks.amazonaws.com/capacityType': 'SPOT' }, taints: [] },
};

/** Azure Kubernetes Service, November 2026 (learn.microsoft.com/azure/aks: GPU node pools, spot node pools). The documented GPU taint is `sku=gpu:NoSchedule`. */
export const AKS: ClusterFacts = {
  ...BASELINE,
  gpuNodes: {
    ...BASELINE.gpuNodes,
    nvidia: { taintKey: 'sku', productLabel: 'nvidia.com/gpu.product', memoryLabel: 'nvidia.com/gpu.memory' },
  },
  spotNodes: {
    labels: { 'kubernetes.azure.com/scalesetpriority': 'spot' },
    taints: [{ key: 'kubernetes.azure.com/scalesetpriority', value: 'spot', effect: 'NoSchedule' }],
  },
};

/** Fields that came to Kubernetes after the floor, with the first minor version in which they work without a feature gate being set. */
const SINCE = {
  /** Job: `backoffLimitPerIndex` and `maxFailedIndexes` (beta, on by default). */
  backoffLimitPerIndex: '1.29',
  /** Job: `podReplacementPolicy` (beta, on by default). */
  podReplacementPolicy: '1.29',
  /** Job: `successPolicy` (beta, on by default). */
  successPolicy: '1.31',
  /** Lifecycle handlers: `sleep` (beta, on by default). */
  lifecycleSleep: '1.30',
  /** Init containers: `restartPolicy: Always`, a sidecar (beta, on by default). */
  sidecars: '1.29',
  /** Claims of devices: `resource.k8s.io/v1` (dynamic resource allocation, general and on by default). */
  deviceClaims: '1.34',
} as const;

/** A field whose presence depends on the cluster's version. */
export type GatedField = keyof typeof SINCE;

/** The minor version as a number: `1.33` is 33. */
export function minorVersion(version: string): number {
  return Number(version.split('.')[1]);
}

/** Whether the cluster has the field. */
export function has(field: GatedField, facts: ClusterFacts): boolean {
  return minorVersion(facts.kubernetesVersion) >= minorVersion(SINCE[field]);
}

/** The first version with the field, to name it in an error. */
export function since(field: GatedField): string {
  return SINCE[field];
}
