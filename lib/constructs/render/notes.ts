import type { Notes } from '../../values/read';

const GUARANTEED = "write resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' })";
const MOUNTS = "write mounts: [dataset.mount('/path')], or Mount.scratchDisk, .memory, .configMap, .secret or .claim";

/** Names of a pod's fields in Kubernetes, and words of the field, with the prop that says it here. */
const POD_NOTES: Notes = {
  nodeSelector: "write placement: [Placement.on({ 'example.com/pool': 'gpu' }, { required: true })]",
  nodeName: "write placement: [Placement.on({ 'kubernetes.io/hostname': 'node-1' }, { required: true })]",
  tolerations: "write placement: [Placement.tolerate('example.com/taint')]; GPU nodes' taints are tolerated already",
  affinity: 'write placement: [Placement.together(Topology.NODE)], or Placement.apart, .spread or .on',
  topologySpreadConstraints: 'write placement: [Placement.spread(Topology.ZONE)]',
  volumes: MOUNTS,
  volumeMounts: MOUNTS,
  securityContext: 'write security: PodSecurity.restricted({ user: 10001 }), or PodSecurity.baseline()',
  envFrom: 'write envValues: { NAME: EnvValue.fromSecretValue({ secret, key }) }, a variable each',
  limits: GUARANTEED,
  requests: GUARANTEED,
  cpu: GUARANTEED,
  memory: GUARANTEED,
  hostNetwork:
    "no pod has it: Pod Security forbids it, and trainings would take each other's ports; write network: Network.rdma(...), .efa or .secondary",
  hostIPC: "no pod has it: Pod Security forbids it; write sharedMemory: '16Gi'",
  resourceClaims: "write gpu: Gpu.claim('gpu.nvidia.com', 1)",
  shmSize: "write sharedMemory: '16Gi'",
  serviceAccountName: "write serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'name') of cdk8s-plus",
  imagePullSecrets: "say it of the cluster: ClusterProfile.generic().attach(app, { imagePullSecrets: ['registry'] })",
};

/** What is tried as a prop of a workload and is said in another way. */
const WORKLOAD_NOTES: Notes = {
  ...POD_NOTES,
  namespace: "a workload is in its chart's: new Chart(app, 'ml', { namespace: 'ml' })",
};

const READ = "a service reads its model; for further data write mounts: [dataset.mount('/data', { readOnly: true })]";

/** Of a service besides. */
export const SERVICE_NOTES: Notes = {
  ...WORKLOAD_NOTES,
  dataset: READ,
  datasets: READ,
  baseModel: 'write model: models.artifact(...)',
  terminationGracePeriodSeconds: 'write drain: Duration.seconds(25) of cdk8s',
  livenessProbe: "write probes: Probes.http({ ready: '/ready', live: '/healthz' })",
  readinessProbe: "write probes: Probes.http({ ready: '/ready', live: '/healthz' })",
  strategy: 'write rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }), or Rollout.recreate()',
  minReplicas: 'write autoscaling: Autoscaling.onCpu({ min: 2, max: 10 })',
  maxReplicas: 'write autoscaling: Autoscaling.onCpu({ min: 2, max: 10 })',
};

/** Of a training besides. */
export const TRAINING_NOTES: Notes = {
  ...WORKLOAD_NOTES,
  terminationGracePeriodSeconds: 'write terminationGrace: Duration.minutes(2) of cdk8s',
  suspend: 'write suspended: true',
  podFailurePolicy: 'write failFastExitCodes: [42], or ignoreExitCodes: [75]',
  maxFailedIndexes: 'write parallel: Parallel.shards(8, { maxFailed: 2 })',
  parallelism: 'write parallel: Parallel.shards(8)',
  completions: 'write parallel: Parallel.shards(8)',
};

const WORKERS =
  'write parallel: Parallel.workers(4) for pods that train one model together, or Parallel.shards(4) for pods that work by themselves';

/** Of a training as one Job besides. */
export const JOB_NOTES: Notes = {
  ...TRAINING_NOTES,
  worker: WORKERS,
  replicas: WORKERS,
  nodes: WORKERS,
  roles: 'it has pods of one sort; write a JobSetCluster',
  elastic: 'write a PyTorchJobCluster, whose workers may come and go',
};

/** Of a distributed training besides: its parts are its workers. `place`: how each pod finds its own. */
export function distributedNotes(place: string): Notes {
  const workers = `write worker: { replicas: 4 }; ${place}`;
  return {
    ...TRAINING_NOTES,
    ...Object.fromEntries(['parallel', 'parallelism', 'completions', 'replicas', 'nodes', 'roles'].map((name) => [name, workers])),
    elastic: 'write a PyTorchJobCluster, whose workers may come and go',
  };
}

const OF_ALL_ROLES =
  'queue dataset datasetLayout loadedBy cache dataLoading datasets model baseModel checkpoint suspended labels annotations podAnnotations serviceAccount isolation name run ' +
  'backoffLimit activeDeadline ttlAfterFinished keepFinished cleanPodPolicy successPolicy';

/** Of one role of it, with several pods or with one: what holds for all of them stands beside the roles, and so beside `beside`. */
export function roleNotes(place: string, beside = 'worker'): { readonly several: Notes; readonly one: Notes } {
  const several: Notes = {
    ...POD_NOTES,
    terminationGracePeriodSeconds: 'write terminationGrace: Duration.minutes(2) of cdk8s',
    ...Object.fromEntries(OF_ALL_ROLES.split(' ').map((name) => [name, `it is said once for all roles: write it beside ${beside}`])),
    parallel: `write replicas: 4; ${place}`,
  };
  const one = {
    ...several,
    replicas: 'the role has one pod; leave it out, and give worker more',
    parallel: 'the role has one pod; give worker more',
  };
  return { several, one };
}
