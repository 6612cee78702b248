/** A change of one object, and what a server says to it; nothing where it takes it. */
export interface Change {
  readonly what: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** An object of the whole cluster. */
  readonly inCluster?: true;
  readonly earlier: object;
  readonly now: object;
  readonly says?: RegExp;
}

type Kind = Pick<Change, 'apiVersion' | 'kind' | 'inCluster'>;
type Row = readonly [what: string, now: object, says?: RegExp];

/** Changes of one object, each by itself. */
function changes(kind: Kind, earlier: object, rows: readonly Row[]): Change[] {
  return rows.map(([what, now, says]) => ({ ...kind, earlier, now, what, ...(says === undefined ? {} : { says }) }));
}

/** Changes of fields of the spec; a field that is undefined is left out. */
function specChanges(kind: Kind, spec: object, rows: readonly Row[]): Change[] {
  const wrapped = rows.map(([what, now, ...says]): Row => [what, { spec: JSON.parse(JSON.stringify({ ...spec, ...now })) }, ...says]);
  return changes(kind, { spec }, wrapped);
}

const IMMUTABLE = /immutable/;
const FORBIDDEN = /[Ff]orbidden/;
const APP = { app: 'a' };
const selector = { matchLabels: APP };
const container = { name: 'a', image: 'a:1' };
const pod = { metadata: { labels: APP }, spec: { containers: [container] } };
const otherPod = { metadata: { labels: APP }, spec: { containers: [{ ...container, image: 'a:2' }] } };
const jobPod = { spec: { ...pod.spec, restartPolicy: 'Never' } };
const twoLabels = { metadata: { labels: { ...APP, b: 'b' } }, spec: pod.spec };
const size = (storage: string) => ({ resources: { requests: { storage } } });

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
const claimed = { accessModes: ['ReadWriteMany'], storageClassName: 'rook-cephfs', ...size('2Gi') };
const CLAIMS = specChanges(CLAIM, claimed, [
  ['the size, to more', size('3Gi')],
  ['the size, to less', size('1Gi'), /can not be less than/],
  ['the access modes', { accessModes: ['ReadWriteOnce'] }, IMMUTABLE],
  ['the class', { storageClassName: 'rook-ceph-block' }, IMMUTABLE],
  ['the class, to none', { storageClassName: '' }, IMMUTABLE],
  ['the volume', { volumeName: 'other' }, IMMUTABLE],
  ['the volume mode', { volumeMode: 'Block' }, IMMUTABLE],
  ['the volume mode, to what it is', { volumeMode: 'Filesystem' }],
  ['the source', { dataSource: { kind: 'PersistentVolumeClaim', name: 'other' } }, IMMUTABLE],
  ['the selector', { selector }, IMMUTABLE],
]);

const VOLUME = { apiVersion: 'v1', kind: 'PersistentVolume', inCluster: true } as const;
const csi = { driver: 'cephfs.csi.ceph.com', volumeHandle: 'a', volumeAttributes: { rootPath: '/a' } };
const volume = { accessModes: ['ReadWriteMany'], capacity: { storage: '1Gi' }, csi, storageClassName: 'e2e' };
const onNode = (name: string) => ({
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [name] }] }] } },
});
const VOLUMES = [
  ...specChanges(VOLUME, volume, [
    ['the path', { csi: { ...csi, volumeAttributes: { rootPath: '/b' } } }, IMMUTABLE],
    ['the driver', { csi: { ...csi, driver: 'b' } }, IMMUTABLE],
    ['whether it is only read', { csi: { ...csi, readOnly: true } }, IMMUTABLE],
    ['the Secret of nodes', { csi: { ...csi, nodeStageSecretRef: { name: 'a', namespace: 'a' } } }, IMMUTABLE],
    ['the Secret that makes it larger', { csi: { ...csi, controllerExpandSecretRef: { name: 'a', namespace: 'a' } } }],
    ['the kind of source', { csi: undefined, nfs: { server: 'a', path: '/' } }, FORBIDDEN],
    ['the volume mode', { volumeMode: 'Block' }, IMMUTABLE],
    ['the capacity', { capacity: { storage: '2Gi' } }],
    ['the access modes', { accessModes: ['ReadOnlyMany'] }],
    ['the mount options', { mountOptions: ['ro'] }],
    ['the class', { storageClassName: 'other' }],
    ['what is done when its claim is gone', { persistentVolumeReclaimPolicy: 'Delete' }],
    ['the claim that it is for', { claimRef: { namespace: 'a', name: 'a' } }],
    ['the nodes, from all', onNode('a')],
  ]),
  ...specChanges(VOLUME, { ...volume, ...onNode('a') }, [['the nodes', onNode('b'), IMMUTABLE]]),
];

