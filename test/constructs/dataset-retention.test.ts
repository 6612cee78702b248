import type { Chart } from 'cdk8s';
import {
  AccessMode,
  Backup,
  CephDataset,
  type CephDatasetProps,
  CephStorage,
  DataSource,
  type DeleteAfterUseOptions,
  GpuTrainingJob,
  JobKind,
  ReclaimPolicy,
  Retention,
  SnapshotClass,
} from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { chartAt } from '../pod/reading';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';
import { invalidities } from '../support/invalidities';
import { yamlWithoutPrograms } from '../support/programs';

const RIGHT = { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi' };
const AFTER = { job: 'train', external: true };

function withProps(props: Partial<CephDatasetProps>, chart = testChart()): Chart {
  new CephDataset(chart, 'images', { ...RIGHT, ...props });
  return chart;
}

const after = (options: Partial<DeleteAfterUseOptions> = {}) =>
  withProps({ retention: Retention.deleteAfterUse({ ...AFTER, ...options }) });

function cleanupOf(chart: Chart) {
  const [job] = manifestsOf(chart).filter(({ kind, metadata }) => kind === 'Job' && metadata.name === 'images-cleanup');
  return job?.spec as { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } };
}

function envOf(chart: Chart): Record<string, string> {
  const [container] = cleanupOf(chart).template.spec.containers;
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
}

function rulesOf(chart: Chart): object {
  return (manifestOf(chart, 'Role') as Manifest & { rules: object }).rules;
}

test('after its use', () => {
  const chart = testChart();
  const dataset = new CephDataset(chart, 'images', { ...RIGHT, retention: Retention.deleteAfterUse({ job: 'train' }) });
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, dataset });
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
  expect(dataset.cleanupJob?.name).toBe('images-cleanup');
});

/** The schema of 1.27.0 wants conditions in each rule, which no server ever did: kubernetes/kubernetes#120204 mends it in 1.27.6. */
const FALSE_ALARM = '1.27 Job images-cleanup: spec.podFailurePolicy.rules[1].onPodConditions: required, but missing';

test('a Job for Kubernetes 1.27 is valid in every supported one', () => {
  const chart = withProps({ retention: Retention.deleteAfterUse(AFTER) }, chartAt('1.27'));
  expect(invalidities(chart).filter((problem) => problem !== FALSE_ALARM)).toEqual([]);
});

