import type { Manifest } from '../pod/kubernetes';
import { fieldOf } from './object';

/** A field that the API server does not change once its object is there. */
export interface FrozenField {
  /** Where it stands; of a part of an object that has no field of its own, how it is called. */
  readonly field: string;
  /** What is compared; by default what stands in the field. */
  readonly read?: (manifest: Manifest) => unknown;
  /** What Kubernetes takes where it is not written. */
  readonly otherwise?: unknown;
  /** Changes of it that are taken all the same. */
  readonly unless?: (earlier: Manifest, now: Manifest) => boolean;
}

/** What of a kind can't be changed, and what to do instead. */
export interface FrozenKind {
  readonly fields: readonly FrozenField[];
  readonly fix: string;
}

function fields(...names: string[]): FrozenField[] {
  return names.map((field) => ({ field }));
}

/** What of a volume is not the place where its data are. */
const BESIDE_SOURCE = [
  ...['accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy'],
  ...['storageClassName', 'volumeMode', 'volumeAttributesClassName'],
];

function volumeSource(manifest: Manifest): unknown {
  const source = Object.entries((manifest.spec ?? {}) as Record<string, unknown>).filter(([name]) => !BESIDE_SOURCE.includes(name));
  // The Secret with which a volume is made larger may be set later.
  return source.map(([name, place]) => [name, { ...(place as object), controllerExpandSecretRef: undefined }]);
}

/** An Indexed Job may have more or fewer parts, all of which run at once before and after. */
function isElastic(_: Manifest, now: Manifest): boolean {
  const completions = fieldOf(now, 'spec.completions');
  return fieldOf(now, 'spec.completionMode') === 'Indexed' && completions === fieldOf(now, 'spec.parallelism');
}

/** A training that is suspended before or after may have other pods. */
function isHeld(earlier: Manifest, now: Manifest): boolean {
  return [earlier, now].some((each) => fieldOf(each, 'spec.suspend') === true);
}

function wasMutable(earlier: Manifest): boolean {
  return earlier.immutable !== true;
}

/** What is kept as it is where nothing is written. */
function isUnsaid(field: string): NonNullable<FrozenField['unless']> {
  return (_, now) => fieldOf(now, field) === undefined;
}

/** Flavors of a topology stay as they are. */
function hadNoTopology(earlier: Manifest): boolean {
  return fieldOf(earlier, 'spec.topologyName') === undefined;
}

const CONTENT: readonly FrozenField[] = ['data', 'binaryData', 'stringData', 'immutable'].map((field) => ({ field, unless: wasMutable }));
const NEW_NAME = 'give it another name, or delete the old one before';
const SELECTED: FrozenKind = { fields: fields('spec.selector'), fix: 'let the selector be, or give the workload another name' };
const BOUND: FrozenKind = { fields: fields('roleRef'), fix: NEW_NAME };

/**
 * What the API server (Kubernetes 1.33, the `validation` packages below `pkg/apis`) and the CRDs of VolumeSnapshots, of Kueue (v0.19.2), of JobSet (v0.12.0, and its webhook) and of Kubeflow Trainer (v2.3.0, and its webhook) refuse to change, by group and kind. Each row of Kubernetes' own kinds, of Kueue's, JobSet's and Kubeflow Trainer's is tried on a real server.
 * Sizes of claims are judged by themselves: they can grow.
 */