const CLASS = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', inCluster: true } as const;
const storageClass = { provisioner: 'a.example.com', parameters: { pool: 'a' } };
const CLASSES = changes(CLASS, storageClass, [
  ['the parameters', { ...storageClass, parameters: { pool: 'b' } }, FORBIDDEN],
  ['the driver', { ...storageClass, provisioner: 'b.example.com' }, FORBIDDEN],
  ['the reclaim policy', { ...storageClass, reclaimPolicy: 'Retain' }, FORBIDDEN],
  ['the reclaim policy, to what it is', { ...storageClass, reclaimPolicy: 'Delete' }],
  ['the binding mode', { ...storageClass, volumeBindingMode: 'WaitForFirstConsumer' }, IMMUTABLE],
  ['the mount options', { ...storageClass, mountOptions: ['discard'] }],
  ['whether claims can grow', { ...storageClass, allowVolumeExpansion: true }],
]);

const JOB = { apiVersion: 'batch/v1', kind: 'Job' };
const failurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] };
const indexed = { completionMode: 'Indexed', completions: 2, parallelism: 2, template: jobPod };
const JOBS = [
  ...specChanges(JOB, { template: jobPod }, [
    ['the image', { template: { spec: { ...otherPod.spec, restartPolicy: 'Never' } } }, IMMUTABLE],
    ['a label of its pods', { template: { metadata: { labels: APP }, ...jobPod } }, IMMUTABLE],
    ['the number of completions', { completions: 2 }, IMMUTABLE],
    ['the failure policy', { podFailurePolicy: failurePolicy }, IMMUTABLE],
    ['the completion mode', { completionMode: 'Indexed', completions: 1 }, IMMUTABLE],
    ['who manages it', { managedBy: 'example.com/a' }, IMMUTABLE],
    ['the number at once', { parallelism: 2 }],
    ['the retries', { backoffLimit: 1 }],
    ['the deadline', { activeDeadlineSeconds: 60 }],
    ['the time to live', { ttlSecondsAfterFinished: 60 }],
    ['whether it waits', { suspend: true }],
    ['when pods are replaced', { podReplacementPolicy: 'Failed' }],
  ]),
  ...specChanges(JOB, indexed, [
    ['the number of parts', { completions: 3, parallelism: 3 }],
    ['the number of parts, but not of those at once', { completions: 3 }, /only be modified in tandem/],
    ['the retries of a part', { backoffLimitPerIndex: 1 }, IMMUTABLE],
    ['when it has succeeded', { successPolicy: { rules: [{ succeededCount: 1 }] } }, IMMUTABLE],
  ]),
];

const WORKLOADS = ['Deployment', 'DaemonSet', 'ReplicaSet'].flatMap((kind) =>
  specChanges({ apiVersion: 'apps/v1', kind }, { selector, template: twoLabels }, [
    ['the selector', { selector: { matchLabels: { b: 'b' } } }, IMMUTABLE],
    ['the pods', { template: otherPod }],
  ]),
);

const SET = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const ofSet = { selector, serviceName: 'a', template: twoLabels };
const SETS = specChanges(SET, ofSet, [
  ['the selector', { selector: { matchLabels: { b: 'b' } } }, FORBIDDEN],
  ['the Service', { serviceName: 'b' }, FORBIDDEN],
  [
    'the claims',
    { volumeClaimTemplates: [{ metadata: { name: 'a' }, spec: { accessModes: ['ReadWriteOnce'], ...size('1Gi') } }] },
    FORBIDDEN,
  ],
  ['the order of pods', { podManagementPolicy: 'Parallel' }, FORBIDDEN],
  ['the number of pods', { replicas: 2 }],
  ['the pods', { template: { ...twoLabels, spec: otherPod.spec } }],
  ['when a pod is ready', { minReadySeconds: 5 }],
  ['what becomes of claims', { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } }],
  ['the update', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }],
]);