test('a claim that goes after its use stays until then, also when its chart goes', () => {
  expect(manifestOf(after(), 'PersistentVolumeClaim').metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    'cdk8s-ml.io/deleted-after': 'Job/train',
    'cdk8s-ml.io/external': 'Job/train',
    'cdk8s-ml.io/storage-backend': 'cephfs',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
});

test('its account may look at the one job, look at and delete the one claim, and make snapshots', () => {
  expect(rulesOf(after())).toEqual([
    { apiGroups: ['batch'], resources: ['jobs'], resourceNames: ['train'], verbs: ['get'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: ['images'], verbs: ['get', 'delete'] },
    { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get', 'create'] },
  ]);
});

test('without a snapshot it may not make any', () => {
  const chart = after({ snapshotFirst: false, confirmDataLoss: true });
  expect(rulesOf(chart)).toHaveLength(2);
  expect(envOf(chart).SNAPSHOT).toBe('false');
});

test.each([
  [JobKind.TF_JOB, 'kubeflow.org/v1', 'tfjobs', 'Succeeded'],
  [JobKind.PYTORCH_JOB, 'kubeflow.org/v1', 'pytorchjobs', 'Succeeded'],
  [JobKind.XGBOOST_JOB, 'kubeflow.org/v1', 'xgboostjobs', 'Succeeded'],
  [JobKind.PADDLE_JOB, 'kubeflow.org/v1', 'paddlejobs', 'Succeeded'],
  [JobKind.JAX_JOB, 'kubeflow.org/v1', 'jaxjobs', 'Succeeded'],
  [JobKind.MPI_JOB, 'kubeflow.org/v2beta1', 'mpijobs', 'Succeeded'],
  [JobKind.MX_JOB, 'kubeflow.org/v1', 'mxjobs', 'Succeeded'],
  [JobKind.JOB_SET, 'jobset.x-k8s.io/v1alpha2', 'jobsets', 'Completed'],
  [JobKind.RAY_JOB, 'ray.io/v1', 'rayjobs', 'Complete'],
  [JobKind.TRAIN_JOB, 'trainer.kubeflow.org/v1alpha1', 'trainjobs', 'Complete'],
])('after a %s it waits for what that calls success', (kind, apiVersion, resource, done) => {
  const chart = after({ kind });
  expect(envOf(chart)).toMatchObject({ JOB_API_VERSION: apiVersion, JOB_RESOURCE: resource, JOB_DONE: done });
  const group = apiVersion.split('/')[0];
  expect(rulesOf(chart)).toContainEqual({ apiGroups: [group], resources: [resource], resourceNames: ['train'], verbs: ['get'] });
});

test('with a class of its own for the snapshot', () => {
  expect(envOf(after({ snapshotClass: SnapshotClass.named('cephfs') })).SNAPSHOT_CLASS).toBe('cephfs');
});

test('where deleting would do harm no second try is made', () => {
  expect(JSON.stringify(cleanupOf(after()))).toContain(
    '"action":"FailJob","onExitCodes":{"containerName":"main","operator":"In","values":[3]}',
  );
});

describe('a dataset that goes with its chart', () => {
  test('needs no confirmation where it has a backup', () => {
    const chart = withProps({ retention: Retention.deleteWithChart(), backup: Backup.daily({ keep: 7 }) });
    expect(manifestOf(chart, 'PersistentVolumeClaim').metadata.annotations).toEqual({ 'cdk8s-ml.io/storage-backend': 'cephfs' });
  });

  test('needs it where it has none', () => {
    expect(refusal(() => withProps({ retention: Retention.deleteWithChart() }))).toEqual([
      'retention.confirmDataLoss: must be true to delete data of which there is no backup (or write Retention.keep(), or give the dataset a backup)',
    ]);
  });
});

describe('refused', () => {
  const driver = 'rook-ceph.rbd.csi.ceph.com';
  const other = SnapshotClass._of({ name: 'rbd', driver, deletionPolicy: ReclaimPolicy.DELETE });

  test.each<[string, Partial<CephDatasetProps>, string[]]>([
    [
      'a backup of what goes after a job',
      { backup: Backup.daily({ keep: 1 }), retention: Retention.deleteAfterUse(AFTER) },
      [
        'backup: is of a dataset that goes after a job: from then on each run of the backup would fail (leave it out: a snapshot is taken before the claim is deleted)',
      ],
    ],
    [
      'a snapshot of what nobody writes',
      {
        accessModes: [AccessMode.READ_ONLY_MANY],
        dataSource: DataSource.snapshotName('origin'),
        retention: Retention.deleteAfterUse(AFTER),
      },
      [expect.stringMatching(/^retention\.snapshotFirst: needs snapshots, and there are none/)],
    ],
    [
      'a class of another driver',
      { retention: Retention.deleteAfterUse({ ...AFTER, snapshotClass: other }) },
      [expect.stringMatching(/^retention\.snapshotClass: takes snapshots with rook-ceph\.rbd\.csi\.ceph\.com/)],
    ],
    [
      'a claim whose name leaves no room',
      { name: 'a'.repeat(56), retention: Retention.deleteAfterUse(AFTER) },
      [
        expect.stringMatching(
          /^name: is too long for cleanup: .* of 64 characters, and 63 are allowed.*\(shorten it by 1, to at most 55 characters\)$/,
        ),
      ],
    ],
  ])('%s', (_, props, lines) => expect(refusal(() => withProps(props))).toEqual(lines));
});
