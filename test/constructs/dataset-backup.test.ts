import { App, Chart } from 'cdk8s';
import {
  AccessMode,
  Backup,
  CephCluster,
  CephDataset,
  type CephDatasetProps,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  Checks,
  ClusterOperator,
  ClusterProfile,
  DataSource,
  ReclaimPolicy,
  SnapshotClass,
  StorageDataset,
} from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { chartAt } from '../pod/reading';
import { manifestOf, manifestsOf, refusal, testChart } from '../support/charts';
import { invalidities } from '../support/invalidities';
import { yamlWithoutPrograms } from '../support/programs';

const RIGHT = { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', backup: Backup.daily({ keep: 7 }) };

function withProps(props: Partial<CephDatasetProps> = {}, chart = testChart(), id = 'images'): Chart {
  new CephDataset(chart, id, { ...RIGHT, ...props });
  return chart;
}

/** A chart of a cluster that has snapscheduler. */
function scheduledChart(): Chart {
  const app = new App();
  ClusterProfile.generic().attach(app, { installed: [ClusterOperator.SNAPSCHEDULER] });
  return new Chart(app, 'demo', { namespace: 'ml' });
}

interface CronJobSpec {
  readonly schedule: string;
  readonly jobTemplate: { spec: { template: { spec: { containers: { env: object[]; command: string[]; image: string }[] } } } };
}

function cronJobOf(chart: Chart) {
  const manifest = manifestOf(chart, 'CronJob');
  const spec = manifest.spec as CronJobSpec;
  return { ...manifest, spec, container: spec.jobTemplate.spec.template.spec.containers[0] };
}

const cephFsClass = SnapshotClass._of({ name: 'cephfs', driver: 'rook-ceph.cephfs.csi.ceph.com', deletionPolicy: ReclaimPolicy.DELETE });

test('by a CronJob', () => {
  expect(yamlWithoutPrograms(withProps())).toMatchSnapshot();
});

test('everything, by a CronJob', () => {
  const backup = Backup.weekly({ keep: 4, timeZone: 'Europe/Berlin', at: '04:30', snapshotClass: cephFsClass });
  const chart = withProps({ backup, name: 'imagenet.v1', namespace: 'data', labels: { team: 'vision' } });
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
});

test('a CronJob for Kubernetes 1.27 is valid in every supported one', () => {
  expect(invalidities(withProps({}, chartAt('1.27')))).toEqual([]);
});

test('by snapscheduler, where it is installed', () => {
  const backup = Backup.cron('0 */6 * * *', { keep: 28, snapshotClass: cephFsClass });
  const chart = withProps({ backup, labels: { team: 'vision' } }, scheduledChart());
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a dataset without one has its claim alone', () => {
  const chart = testChart();
  const dataset = new CephDataset(chart, 'images', { storage: RIGHT.storage, size: '1Gi' });
  expect(manifestsOf(chart).map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim']);
  expect([dataset.backupSchedule, dataset.cleanupJob]).toEqual([undefined, undefined]);
});

test('what takes the snapshots is at hand', () => {
  expect(new CephDataset(testChart(), 'images', RIGHT).backupSchedule?.kind).toBe('CronJob');
  expect(new CephDataset(scheduledChart(), 'images', RIGHT).backupSchedule?.kind).toBe('SnapshotSchedule');
});

test('its account may look at its own claim and look after snapshots, and nothing else', () => {
  expect((manifestOf(withProps(), 'Role') as Manifest & { rules: object }).rules).toEqual([
    { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get', 'list', 'create', 'delete'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: ['images'], verbs: ['get'] },
  ]);
});

test("the program knows the run that it is of by its Job's name, so that a try that is made again makes no second snapshot", () => {
  expect(cronJobOf(withProps()).container?.env).toContainEqual({
    name: 'RUN',
    valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } },
  });
});

test("all of it is in the claim's namespace", () => {
  const namespaces = manifestsOf(withProps({ namespace: 'data' })).map(({ metadata }) => metadata.namespace);
  expect(new Set(namespaces)).toEqual(new Set(['data']));
});

test("its image is the cluster's own", () => {
  const app = new App();
  ClusterProfile.generic().attach(app, { toolImages: { python: 'registry.example.com/python:3.13' } });
  expect(cronJobOf(withProps({}, new Chart(app, 'demo', { namespace: 'ml' }))).container?.image).toBe('registry.example.com/python:3.13');
});

test('snapscheduler finds this claim alone, and no other dataset of the app', () => {
  const chart = withProps({}, scheduledChart());
  withProps({ name: 'others', backup: Backup.daily({ keep: 1 }) }, chart, 'others');
  const schedules = manifestsOf(chart).filter(({ kind }) => kind === 'SnapshotSchedule');
  const claims = manifestsOf(chart).filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const found = schedules.map(({ spec }) => {
    const { matchLabels } = (spec as { claimSelector: { matchLabels: Record<string, string> } }).claimSelector;
    return claims.filter(({ metadata }) => Object.entries(matchLabels).every(([key, each]) => metadata.labels?.[key] === each));
  });
  expect(found.map((each) => each.map(({ metadata }) => metadata.name))).toEqual([['images'], ['others']]);
});

test('a dataset on any storage class has one too', () => {
  const chart = testChart();
  new StorageDataset(chart, 'images', {
    storageClassName: 'nfs',
    accessModes: [AccessMode.READ_WRITE_MANY],
    size: '1Gi',
    backup: RIGHT.backup,
  });
  expect(cronJobOf(chart).metadata.name).toBe('images-backup');
});

describe('refused', () => {
  const refused = (props: Partial<CephDatasetProps>, chart = testChart()) => refusal(() => withProps(props, chart));
  const other = SnapshotClass._of({ name: 'rbd', driver: 'rook-ceph.rbd.csi.ceph.com', deletionPolicy: ReclaimPolicy.DELETE });
  const storageOf = (chart: Chart, namespace: string) =>
    new CephStorageClass(chart, 'class', {
      cluster: CephCluster.rook({ operatorNamespace: namespace }),
      volumes: CephVolumes.cephFs('myfs'),
    }).storage;

  test.each<[string, unknown, string[]]>([
    ['a schedule alone', { backup: '@daily' }, ['backup: must be a Backup, got "@daily" (write Backup.daily({ keep: 7 }))']],
    ['no number to keep', { backup: Backup.daily({} as never) }, ['backup.keep: is required (for example 7)']],
    [
      'of what nobody writes',
      { accessModes: [AccessMode.READ_ONLY_MANY], dataSource: DataSource.snapshotName('origin') },
      ['backup: needs snapshots, and there are none of a claim that is ReadOnlyMany alone (take those of the dataset that it comes from)'],
    ],
    [
      "with another backend's class",
      { backup: Backup.daily({ keep: 1, snapshotClass: other }) },
      [
        `backup.snapshotClass: takes snapshots with rook-ceph.rbd.csi.ceph.com, and the claim is of a driver of cephfs, got "rbd" (give it a class of the claim's driver, or leave it out)`,
      ],
    ],
    [
      'a claim whose name leaves no room',
      { name: 'a'.repeat(46) },
      [
        `name: is too long for backup: the CronJob is named "${'a'.repeat(46)}-backup", of 53 characters, and 52 are allowed, got "${'a'.repeat(46)}" (shorten it by 1, to at most 45 characters)`,
      ],
    ],
  ])('%s', (_, props, lines) => expect(refused(props as Partial<CephDatasetProps>)).toEqual(lines));

  test("another Rook's class", () => {
    const chart = testChart();
    expect(refused({ storage: storageOf(chart, 'rook-b'), backup: Backup.daily({ keep: 1, snapshotClass: cephFsClass }) }, chart)).toEqual([
      expect.stringContaining('and the claim is of rook-b.cephfs.csi.ceph.com'),
    ]);
  });

  test('ids that make a claim whose name leaves no room', () => {
    expect(refusal(() => withProps({}, testChart(), 'a'.repeat(46)))).toEqual([
      expect.stringContaining("(the name comes from the construct's ids)"),
    ]);
  });

  test('a name at the limit is taken', () => expect(refused({ name: 'a'.repeat(45) })).toEqual([]));

  test('a time zone where snapscheduler has none', () => {
    expect(refused({ backup: Backup.daily({ keep: 1, timeZone: 'Europe/Berlin' }) }, scheduledChart())).toEqual([
      'backup.timeZone: must be UTC where snapscheduler takes the snapshots: it knows no other, got "Europe/Berlin" (leave it out, and give the time in UTC)',
    ]);
  });

  test.each(['0 2 * * MON', '@every 6h', '@midnight', '0 1-5/2 * * *', '0 1-3,5 * * *', '0 2 ? * *'])(
    'the schedule %s, which Kubernetes takes and snapscheduler does not',
    (schedule) => {
      expect(refused({ backup: Backup.cron(schedule, { keep: 1 }) })).toEqual([]);
      expect(refused({ backup: Backup.cron(schedule, { keep: 1 }) }, scheduledChart())).toEqual([
        expect.stringMatching(/^backup\.schedule: is more than snapscheduler takes/),
      ]);
    },
  );

  test.each(['@daily', '0 */6 * * *', '15,45 2-4 1 1 0'])('the schedule %s is for both', (schedule) => {
    expect(refused({ backup: Backup.cron(schedule, { keep: 1, timeZone: 'UTC' }) }, scheduledChart())).toEqual([]);
  });
});

test('a class that retains what it has taken is warned of: pruning would free nothing', () => {
  const snapshotClass = SnapshotClass._of({ name: 'kept', driver: 'rook-ceph.cephfs.csi.ceph.com', deletionPolicy: ReclaimPolicy.RETAIN });
  const chart = withProps({ backup: Backup.daily({ keep: 7, snapshotClass }) });
  expect(Checks.problemsIn(chart).map(({ field, rule, severity, fix }) => [field, rule, severity, fix])).toEqual([
    ['backup.snapshotClass', 'snapshots-stay', 'warning', 'give the backup a class with ReclaimPolicy.DELETE'],
  ]);
});