const SERVICE = { apiVersion: 'v1', kind: 'Service' };
const served = { selector: APP, ports: [{ name: 'a', port: 80 }] };
const SERVICES = [
  ...specChanges(SERVICE, served, [
    ['the address, to none', { clusterIP: 'None' }, /may not change once set/],
    ['the port', { ports: [{ name: 'a', port: 81 }] }],
    ['the selector', { selector: { b: 'b' } }],
  ]),
  ...specChanges(SERVICE, { ...served, clusterIP: 'None' }, [['the address, which is no longer said', { clusterIP: undefined }]]),
];

const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const fixed = { immutable: true, data: { a: 'YQ==' } };
const CONTENTS = [
  ...[MAP, SECRET].flatMap((kind) => [
    ...changes(kind, fixed, [
      ['the content, where it is immutable,', { ...fixed, data: { a: 'Yg==' } }, IMMUTABLE],
      ['whether it is immutable', { data: fixed.data }, IMMUTABLE],
    ]),
    ...changes(kind, { data: fixed.data }, [['the content', { data: { a: 'Yg==' } }]]),
  ]),
  ...changes(SECRET, { type: 'example.com/a' }, [['the type', { type: 'example.com/b' }, IMMUTABLE]]),
  ...changes(SECRET, {}, [['the type, which was not said,', { type: 'example.com/b' }, IMMUTABLE]]),
];

function claimedDevices(count: number): object {
  return { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu.example.com', count } }] } } };
}

const hard = { pods: '1' };
const BOUNDS = [
  ...specChanges({ apiVersion: 'v1', kind: 'ResourceQuota' }, { hard }, [
    ['the scopes', { scopes: ['NotTerminating'] }, IMMUTABLE],
    ['the bounds', { hard: { pods: '2', 'requests.cpu': '1' } }],
  ]),
  ...specChanges({ apiVersion: 'v1', kind: 'LimitRange' }, { limits: [{ type: 'Container', max: { cpu: '1' } }] }, [
    ['the bounds', { limits: [{ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } }] }],
  ]),
  ...specChanges({ apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaimTemplate' }, claimedDevices(1), [
    ['the devices', claimedDevices(2), IMMUTABLE],
  ]),
  ...specChanges({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' }, { maxUnavailable: 1, selector }, [
    ['the selector', { selector: { matchLabels: { b: 'b' } } }],
  ]),
  ...specChanges({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }, { podSelector: {} }, [
    ['the selector', { podSelector: selector }],
  ]),
  ...specChanges({ apiVersion: 'batch/v1', kind: 'CronJob' }, { schedule: '0 0 * * *', jobTemplate: { spec: { template: jobPod } } }, [
    ['the schedule', { schedule: '1 0 * * *' }],
    ['the image', { jobTemplate: { spec: { template: { spec: { ...otherPod.spec, restartPolicy: 'Never' } } } } }],
  ]),
];

const JOB_SET = { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet' };
const replicatedJobs = (template: object, name = 'a') => [{ name, template: { spec: { completionMode: 'Indexed', template } } }];
const roles = {
  replicatedJobs: replicatedJobs(jobPod),
  successPolicy: { operator: 'All' },
  failurePolicy: { maxRestarts: 1 },
};
const JOB_SETS = specChanges(JOB_SET, roles, [
  ['the image', { replicatedJobs: replicatedJobs({ spec: { ...otherPod.spec, restartPolicy: 'Never' } }) }, IMMUTABLE],
  ['the name of a role', { replicatedJobs: replicatedJobs(jobPod, 'b') }, IMMUTABLE],
  ['when it has succeeded', { successPolicy: { operator: 'Any' } }, IMMUTABLE],
  ['how often it starts again', { failurePolicy: { maxRestarts: 2 } }, IMMUTABLE],
  ['the time to live', { ttlSecondsAfterFinished: 60 }],
  ['whether it waits', { suspend: true }],
]);

const RBAC = 'rbac.authorization.k8s.io/v1';
const ofRole = (kind: string, name: string) => ({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name } });
const subjects = [{ kind: 'ServiceAccount', name: 'a', namespace: 'default' }];
const CANT = /cannot change roleRef/;
const RIGHTS = [
  ...changes({ apiVersion: RBAC, kind: 'RoleBinding' }, { ...ofRole('Role', 'a'), subjects }, [
    ['the role', { ...ofRole('Role', 'b'), subjects }, CANT],
    ['the accounts', { ...ofRole('Role', 'a'), subjects: [] }],
  ]),
  ...changes({ apiVersion: RBAC, kind: 'ClusterRoleBinding', inCluster: true }, { ...ofRole('ClusterRole', 'a'), subjects }, [
    ['the role', { ...ofRole('ClusterRole', 'b'), subjects }, CANT],
  ]),
  ...changes({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', inCluster: true }, { value: 1 }, [
    ['the value', { value: 2 }, FORBIDDEN],
    ['whether it preempts', { value: 1, preemptionPolicy: 'Never' }, IMMUTABLE],
    ['the description', { value: 1, description: 'a' }],
  ]),
];