export const FROZEN: Readonly<Record<string, FrozenKind>> = {
  'resource.k8s.io/ResourceClaimTemplate': {
    fields: fields('spec'),
    fix: 'give the workload another name, or delete the template before: pods that run keep what they claimed',
  },
  PersistentVolumeClaim: {
    fields: [
      ...fields('spec.accessModes', 'spec.storageClassName', 'spec.selector', 'spec.volumeName'),
      // A claim that has begun keeps with what it did where that is no longer said.
      ...fields('spec.dataSource', 'spec.dataSourceRef').map(({ field }) => ({ field, unless: isUnsaid(field) })),
      { field: 'spec.volumeMode', otherwise: 'Filesystem' },
    ],
    fix: 'leave it as it was; for another make a new dataset, under another name, and copy the data',
  },
  PersistentVolume: {
    fields: [
      { field: 'spec', read: volumeSource },
      { field: 'spec.volumeMode', otherwise: 'Filesystem' },
      { field: 'spec.nodeAffinity', unless: (earlier) => fieldOf(earlier, 'spec.nodeAffinity') === undefined },
    ],
    fix: 'leave it as it was; another place of data needs a volume and a claim of other names',
  },
  'storage.k8s.io/StorageClass': {
    fields: [
      ...fields('provisioner', 'parameters'),
      { field: 'reclaimPolicy', otherwise: 'Delete' },
      { field: 'volumeBindingMode', otherwise: 'Immediate' },
    ],
    fix: 'give the changed class another name, and keep the old one while claims name it',
  },
  'snapshot.storage.k8s.io/VolumeSnapshot': { fields: fields('spec.source'), fix: 'take another snapshot, under another name' },
  'batch/Job': {
    fields: [
      ...fields(
        'spec.template',
        'spec.selector',
        'spec.podFailurePolicy',
        'spec.successPolicy',
        'spec.backoffLimitPerIndex',
        'spec.managedBy',
      ),
      { field: 'spec.completionMode', otherwise: 'NonIndexed' },
      { field: 'spec.completions', unless: isElastic },
    ],
    fix: "write run: 'r2', which makes another Job, or delete the old one before",
  },
  'jobset.x-k8s.io/JobSet': {
    fields: fields('spec.replicatedJobs', 'spec.successPolicy', 'spec.failurePolicy'),
    fix: "write run: 'r2', which makes another JobSet, or delete the old one before",
  },
  'apps/Deployment': SELECTED,
  'apps/DaemonSet': SELECTED,
  'apps/ReplicaSet': SELECTED,
  'apps/StatefulSet': {
    fields: [
      ...fields('spec.selector', 'spec.serviceName', 'spec.volumeClaimTemplates'),
      { field: 'spec.podManagementPolicy', otherwise: 'OrderedReady' },
    ],
    fix: 'leave it as it was, or delete the StatefulSet before, with --cascade=orphan',
  },
  Service: {
    // A Service keeps the address that it has where none is written.
    fields: [{ field: 'spec.clusterIP', unless: isUnsaid('spec.clusterIP') }],
    fix: NEW_NAME,
  },
  ConfigMap: { fields: CONTENT, fix: 'give the changed one another name' },
  Secret: { fields: [...CONTENT, { field: 'type', otherwise: 'Opaque' }], fix: 'give the changed one another name' },
  ResourceQuota: { fields: fields('spec.scopes'), fix: NEW_NAME },
  'rbac.authorization.k8s.io/RoleBinding': BOUND,
  'rbac.authorization.k8s.io/ClusterRoleBinding': BOUND,
  'scheduling.k8s.io/PriorityClass': {
    fields: [...fields('value'), { field: 'preemptionPolicy', otherwise: 'PreemptLowerPriority' }],
    fix: NEW_NAME,
  },
  'trainer.kubeflow.org/TrainJob': {
    fields: [
      ...fields('spec.runtimeRef', 'spec.trainer', 'spec.initializer', 'spec.activeDeadlineSeconds'),
      { field: 'spec.runtimePatches', unless: isHeld },
    ],
    fix: "write run: 'r2', which makes another TrainJob",
  },
  'kueue.x-k8s.io/LocalQueue': { fields: fields('spec.clusterQueue'), fix: NEW_NAME },
  'kueue.x-k8s.io/Topology': { fields: fields('spec.levels'), fix: NEW_NAME },
  'kueue.x-k8s.io/ResourceFlavor': {
    fields: fields('spec.topologyName', 'spec.nodeLabels', 'spec.tolerations').map(({ field }) => ({ field, unless: hadNoTopology })),
    fix: NEW_NAME,
  },
};

/** What is taken, and what runs does not follow: the operator makes pods that are missing, and replaces none. */
export const NOT_FOLLOWED: Readonly<Record<string, FrozenKind>> = {
  ...ofReplicas('TFJob', 'tfReplicaSpecs'),
  ...ofReplicas('PyTorchJob', 'pytorchReplicaSpecs'),
  ...ofReplicas('XGBoostJob', 'xgbReplicaSpecs'),
  ...ofReplicas('PaddleJob', 'paddleReplicaSpecs'),
  ...ofReplicas('JAXJob', 'jaxReplicaSpecs'),
};

function ofReplicas(kind: string, specs: string): Readonly<Record<string, FrozenKind>> {
  return { [`kubeflow.org/${kind}`]: { fields: fields(`spec.${specs}`), fix: `write run: 'r2', which makes another ${kind}` } };
}
