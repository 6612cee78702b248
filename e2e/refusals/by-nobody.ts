import { type Chart, Duration, JsonPatch } from 'cdk8s';
import {
  AccessMode,
  CephCluster,
  CephDataset,
  CephSnapshotClass,
  CephSource,
  CephStorage,
  CleanPodPolicy,
  ClusterOperator,
  ClusterProfile,
  DataSource,
  DatasetGroupSnapshot,
  Probes,
  StaticCephDataset,
  StorageBackend,
  SuccessPolicy,
} from 'cdk8s-ml';
import { cluster, dataset, edited, type Refusal, right, second, secondObject, service, training } from './refusal';

const POD = 'spec.template.spec';

const STRAY = { selector: { app: 'nobody' }, ports: [{ port: 80 }] };
const WRONG_PORT = { selector: { 'app.kubernetes.io/instance': 'serve' }, ports: [{ port: 80, targetPort: 'grpc' }] };

const CLAIM = 'PersistentVolumeClaim';
const CLASS = 'spec.storageClassName';
const ARCHIVE = { apiGroup: 'example.com', kind: 'Archive', name: 'data' };

function blockSnapshots(chart: Chart): CephSnapshotClass {
  return new CephSnapshotClass(chart, 'snapshots', { cluster: CephCluster.rook(), backend: StorageBackend.CEPH_RBD });
}
const onPath =
  (path: string, id: string, accessModes = [AccessMode.READ_WRITE_MANY]) =>
  (chart: Chart) =>
    new StaticCephDataset(chart, id, { cluster: CephCluster.rook(), source: CephSource.path('myfs', path), size: '1Gi', accessModes });

