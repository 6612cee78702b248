import type { Construct } from 'constructs';
import { problemAt, throwErrors } from '../problems';
import type { Finding } from '../values/finding';
import { placeIn } from '../values/finding';
import { image } from '../values/image';
import { labelKey, objectName } from '../values/name';
import { given as present } from '../values/omit';
import { TaintEffect } from '../values/placement';
import { list, oneOf, optional, struct, textWhere } from '../values/read';
import { type NodeTaint, type SpotNodes, spotNodes } from '../values/spot-nodes';
import {
  AKS,
  BASELINE,
  type ClusterFacts,
  ClusterOperator,
  EKS,
  GKE,
  minorVersion,
  OLDEST_KUBERNETES,
  OLDEST_TRAINER,
  OLDEST_TRAINING_OPERATOR,
  type TaintFacts,
} from './facts';
import { operatorVersion } from './operator-version';

/** What is different on this cluster. */
export interface ClusterProfileOptions {
  /**
   * The cluster's Kubernetes, as `'1.30'`. A field that it does not have is left out or refused, as the prop's description says.
   * @default '1.33'; at least 1.27
   */
  readonly kubernetesVersion?: string;
  /**
   * Names of Secrets with registry credentials, in the namespace of each workload, given to each pod.
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * The taint key of nodes with NVIDIA GPUs.
   * @default 'nvidia.com/gpu'; as the cloud documents it
   */
  readonly gpuTaintKey?: string;
  /**
   * The label of nodes that names their NVIDIA GPUs' product. Its values are then not checked against the cloud's.
   * @default 'nvidia.com/gpu.product'; as the cloud documents it
   */
  readonly gpuProductLabel?: string;
  /**
   * The label of nodes that tells their NVIDIA GPUs' memory in MiB.
   * @default 'nvidia.com/gpu.memory'; as the cloud documents it
   */
  readonly gpuMemoryLabel?: string;
  /**
   * The label of nodes that names their rack, for `Topology.RACK`.
   * @default - none: Kubernetes has no standard label for racks
   */
  readonly rackLabel?: string;
  /**
   * What nodes carry that may be taken back at any time, for `Placement.spot()`.
   * @default - as the cloud documents it; of `ClusterProfile.generic()` nothing is known
   */
  readonly spotNodes?: SpotNodes;
  /**
   * Software that the cluster has and that decides how something is written: `ClusterOperator.SNAPSCHEDULER` for backups, `.FLUID` for caches, `.ISTIO` to keep trainings out of its mesh.
   * @default - none beyond the baseline
   */
  readonly installed?: ClusterOperator[];
  /**
   * The minor version of Kubeflow's training operator, as `'1.8'`: versions before 1.9 have MXJobs.
   * @default '1.9'; at least 1.5
   */
  readonly trainingOperatorVersion?: string;
  /**
   * The minor version of Kubeflow Trainer, as `'2.1'`: it decides how a `TrainJob` says what is different from its runtime. What a version can't be told is refused where it is said.
   * @default '2.3'; at least 2.0
   */
  readonly trainerVersion?: string;
  /**
   * Images of the programs that the library itself runs in the cluster: for registries of your own.
   * @default - the official ones of Docker Hub, by a fixed tag
   */
  readonly toolImages?: ToolImages;
}

/** Images of the library's own tasks: backups, loads, copies. */
export interface ToolImages {
  /**
   * Has Python, 3.9 or newer, as `python3`; nothing else of it is used.
   * @default 'docker.io/library/python:3.13-slim'
   */
  readonly python?: string;
  /**
   * Has rclone, and a shell.
   * @default 'docker.io/rclone/rclone:1.71.2'
   */
  readonly rclone?: string;
}

/** A version as it was most likely meant: `v1.31.2` is `1.31`. */
function versionFix(version: string): string {
  const minor = /^v?(1\.\d{1,3})\b/.exec(version)?.[1];
  const known = minor !== undefined && minorVersion(minor) >= minorVersion(OLDEST_KUBERNETES);
  return known ? `write "${minor}"` : 'for example "1.33"';
}

const CONTEXT = 'cdk8s-ml.io/cluster';

const options = struct<ClusterProfileOptions>({
  kubernetesVersion: optional(
    textWhere('1.33', (version) =>
      /^1\.\d{1,3}$/.test(version) && minorVersion(version) >= minorVersion(OLDEST_KUBERNETES)
        ? undefined
        : {
            rule: 'kubernetes-version',
            message: `must be a minor version of Kubernetes from ${OLDEST_KUBERNETES} on`,
            fix: versionFix(version),
          },
    ),
  ),
  imagePullSecrets: optional(list(objectName('subdomain'))),
  gpuTaintKey: optional(labelKey),
  gpuProductLabel: optional(labelKey),
  gpuMemoryLabel: optional(labelKey),
  rackLabel: optional(labelKey),
  spotNodes: optional(spotNodes),
  installed: optional(list(oneOf('ClusterOperator', Object.values(ClusterOperator)))),
  trainingOperatorVersion: optional(operatorVersion('the training operator', OLDEST_TRAINING_OPERATOR, BASELINE.trainingOperatorVersion)),
  trainerVersion: optional(operatorVersion('Kubeflow Trainer', OLDEST_TRAINER, BASELINE.trainerVersion)),
  toolImages: optional(struct<ToolImages>({ python: optional(image), rclone: optional(image) })),
});

