import { type Chart, JsonPatch } from 'cdk8s';
import {
  Autoscaling,
  CephCluster,
  CephDataset,
  CephSnapshotClass,
  CephStorage,
  DataSource,
  Parallel,
  ReclaimPolicy,
  Rollout,
  SnapshotClass,
  StorageBackend,
} from 'cdk8s-ml';
import { dataset, edited, type Refusal, right, service, training } from './refusal';

const job = () => right(training());
const served = () => right(service());
const snapped = () => right((chart) => dataset(chart).snapshot('v1'));
const begun = () => right((chart) => dataset(chart, 'data', undefined, DataSource.snapshotName('v1')));

const snapshots = (deletionPolicy: ReclaimPolicy) => (chart: Chart) =>
  new CephSnapshotClass(chart, 'snapshots', { cluster: CephCluster.rook(), backend: StorageBackend.CEPH_FS, deletionPolicy });

/** Objects that the API server does not take, whatever their pods are. */
export const INVALID_OBJECTS: readonly Refusal[] = [
  {
    mistake: 'a name in capitals and with an underscore',
    rule: 'name',
    make: training({}, 'Train_Model'),
    objects: () => edited(job(), 'Job', 'metadata.name', 'Train_Model'),
    outcome: { refused: /a lowercase RFC 1123 subdomain/ },
  },
  {
    mistake: 'a name of a Job that its pods can not carry as a label',
    rule: 'name-length',
    make: training({}, 'a'.repeat(64)),
    objects: () => edited(job(), 'Job', 'metadata.name', 'a'.repeat(64)),
    outcome: { refused: /must be no more than 63/ },
  },
  {
    mistake: 'a name of a Service that starts with a digit',
    rule: 'name',
    make: service({}, '1st'),
    objects: () => edited(served(), 'Service', 'metadata.name', '1st'),
    outcome: { refused: /DNS-1035 label/ },
  },
  {
    mistake: 'a label key with a blank',
    rule: 'label-key',
    make: training({ labels: { 'my team': 'vision' } }),
    objects: () => edited(job(), 'Job', 'metadata.labels.my team', 'vision'),
    outcome: { refused: /name part must consist of alphanumeric characters/ },
  },
  {
    mistake: 'a label value with a blank',
    rule: 'label-value',
    make: training({ labels: { team: 'computer vision' } }),
    objects: () => edited(job(), 'Job', 'metadata.labels.team', 'computer vision'),
    outcome: { refused: /a valid label must be an empty string or consist of/ },
  },
  {
    mistake: 'annotations of more than 256 KiB',
    rule: 'annotations-size',
    make: training({ annotations: { notes: 'x'.repeat(300_000) } }),
    objects: () => edited(job(), 'Job', 'metadata.annotations', { notes: 'x'.repeat(300_000) }),
    outcome: { refused: /Too long: may not be more than 262144 bytes/ },
  },
  {
    mistake: 'a rollout that allows neither a pod more nor one less',
    rule: 'rollout',
    make: service({ rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 0 }) }),
    objects: () =>
      edited(
        edited(served(), 'Deployment', 'spec.strategy.rollingUpdate.maxSurge', 0),
        'Deployment',
        'spec.strategy.rollingUpdate.maxUnavailable',
        0,
      ),
    outcome: { refused: /may not be 0 when `maxSurge` is 0/ },
  },
  {
    mistake: 'fewer replicas than none',
    rule: 'type',
    make: service({ replicas: -1 }),
    objects: () => edited(served(), 'Deployment', 'spec.replicas', -1),
    outcome: { refused: /must be greater than or equal to 0/ },
  },
  {
    mistake: 'an autoscaler whose least is more than its most',
    rule: 'autoscaling-bounds',
    make: service({ autoscaling: Autoscaling.onCpu({ min: 5, max: 3 }) }),
    objects: () =>
      edited(right(service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) })), 'HorizontalPodAutoscaler', 'spec.minReplicas', 5),
    outcome: { refused: /must be greater than or equal to `minReplicas`/ },
  },
  {
    mistake: 'an autoscaler that wants no CPU used at all',
    rule: 'type',
    make: service({ autoscaling: Autoscaling.onCpu({ max: 3, utilization: 0 }) }),
    objects: () =>
      edited(
        right(service({ autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) })),
        'HorizontalPodAutoscaler',
        'spec.metrics.0.resource.target.averageUtilization',
        0,
      ),
    outcome: { refused: /must be greater than 0/ },
  },
  {
    mistake: 'fewer retries than none',
    rule: 'type',
    make: training({ backoffLimit: -1 }),
    objects: () => edited(job(), 'Job', 'spec.backoffLimit', -1),
    outcome: { refused: /must be greater than or equal to 0/ },
  },
  {
    mistake: 'success as an exit code that is not worth a retry',
    rule: 'type',
    make: training({ failFastExitCodes: [0] }),
    objects: () => edited(right(training({ failFastExitCodes: [42] })), 'Job', 'spec.podFailurePolicy.rules.1.onExitCodes.values', [0]),
    outcome: { refused: /must not be 0 for the In operator/ },
  },
  {
    mistake: 'more shards than an Indexed Job may run at once',
    rule: 'type',
    make: training({ parallel: Parallel.shards(200_000) }),
    objects: () =>
      edited(
        edited(right(training({ parallel: Parallel.shards(2) })), 'Job', 'spec.completions', 200_000),
        'Job',
        'spec.parallelism',
        200_000,
      ),
    outcome: { refused: /must be less than or equal to 100000/ },
  },
  {
    mistake: 'a claim for nothing',
    rule: 'quantity',
    make: (chart) => new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '0' }),
    objects: () => edited(right(dataset), 'PersistentVolumeClaim', 'spec.resources.requests.storage', '0'),
    outcome: { refused: /must be greater than zero/ },
  },
  {
    mistake: 'a storage class in capitals',
    rule: 'name',
    make: (chart) => new CephDataset(chart, 'data', { storage: CephStorage.cephFs('Rook_CephFS'), size: '1Gi' }),
    objects: () => edited(right(dataset), 'PersistentVolumeClaim', 'spec.storageClassName', 'Rook_CephFS'),
    outcome: { refused: /a lowercase RFC 1123 subdomain/ },
  },
  {
    mistake: 'a snapshot of a class without a name, which is not the default class',
    rule: 'type',
    make: (chart) => dataset(chart).snapshot('v1', { snapshotClass: SnapshotClass.named('') }),
    objects: () => edited(snapped(), 'VolumeSnapshot', 'spec.volumeSnapshotClassName', ''),
    outcome: { refused: /volumeSnapshotClassName must not be the empty string/ },
  },
  {
    mistake: 'a name of a snapshot in capitals',
    rule: 'name',
    make: (chart) => dataset(chart).snapshot('V1'),
    objects: () => edited(snapped(), 'VolumeSnapshot', 'metadata.name', 'data-V1'),
    outcome: { refused: /a lowercase RFC 1123 subdomain/ },
  },
  {
    mistake: 'a policy of a snapshot class that is none',
    rule: 'type',
    make: (chart) => snapshots('Keep' as ReclaimPolicy)(chart),
    objects: () => edited(right(snapshots(ReclaimPolicy.RETAIN)), 'VolumeSnapshotClass', 'deletionPolicy', 'Keep'),
    outcome: { refused: /Unsupported value: "Keep"/ },
  },
  {
    mistake: 'a snapshot without a name to begin with',
    rule: 'type',
    make: (chart) => dataset(chart, 'data', undefined, DataSource.snapshotName('')),
    objects: () => edited(begun(), 'PersistentVolumeClaim', 'spec.dataSource.name', ''),
    outcome: { refused: /dataSource.name: Required value/ },
  },
  {
    mistake: 'a populator of no API group',
    rule: 'type',
    make: (chart) => dataset(chart, 'data', undefined, DataSource.populator({ apiGroup: '', kind: 'Archive', name: 'data' })),
    objects: () => edited(right(dataset), 'PersistentVolumeClaim', 'spec.dataSourceRef', { kind: 'Archive', name: 'data' }),
    outcome: { refused: /must be 'PersistentVolumeClaim' when referencing the default apiGroup/ },
  },
  {
    mistake: 'a selector, by a patch, that its own pods do not have',
    rule: 'misses-its-pods',
    make: (chart) => {
      service()(chart).deployment.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', { app: 'other' }));
    },
    objects: () => edited(served(), 'Deployment', 'spec.selector.matchLabels', { app: 'other' }),
    outcome: { refused: /`selector` does not match template `labels`/ },
  },
];
