/**
 * The files beside the core, which a program loads when it first uses something of them: each by its modules (or folders, with `/`).
 * A module that is in no row is in the core where the core reaches it, otherwise with the chunk that does. Most programs use few constructs;
 * what is used together stands together, for each file costs a read. What the core needs while it is loaded itself can't be in a chunk:
 * the class that another extends, or that a reader takes (`value(Gpu, ...)`).
 */
export const CHUNKS = {
  // Every synthesis reads them, and no import.
  checks: [
    'checks/refusal',
    'checks/rules/',
    'checks/view',
    'values/job-kind',
    'workload/kinds/cron-job',
    'workload/kinds/deployment',
    'workload/kinds/jaxjob',
    'workload/kinds/job-set',
    'workload/kinds/mpijob',
    'workload/kinds/mxjob',
    'workload/kinds/paddlejob',
    'workload/kinds/pytorchjob',
    'workload/kinds/ray',
    'workload/kinds/ray-entrypoint',
    'workload/kinds/rayjob',
    'workload/kinds/replica-job',
    'workload/kinds/runtime-patch',
    'workload/kinds/table',
    'workload/kinds/tfjob',
    'workload/kinds/train-job',
    'workload/kinds/training-runtime',
    'workload/kinds/xgboostjob',
  ],
  changes: ['changes/'],
  clusters: [
    'constructs/jax-job-cluster',
    'constructs/mpi-job-cluster',
    'constructs/mx-job-cluster',
    'constructs/paddle-job-cluster',
    'constructs/pytorch-job-cluster',
    'constructs/render/replica-job',
    'constructs/render/roles',
    'constructs/ray-job-cluster',
    'constructs/tf-job-cluster',
    'constructs/xgboost-job-cluster',
    'values/elastic',
  ],
  jobsets: ['constructs/job-set-cluster', 'values/role-dependency', 'workload/framework-roles', 'workload/options/role-rendezvous'],
  secrets: ['values/secret'],
  trainer: [
    'constructs/cluster-training-runtime',
    'constructs/train-job',
    'constructs/training-runtime',
    'values/initializer-source',
    'values/trainer-runtime',
  ],
  queues: [
    'constructs/kueue-cluster-queue',
    'constructs/kueue-local-queue',
    'constructs/kueue-resource-flavor',
    'constructs/kueue-topology',
    'constructs/kueue-workload-priority-class',
    'constructs/priority-class',
    'constructs/volcano-queue',
    'values/cluster-queue',
    'values/preemption-policy',
    'values/queue-amounts',
  ],
  service: ['constructs/model-service', 'manifests/service', 'values/autoscaling', 'values/rollout'],
  namespace: ['constructs/ml-namespace', 'values/namespace'],
  cache: ['values/dataset-cache', 'values/fluid', 'workload/caching', 'workload/options/amounts'],
  // What few datasets are asked for: what they begin with, what looks after them, and their end.
  care: [
    'constructs/render/data-source',
    'values/backup',
    'values/cron',
    'values/retention',
    'values/schedule',
    'values/snapshot-class',
    'workload/data-source',
  ],
  // What few trainings are asked for.
  trainings: [
    'manifests/pod-group',
    'values/data-loading',
    'values/parallel',
    'values/queue',
    'values/shard-by',
    'workload/awaited-load',
    'workload/checkpoint',
    'workload/checkpointing',
    'workload/data-loading',
    'workload/meeting',
    'workload/queueing',
    'workload/rendezvous',
    'workload/sharding',
  ],
  claims: ['manifests/resource-claim-template', 'values/device-claim', 'workload/device-claim'],
  network: ['values/network', 'values/network-options', 'workload/networking'],
  snapshots: ['constructs/claim-snapshot', 'constructs/dataset-group-snapshot', 'constructs/render/snapshots', 'manifests/volume-snapshot'],
  // The library's own tasks, and the programs that they run.
  tasks: [
    'constructs/render/backup',
    'constructs/render/claim-task',
    'constructs/render/retention',
    'constructs/render/shards',
    'constructs/render/task',
    'programs/',
  ],
  transfers: [
    'constructs/dataset-copy',
    'constructs/dataset-load',
    'values/copy-mode',
    'values/data-origin',
    'values/download',
    'values/hub',
    'values/object-store',
  ],
  ceph: [
    'constructs/ceph-snapshot-class',
    'constructs/ceph-storage-class',
    'constructs/static-ceph-dataset',
    'values/ceph-cluster',
    'values/ceph-fs-mounting',
    'values/ceph-source',
    'values/ceph-volumes',
  ],
};

function isIn(row, module) {
  return row.endsWith('/') ? module.startsWith(row) : module === row;
}

/** The chunk of a module, undefined where it is in no row. */
export function chunkOf(module) {
  return Object.keys(CHUNKS).find((chunk) => CHUNKS[chunk].some((row) => isIn(row, module)));
}

/** Rows of modules that are gone, or renamed: what they kept out of the core would be in it again. */
export function emptyRows(modules) {
  return Object.values(CHUNKS)
    .flat()
    .filter((row) => !modules.some((module) => isIn(row, module)));
}