/** What is taken without a word, and fails or misleads later. */
export const BY_NOBODY: readonly Refusal[] = [
  {
    mistake: 'two datasets on one path',
    rule: 'two-datasets-on-one-path',
    make: (chart) => {
      for (const id of ['one', 'two']) onPath('/shared/images', id)(chart);
    },
    objects: () => [...right(onPath('/shared/images', 'one')), ...right(onPath('/shared/images', 'two'))],
    outcome: { accepted: 'both write there' },
  },
  {
    mistake: 'a claim that is only read, mounted, by a patch, to be written',
    rule: 'read-only-claim',
    make: (chart) => {
      const images = onPath('/shared/images', 'images', [AccessMode.READ_ONLY_MANY])(chart);
      const { job } = training({ dataset: images })(chart);
      for (const path of ['containers/0/volumeMounts/0', 'volumes/0/persistentVolumeClaim']) {
        job.addJsonPatch(JsonPatch.remove(`/spec/template/spec/${path}/readOnly`));
      }
    },
    objects: () => {
      const objects = right((chart) => training({ mounts: [dataset(chart).mount('/x')] })(chart));
      return edited(objects, 'PersistentVolumeClaim', 'spec.accessModes', ['ReadOnlyMany']);
    },
    outcome: { accepted: 'the first write fails' },
  },
  {
    mistake: 'a path of data, by a patch, where nothing is mounted',
    rule: 'data-path',
    make: (chart) => {
      const { job } = training({ dataset: dataset(chart) })(chart);
      job.addJsonPatch(JsonPatch.replace(`/spec/template/spec/containers/0/volumeMounts/0/mountPath`, '/elsewhere'));
    },
    objects: () =>
      edited(
        right((chart) => training({ dataset: dataset(chart) })(chart)),
        'Job',
        `${POD}.containers.0.volumeMounts.0.mountPath`,
        '/elsewhere',
      ),
    outcome: { accepted: 'the program finds nothing there' },
  },
  {
    mistake: 'a relative path to mount on',
    rule: 'path',
    make: (chart) => training({ mounts: [dataset(chart).mount('x')] })(chart),
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.volumeMounts.0.mountPath`, 'x'),
    outcome: { accepted: 'the container can not be started' },
  },
  {
    mistake: 'an image with a blank in its name',
    rule: 'image',
    make: training({ image: 'registry.example.com/my train:1.0' }),
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.image`, 'registry.example.com/my train:1.0'),
    outcome: { accepted: 'the pod waits with InvalidImageName' },
  },
  {
    mistake: 'an exit code that no process can have',
    rule: 'type',
    make: training({ failFastExitCodes: [300] }),
    objects: () => edited(right(training({ failFastExitCodes: [42] })), 'Job', 'spec.podFailurePolicy.rules.1.onExitCodes.values', [300]),
    outcome: { accepted: 'the rule never holds' },
  },
  {
    mistake: 'a path to probe without a slash',
    rule: 'probe-path',
    make: (chart) => {
      service({ probes: Probes.http({ ready: 'ready' }) })(chart);
    },
    objects: () => edited(right(service()), 'Deployment', `${POD}.containers.0.readinessProbe.httpGet.path`, 'ready'),
    outcome: { accepted: 'the kubelet adds the slash, other readers of the manifest do not' },
  },
  {
    mistake: 'a Service, by hand, that selects nothing',
    rule: 'selects-nothing',
    make: (chart) => second(chart, 'v1', 'Service', STRAY),
    objects: () => [secondObject('v1', 'Service', STRAY)],
    outcome: { accepted: 'it has no endpoints' },
  },
  {
    mistake: 'a Service, by hand, that sends to a port of no container',
    rule: 'missing-port',
    make: (chart) => {
      service()(chart);
      second(chart, 'v1', 'Service', WRONG_PORT);
    },
    objects: () => [...right(service()), secondObject('v1', 'Service', WRONG_PORT)],
    outcome: { accepted: 'its endpoints have no port' },
  },
  {
    mistake: 'two objects of one name',
    rule: 'name-clash',
    make: (chart) => {
      service({ name: 'serve' }, 'one')(chart);
      service({ name: 'serve' }, 'two')(chart);
    },
    objects: () => right(service({ name: 'serve' }, 'one')),
    outcome: { accepted: 'the second, applied, replaces the first' },
  },
  {
    mistake: 'a QoS class that a patch breaks',
    rule: 'qos',
    make: (chart) => {
      training()(chart).job.addJsonPatch(JsonPatch.remove('/spec/template/spec/containers/0/resources/limits/cpu'));
    },
    objects: () => edited(right(training()), 'Job', `${POD}.containers.0.resources.limits`, { memory: '1Gi' }),
    outcome: { accepted: 'the pod is Burstable' },
  },
  {
    mistake: 'a training with parameter servers that is to end when all its workers have',
    rule: 'workers-never-end',
    make: cluster({ parameterServer: { replicas: 1 }, successPolicy: SuccessPolicy.ALL_WORKERS }),
    objects: () => edited(right(cluster({ parameterServer: { replicas: 1 } })), 'TFJob', 'spec.successPolicy', 'AllWorkers'),
    outcome: { accepted: 'it never ends: the workers that do not coordinate serve for ever' },
  },
  {
    mistake: 'a training whose parameter servers stay when it is done',
    rule: 'parameter-servers-stay',
    make: cluster({ parameterServer: { replicas: 1 }, cleanPodPolicy: CleanPodPolicy.NONE }),
    objects: () => edited(right(cluster({ parameterServer: { replicas: 1 } })), 'TFJob', 'spec.runPolicy.cleanPodPolicy', 'None'),
    outcome: { accepted: 'they keep what they reserve' },
  },
  {
    mistake: 'a deadline that has passed when the training starts',
    rule: 'duration',
    make: training({ activeDeadline: Duration.seconds(0) }),
    objects: () => edited(right(training()), 'Job', 'spec.activeDeadlineSeconds', 0),
    outcome: { accepted: 'the Job has failed at once' },
  },
  {
    mistake: 'a dataset from a snapshot of a larger one',
    rule: 'data-source-size',
    make: (chart) => dataset(chart, 'restored', undefined, DataSource.snapshotName('v1', { size: '2Gi' })),
    objects: () => right((chart) => dataset(chart, 'restored', undefined, DataSource.snapshotName('v1'))),
    outcome: { accepted: 'its volume is never made' },
  },
  {
    mistake: 'a dataset from a snapshot of another driver',
    rule: 'data-source-driver',
    make: (chart) => dataset(chart, 'restored', CephStorage.rbd('rook-ceph-block'), DataSource.clone(dataset(chart))),
    objects: () =>
      edited(
        right((chart) => dataset(chart, 'restored', undefined, DataSource.clone(dataset(chart)))),
        CLAIM,
        CLASS,
        'rook-ceph-block',
      ),
    outcome: { accepted: 'its volume is never made' },
  },
  {
    mistake: 'a dataset from one of another namespace',
    rule: 'data-source-namespace',
    make: (chart) => {
      const data = new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', namespace: 'elsewhere' });
      dataset(chart, 'restored', undefined, DataSource.clone(data));
    },
    objects: () => edited(right(dataset), CLAIM, 'spec.dataSourceRef', { kind: CLAIM, name: 'data', namespace: 'elsewhere' }),
    outcome: { accepted: 'the namespace is dropped, and with it what was to be read' },
  },
  {
    mistake: 'a snapshot with a class of another driver',
    rule: 'snapshot-driver',
    make: (chart) => dataset(chart).snapshot('v1', { snapshotClass: blockSnapshots(chart).snapshotClass }),
    objects: () =>
      edited(
        right((chart) => [blockSnapshots(chart), dataset(chart).snapshot('v1')]),
        'VolumeSnapshot',
        'spec.volumeSnapshotClassName',
        'snapshots',
      ),
    outcome: { accepted: 'it is never taken' },
  },
  {
    mistake: 'a snapshot of a claim that is only read',
    rule: 'snapshot-of-read-only',
    make: (chart) => CephDataset.fromClaimName(chart, 'data', 'data', { accessModes: [AccessMode.READ_ONLY_MANY] }).snapshot('v1'),
    objects: () =>
      edited(
        right((chart) => dataset(chart).snapshot('v1')),
        CLAIM,
        'spec.accessModes',
        ['ReadOnlyMany'],
      ),
    outcome: { accepted: 'it is never taken' },
  },
  {
    mistake: 'a snapshot of a claim that nothing makes',
    rule: 'missing-reference',
    make: (chart) => {
      const { volumeSnapshot } = dataset(chart).snapshot('v1');
      volumeSnapshot.addJsonPatch(JsonPatch.replace('/spec/source/persistentVolumeClaimName', 'nobody'));
    },
    objects: () =>
      edited(
        right((chart) => dataset(chart).snapshot('v1')),
        'VolumeSnapshot',
        'spec.source.persistentVolumeClaimName',
        'nobody',
      ),
    outcome: { accepted: 'it waits for the claim' },
  },
  {
    mistake: 'a populator in a cluster that has none',
    rule: 'not-installed',
    make: (chart) => dataset(chart, 'data', undefined, DataSource.populator(ARCHIVE)),
    objects: () => edited(right(dataset), CLAIM, 'spec.dataSourceRef', ARCHIVE),
    outcome: { accepted: 'the claim waits for ever' },
  },
  {
    mistake: 'a group of two datasets of which one has the labels of many',
    rule: 'group-member-name',
    make: (chart) => {
      ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.GROUP_SNAPSHOTS] });
      new DatasetGroupSnapshot(chart, 'group', { datasets: [dataset(chart), dataset(chart, 'a'.repeat(64))] });
    },
    objects: () =>
      right((chart) => {
        ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.GROUP_SNAPSHOTS] });
        new DatasetGroupSnapshot(chart, 'group', { datasets: [dataset(chart), dataset(chart, 'a'.repeat(63))] });
      }),
    outcome: { accepted: 'claims are in it that nobody has named' },
  },
];
