import { App, Chart } from 'cdk8s';
import {
  AccessMode,
  CephCluster,
  CephDataset,
  CephSource,
  CephStorage,
  ClusterOperator,
  ClusterProfile,
  type Dataset,
  DatasetGroupSnapshot,
  type DatasetGroupSnapshotProps,
  StaticCephDataset,
  StorageDataset,
} from '../../lib';
import { told } from '../checks/apps';
import { cephFs, manifestOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

function groupChart(): Chart {
  const app = new App();
  ClusterProfile.generic().attach(app, { installed: [ClusterOperator.GROUP_SNAPSHOTS] });
  return new Chart(app, 'demo', { namespace: 'ml' });
}

function group(chart: Chart, datasets: readonly Dataset[], props: Partial<DatasetGroupSnapshotProps> = {}): DatasetGroupSnapshot {
  return new DatasetGroupSnapshot(chart, 'together', { datasets: [...datasets], ...props });
}

function two(chart: Chart): Dataset[] {
  return [cephFs(chart, 'images'), cephFs(chart, 'labels')];
}

function named(chart: Chart, id: string, props: object): CephDataset {
  return new CephDataset(chart, id, { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi', ...props });
}

test('minimal', () => {
  const chart = groupChart();
  group(chart, two(chart));
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = groupChart();
  const datasets = ['images', 'labels'].map((id) => named(chart, id, { namespace: 'data' }));
  group(chart, datasets, { name: 'before-cleaning', groupSnapshotClassName: 'csi-cephfs-group', labels: { team: 'vision' } });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('selects its datasets by labels that they have and no other claim of the namespace', () => {
  const chart = groupChart();
  const datasets = two(chart);
  cephFs(chart, 'models');
  const { name, namespace, volumeGroupSnapshot } = group(chart, datasets);
  expect([name, namespace, volumeGroupSnapshot.apiVersion]).toEqual(['together', 'ml', 'groupsnapshot.storage.k8s.io/v1beta2']);
  expect(manifestOf(chart, 'VolumeGroupSnapshot').spec).toEqual({
    source: {
      selector: {
        matchExpressions: [
          { key: 'app.kubernetes.io/instance', operator: 'In', values: ['images', 'labels'] },
          { key: 'app.kubernetes.io/component', operator: 'In', values: ['dataset'] },
        ],
      },
    },
  });
  for (const { metadata } of datasets.map((dataset) => (dataset as CephDataset).claim)) {
    expect(metadata.toJson().labels).toMatchObject({
      'app.kubernetes.io/instance': metadata.name,
      'app.kubernetes.io/component': 'dataset',
    });
  }
  expect(told(chart)).toEqual([]);
});

test('is of any storage, whose driver is not known', () => {
  const chart = groupChart();
  const props = { storageClassName: 'any', accessModes: [AccessMode.READ_WRITE_ONCE], size: '1Gi' };
  group(chart, [new StorageDataset(chart, 'images', props), new StorageDataset(chart, 'labels', props)]);
  expect(invalidities(chart)).toEqual([]);
});

describe('is refused', () => {
  test.each<[string, (chart: Chart) => readonly Dataset[], string[]]>([
    ['of one dataset', (chart) => [cephFs(chart, 'images')], ['datasets: are fewer than two (of one dataset take dataset.snapshot)']],
    ['of none', () => [], ['datasets: are fewer than two (of one dataset take dataset.snapshot)']],
    [
      'of one dataset twice',
      (chart) => {
        const images = cephFs(chart, 'images');
        return [images, images];
      },
      ['datasets: names the claim images twice (name each dataset once)'],
    ],
    [
      'of two namespaces',
      (chart) => [cephFs(chart, 'images'), named(chart, 'labels', { namespace: 'data' })],
      ['datasets: has the claims images and labels of the namespaces ml and data: a group is of one namespace (make a group in each)'],
    ],
    [
      'of two drivers',
      (chart) => [cephFs(chart, 'images'), named(chart, 'block', { storage: CephStorage.rbd('rook-ceph-block') })],
      ['datasets: has the claims images and block on cephfs and rbd: a group is of one driver (make a group of each)'],
    ],
    [
      'of a claim that exists, whose labels are not known',
      (chart) => [cephFs(chart, 'images'), CephDataset.fromClaimName(chart, 'labels', 'labels', { namespace: 'ml' })],
      [
        'datasets: has the claim labels, which this app does not make: a group is selected by labels, and its are not known ' +
          '(take a snapshot of it by itself)',
      ],
    ],
    [
      'of a claim whose label is not its name',
      (chart) => [cephFs(chart, 'images'), named(chart, 'labels', { name: 'a'.repeat(64) })],
      [
        `datasets: has the claim ${'a'.repeat(64)}, whose name is longer than a label: others may be selected with it ` +
          '(give it a name of at most 63 characters)',
      ],
    ],
    [
      'of a volume that was there before its claim',
      (chart) => {
        const source = CephSource.path('myfs', '/labels');
        return [cephFs(chart, 'images'), new StaticCephDataset(chart, 'labels', { cluster: CephCluster.rook(), source, size: '1Gi' })];
      },
      [
        'datasets: has the claim labels, whose volume was in Ceph before it (StaticCephDataset): ceph-csi takes no snapshots of those ' +
          "(take it with Ceph's own commands, or copy the data into a CephDataset)",
      ],
    ],
  ])('%s', (_, make, lines) => {
    const chart = groupChart();
    const datasets = make(chart);
    expect(refusal(() => group(chart, datasets))).toEqual(lines);
  });

  test('in a cluster that has no group snapshots', () => {
    const chart = testChart();
    const datasets = two(chart);
    expect(refusal(() => group(chart, datasets))).toEqual([
      'needs group snapshots in the cluster, and the cluster profile names none: without them the object is refused ' +
        '(where they are, ClusterProfile.generic().attach(app, { installed: [ClusterOperator.GROUP_SNAPSHOTS] }))',
    ]);
  });

  test.each<[string, unknown, string[]]>([
    ['without datasets', { datasets: undefined }, ['datasets: is required (for example [images, labels])']],
    [
      'for a name in place of a dataset',
      { datasets: ['a', 'b'] },
      [expect.stringMatching(/^datasets\[0\]: must be a Dataset/), expect.anything()],
    ],
    [
      'for a class that is none',
      { groupSnapshotClassName: 'CSI' },
      [expect.stringMatching(/^groupSnapshotClassName: must be a DNS name.*for example "csi"/)],
    ],
    ['for a name that is none', { name: 'My_Group' }, [expect.stringMatching(/^name: must be a DNS name/)]],
    ["for a label of the library's own", { labels: { 'app.kubernetes.io/name': 'x' } }, [expect.stringMatching(/^labels\b/)]],
    ['for a prop that is none', { snapshotClass: 'a' }, [expect.stringMatching(/^snapshotClass: is not a known prop/)]],
  ])('%s', (_, props, lines) => {
    const chart = groupChart();
    const datasets = two(chart);
    expect(refusal(() => group(chart, datasets, props as Partial<DatasetGroupSnapshotProps>))).toEqual(lines);
  });
});