const KUEUE = 'kueue.x-k8s.io/v1beta2';
const ofTopology = { nodeLabels: { pool: 'a' }, topologyName: 'racks' };
const QUEUES = [
  ...specChanges({ apiVersion: KUEUE, kind: 'LocalQueue' }, { clusterQueue: 'a' }, [['where it leads', { clusterQueue: 'b' }, IMMUTABLE]]),
  ...specChanges({ apiVersion: KUEUE, kind: 'Topology', inCluster: true }, { levels: [{ nodeLabel: 'a' }] }, [
    ['the levels', { levels: [{ nodeLabel: 'b' }] }, IMMUTABLE],
  ]),
  ...specChanges({ apiVersion: KUEUE, kind: 'ResourceFlavor', inCluster: true }, ofTopology, [
    ['the topology', { topologyName: 'others' }, IMMUTABLE],
    ['the labels', { nodeLabels: { pool: 'b' } }, IMMUTABLE],
    ['the tolerations', { tolerations: [{ key: 'a', operator: 'Exists' }] }, IMMUTABLE],
  ]),
  ...specChanges({ apiVersion: KUEUE, kind: 'ResourceFlavor', inCluster: true }, { nodeLabels: { pool: 'a' } }, [
    ['the labels, without a topology,', { nodeLabels: { pool: 'b' } }],
  ]),
];

const TRAIN_JOB = { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob' };
const byRuntime = { runtimeRef: { name: 'torch-distributed' }, trainer: { numNodes: 1 } };
/** By a runtime that has initializers. */
const withInitializer = {
  runtimeRef: { name: 'torchtune-qwen2.5-1.5b' },
  initializer: { dataset: { storageUri: 'hf://a/one' }, model: { storageUri: 'hf://a/model' } },
  trainer: { numNodes: 1 },
};
const patches = (pool: string) => {
  const spec = { tolerations: [{ key: pool, operator: 'Exists' }] };
  const replicatedJobs = [{ name: 'node', template: { spec: { template: { spec } } } }];
  return { runtimePatches: [{ manager: 'e2e.cdk8s-ml.io/patch', trainingRuntimeSpec: { template: { spec: { replicatedJobs } } } }] };
};
const TRAININGS = [
  ...specChanges(TRAIN_JOB, { ...byRuntime, ...patches('a'), suspend: false }, [
    ['the runtime', { runtimeRef: { name: 'torchtune-qwen2.5-1.5b' } }, IMMUTABLE],
    ['the number of pods', { trainer: { numNodes: 2 } }, IMMUTABLE],
    ['what is different of the pods', patches('b'), /can only be modified when the TrainJob is suspended/],
    ['what is different of the pods, with a suspension,', { ...patches('b'), suspend: true }],
    ['whether it is suspended', { suspend: true }],
  ]),
  ...specChanges(TRAIN_JOB, withInitializer, [
    ['the place of the dataset', { initializer: { dataset: { storageUri: 'hf://a/other' } } }, IMMUTABLE],
  ]),
  ...specChanges(TRAIN_JOB, { ...byRuntime, activeDeadlineSeconds: 60 }, [['the deadline', { activeDeadlineSeconds: 120 }, IMMUTABLE]]),
];

/** What the library's table of fields that can't be changed says, and what it says nothing of. */
export const CHANGES: readonly Change[] = [
  ...CLAIMS,
  ...VOLUMES,
  ...CLASSES,
  ...JOBS,
  ...JOB_SETS,
  ...WORKLOADS,
  ...SETS,
  ...SERVICES,
  ...CONTENTS,
  ...BOUNDS,
  ...RIGHTS,
  ...QUEUES,
  ...TRAININGS,
];