/**
 * What depends on the cluster, said once per app or chart: its Kubernetes version, how GPU nodes are labelled and tainted, registry credentials.
 * Without one the baseline holds. Attach it before anything is created below: later is an error, not ignored.
 */
export class ClusterProfile {
  /** The baseline: Kubernetes 1.33, GPU nodes as the makers' own operators label them. */
  public static generic(): ClusterProfile {
    return new ClusterProfile(BASELINE);
  }

  /**
   * Google Kubernetes Engine, as documented in November 2026: GPU nodes have the taint `nvidia.com/gpu`, and the label `cloud.google.com/gke-accelerator` with the product as Google spells it
   * (`nvidia-tesla-a100`, `nvidia-l4`). Another spelling is refused, since no node has it. No label tells a GPU's memory. Spot nodes have the label and taint `cloud.google.com/gke-spot: 'true'`.
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/gpus
   */
  public static gke(): ClusterProfile {
    return new ClusterProfile(GKE);
  }

  /**
   * Amazon EKS with nodes that Karpenter makes, as documented in November 2026: the labels `karpenter.k8s.aws/instance-gpu-name` with the product as EC2 spells it, in small letters (`a100`, `l40s`),
   * another spelling is refused, and `karpenter.k8s.aws/instance-gpu-memory`. Spot nodes of managed node groups have the label `eks.amazonaws.com/capacityType: SPOT`. EKS taints no nodes by itself: pods tolerate `nvidia.com/gpu`,
   * as its examples taint them. Nodes of managed groups have GPU labels only where NVIDIA's GPU feature discovery runs (`gpuProductLabel: 'nvidia.com/gpu.product'`), those of EKS Auto Mode `eks.amazonaws.com/instance-gpu-name`.
   * @see https://karpenter.sh/docs/concepts/scheduling/#well-known-labels
   */
  public static eks(): ClusterProfile {
    return new ClusterProfile(EKS);
  }

  /**
   * Azure Kubernetes Service, as documented in November 2026: GPU nodes have the taint `sku=gpu`, which its guide sets, and, where NVIDIA's GPU operator runs, its labels `nvidia.com/gpu.product` and `nvidia.com/gpu.memory`.
   * Spot nodes have the label and taint `kubernetes.azure.com/scalesetpriority: spot`.
   * @see https://learn.microsoft.com/azure/aks/gpu-cluster
   */
  public static aks(): ClusterProfile {
    return new ClusterProfile(AKS);
  }

  private constructor(private readonly facts: ClusterFacts) {}

  /** Makes this the profile of an app or chart, with what is different there. A scope has one; a chart's replaces its app's. */
  public attach(scope: Construct, profileOptions: ClusterProfileOptions = {}): void {
    const findings: Finding[] = [];
    const read = options(profileOptions, placeIn(findings)) ?? {};
    if (isAttached(scope)) {
      findings.push({
        field: '',
        severity: 'error',
        rule: 'profile-twice',
        message: 'has a cluster profile already, which a second one would replace unseen',
        fix: 'attach one, with all that is different there; a chart may have one of its own beside that of its app',
      });
    }
    if (scope.node.children.length > 0) {
      findings.push({
        field: '',
        severity: 'error',
        rule: 'profile-late',
        message: `the cluster profile is attached after ${scope.node.children.map((child) => child.node.id).join(', ')}, which would not follow it`,
        fix: 'attach it directly after the app or chart is made',
      });
    }
    const path = scope.node.path === '' ? 'the app' : scope.node.path;
    throwErrors(
      path,
      findings.map((finding) => problemAt(path, finding)),
      this.attach,
    );
    scope.node.setContext(CONTEXT, overridden(this.facts, read));
  }
}

/** Whether the scope has a profile of its own: each attachment makes new facts, and others are those of a scope above. */
function isAttached({ node }: Construct): boolean {
  const found: unknown = node.tryGetContext(CONTEXT);
  return found !== undefined && found !== node.scope?.node.tryGetContext(CONTEXT);
}

function taintFacts({ key, value, effect = TaintEffect.NO_SCHEDULE }: NodeTaint): TaintFacts {
  return present({ key, value, effect });
}

function overridden(facts: ClusterFacts, given: ClusterProfileOptions): ClusterFacts {
  const { gpuTaintKey, gpuProductLabel, gpuMemoryLabel, toolImages = {}, spotNodes: spot, ...rest } = given;
  const { products, ...known } = facts.gpuNodes.nvidia ?? {};
  const nvidia = {
    ...known,
    // Another label has values of its own.
    ...(products === undefined || gpuProductLabel !== undefined ? {} : { products }),
    ...(gpuTaintKey === undefined ? {} : { taintKey: gpuTaintKey }),
    ...(gpuProductLabel === undefined ? {} : { productLabel: gpuProductLabel }),
    ...(gpuMemoryLabel === undefined ? {} : { memoryLabel: gpuMemoryLabel }),
  };
  return {
    ...facts,
    ...rest,
    gpuNodes: { ...facts.gpuNodes, nvidia },
    ...(spot === undefined ? {} : { spotNodes: { labels: spot.labels, taints: (spot.taints ?? []).map(taintFacts) } }),
    toolImages: { ...facts.toolImages, ...present(toolImages) },
  };
}

/** The facts of the cluster that a construct is written for. */
export function clusterOf(scope: Construct): ClusterFacts {
  const found: ClusterFacts | undefined = scope.node.tryGetContext(CONTEXT);
  return found ?? BASELINE;
}
