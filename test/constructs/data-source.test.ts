import { App, Chart } from 'cdk8s';
import {
  AccessMode,
  CephCluster,
  CephDataset,
  type CephDatasetProps,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  ClusterOperator,
  ClusterProfile,
  DataSource,
  StaticCephDataset,
  StorageBackend,
  StorageDataset,
} from '../../lib';
import { told } from '../checks/apps';
import { cephFs, manifestsOf, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

const CEPH_FS = CephStorage.cephFs('rook-cephfs');
const RBD = CephStorage.rbd('rook-ceph-block');
const POPULATOR = DataSource.populator({ apiGroup: 'forklift.konveyor.io', kind: 'OpenstackVolumePopulator', name: 'imagenet' });

interface ClaimSpec {
  readonly accessModes: readonly string[];
  readonly dataSource?: object;
  readonly dataSourceRef?: object;
}

function restore(chart: Chart, dataSource: DataSource, props: Partial<CephDatasetProps> = {}): CephDataset {
  return new CephDataset(chart, 'restored', { storage: CEPH_FS, size: '500Gi', dataSource, ...props });
}

function specOf(chart: Chart): ClaimSpec | undefined {
  return manifestsOf(chart).find(({ metadata }) => metadata.name === 'restored')?.spec as ClaimSpec | undefined;
}

function populatedChart(): Chart {
  const app = new App();
  ClusterProfile.generic().attach(app, { installed: [ClusterOperator.VOLUME_POPULATORS] });
  return new Chart(app, 'demo', { namespace: 'ml' });
}

describe('a dataset that begins with', () => {
  test('a snapshot', () => {
    const chart = testChart();
    restore(chart, DataSource.snapshot(cephFs(chart, 'images').snapshot('v1')));
    expect(yamlOf(chart)).toMatchSnapshot();
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });

  test('a snapshot that exists says so', () => {
    const chart = testChart();
    restore(chart, DataSource.snapshotName('images-v1'));
    expect(specOf(chart)?.dataSource).toEqual({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'images-v1' });
    expect(yamlOf(chart)).toContain('cdk8s-ml.io/external: VolumeSnapshot/images-v1\n');
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });

  test('another dataset', () => {
    const chart = testChart();
    restore(chart, DataSource.clone(cephFs(chart, 'images')));
    expect(specOf(chart)?.dataSource).toEqual({ kind: 'PersistentVolumeClaim', name: 'images' });
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });

  test('a claim that exists says so', () => {
    const chart = testChart();
    restore(chart, DataSource.clone(CephDataset.fromClaimName(chart, 'images', 'imagenet')));
    expect(yamlOf(chart)).toContain('cdk8s-ml.io/external: PersistentVolumeClaim/imagenet\n');
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });

  test('what a populator makes', () => {
    const chart = populatedChart();
    restore(chart, POPULATOR);
    expect(specOf(chart)?.dataSourceRef).toEqual({ apiGroup: 'forklift.konveyor.io', kind: 'OpenstackVolumePopulator', name: 'imagenet' });
    expect(specOf(chart)).not.toHaveProperty('dataSource');
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });

  test('a snapshot, on any storage', () => {
    const chart = testChart();
    const nfs = { storageClassName: 'nfs', accessModes: [AccessMode.READ_WRITE_MANY], size: '1Gi' };
    const any = new StorageDataset(chart, 'images', nfs);
    new StorageDataset(chart, 'restored', { ...nfs, dataSource: DataSource.snapshot(any.snapshot('v1')) });
    expect(specOf(chart)?.dataSource).toMatchObject({ name: 'images-v1' });
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });
});

test('a dataset from a snapshot has the modes that others have; one on CephFS that is only read is shallow', () => {
  const written = testChart();
  restore(written, DataSource.snapshotName('v1'));
  const shallow = testChart();
  restore(shallow, DataSource.snapshotName('v1'), { accessModes: [AccessMode.READ_ONLY_MANY] });
  expect([specOf(written)?.accessModes, specOf(shallow)?.accessModes]).toEqual([['ReadWriteMany'], ['ReadOnlyMany']]);
});

describe('on RBD, ReadOnlyMany', () => {
  const modes = { storage: RBD, accessModes: [AccessMode.READ_ONLY_MANY] };

  test('is right from a snapshot and from a clone', () => {
    const chart = testChart();
    const block = new CephDataset(chart, 'block', { storage: RBD, size: '1Gi' });
    restore(chart, DataSource.snapshot(block.snapshot('v1')), modes);
    new CephDataset(chart, 'cloned', { ...modes, size: '1Gi', dataSource: DataSource.clone(block) });
    expect([...invalidities(chart), ...told(chart)]).toEqual([]);
  });

  test.each<[string, DataSource | undefined]>([
    ['from nothing', undefined],
    ['from a populator, which must write', POPULATOR],
  ])('is refused %s', (_, dataSource) => {
    const chart = populatedChart();
    const props = { ...modes, size: '1Gi', ...(dataSource === undefined ? {} : { dataSource }) };
    expect(refusal(() => new CephDataset(chart, 'restored', props))).toEqual([
      'accessModes: is not possible on RBD with a file system, got ["ReadOnlyMany"] (use CephStorage.cephFs, or ReadWriteOnce)',
    ]);
  });

  test('does not make ReadWriteMany right', () => {
    const accessModes = [AccessMode.READ_WRITE_MANY, AccessMode.READ_ONLY_MANY];
    expect(refusal(() => restore(testChart(), DataSource.snapshotName('v1'), { storage: RBD, accessModes }))).toEqual([
      'accessModes: is not possible on RBD with a file system, got ["ReadWriteMany"] (use CephStorage.cephFs, or ReadWriteOnce)',
    ]);
  });
});

describe('a size', () => {
  test.each<[string, (chart: Chart) => DataSource, string]>([
    ['of a snapshot', (chart) => DataSource.snapshot(cephFs(chart, 'images').snapshot('v1')), '500Gi of the snapshot images-v1'],
    ['of a claim', (chart) => DataSource.clone(cephFs(chart, 'images')), '500Gi of the claim images'],
    ['of a snapshot that exists', () => DataSource.snapshotName('v1', { size: '0.5Ti' }), '0.5Ti of the snapshot v1'],
  ])('less than that %s is refused', (_, make, of) => {
    const chart = testChart();
    const source = make(chart);
    expect(refusal(() => restore(chart, source, { size: '499Gi' }))).toEqual([
      `size: is less than the ${of}, with which it begins, got "499Gi" (give ${of.split(' ')[0]} or more)`,
    ]);
  });

  test('less than that of a claim that exists is refused where it is known', () => {
    const there = CephDataset.fromClaimName(testChart(), 'images', 'imagenet', { size: '1Ti' });
    const sources = [DataSource.clone(there), DataSource.snapshot(there.snapshot('v1'))];
    expect(sources.flatMap((source) => refusal(() => restore(testChart(), source)))).toEqual([
      'size: is less than the 1Ti of the claim imagenet, with which it begins, got "500Gi" (give 1Ti or more)',
      'size: is less than the 1Ti of the snapshot imagenet-v1, with which it begins, got "500Gi" (give 1Ti or more)',
    ]);
  });

  test('is compared by amount, and may be the same or more', () => {
    const chart = testChart();
    const images = new CephDataset(chart, 'images', { storage: CEPH_FS, size: '1024Mi' });
    expect(refusal(() => restore(chart, DataSource.clone(images), { size: '1Gi' }))).toEqual([]);
    expect(refusal(() => restore(testChart(), DataSource.snapshotName('v1', { size: '1G' }), { size: '1Gi' }))).toEqual([]);
    expect(refusal(() => restore(testChart(), DataSource.snapshotName('v1', { size: '1Gi' }), { size: '1G' }))).toHaveLength(1);
  });
});

describe('another driver', () => {
  const ROOK = CephCluster.rook();
  const OTHER = CephCluster.rook({ operatorNamespace: 'other' });

  test.each<[string, (chart: Chart) => DataSource, string]>([
    ['of a snapshot', (chart) => DataSource.snapshot(cephFs(chart, 'images').snapshot('v1')), 'the snapshot images-v1 on cephfs'],
    ['of a claim', (chart) => DataSource.clone(cephFs(chart, 'images')), 'the claim images on cephfs'],
    [
      'of a claim that exists',
      (chart) => DataSource.clone(CephDataset.fromClaimName(chart, 'images', 'imagenet', { storage: CEPH_FS })),
      'the claim imagenet on cephfs',
    ],
    ['of a snapshot that exists', () => DataSource.snapshotName('v1', { driver: 'nfs.csi.k8s.io' }), 'the snapshot v1 on nfs.csi.k8s.io'],
    [
      'of a snapshot that exists, by its backend',
      () => DataSource.snapshotName('v1', { backend: StorageBackend.CEPH_FS }),
      'the snapshot v1 on cephfs',
    ],
  ])('%s is refused', (_, make, what) => {
    const chart = testChart();
    const source = make(chart);
    expect(refusal(() => restore(chart, source, { storage: RBD }))).toEqual([
      `dataSource: is ${what}, and the dataset is on rbd: one driver can't read what another made ` +
        '(put the dataset on storage of the same driver, and copy its files where it must be another)',
    ]);
  });

  test('of the same backend is another too, and another class of the same driver is not', () => {
    const chart = testChart();
    const [one, two, other] = [ROOK, ROOK, OTHER].map((cluster, i) => {
      return new CephStorageClass(chart, `class-${i}`, { cluster, volumes: CephVolumes.cephFs(`fs-${i}`) }).storage;
    });
    const images = new CephDataset(chart, 'images', { storage: one ?? CEPH_FS, size: '1Gi' });
    const source = DataSource.clone(images);
    expect(refusal(() => restore(chart, source, { storage: other ?? CEPH_FS }))).toEqual([
      expect.stringMatching(/^dataSource: is the claim images on rook-ceph\.cephfs\.csi\.ceph\.com, and the dataset is on other\.cephfs/),
    ]);
    const again = testChart();
    expect(refusal(() => restore(again, source, { storage: two ?? CEPH_FS }))).toEqual([]);
  });

  test('is not judged where it is not known', () => {
    const unknown = DataSource.clone(CephDataset.fromClaimName(testChart(), 'images', 'images'));
    expect(refusal(() => restore(testChart(), unknown, { storage: RBD }))).toEqual([]);
    expect(refusal(() => restore(testChart(), DataSource.snapshotName('v1'), { storage: RBD }))).toEqual([]);
  });
});

describe('what Kubernetes or ceph-csi can not do is refused', () => {
  const FIX = 'make the dataset there too; to read the same data elsewhere, make a StaticCephDataset of its folder or image';

  test('a source of another namespace', () => {
    const chart = testChart();
    const images = new CephDataset(chart, 'images', { storage: CEPH_FS, size: '1Gi', namespace: 'data' });
    expect(refusal(() => restore(chart, DataSource.clone(images)))).toEqual([
      `dataSource: is the claim images of the namespace data, and the dataset is in the namespace ml: Kubernetes reads none of another namespace (${FIX})`,
    ]);
    const bare = new Chart(chart, 'bare');
    expect(refusal(() => restore(bare, DataSource.snapshot(images.snapshot('v1'))))).toEqual([
      'dataSource: is the snapshot images-v1 of the namespace data, and the dataset has no namespace of its own: ' +
        `Kubernetes reads none of another namespace (${FIX})`,
    ]);
    expect(refusal(() => restore(testChart(), DataSource.clone(images), { namespace: 'data' }))).toEqual([]);
  });

  test('the claim itself, and a snapshot of it', () => {
    const there = CephDataset.fromClaimName(testChart(), 'images', 'restored');
    expect(refusal(() => restore(testChart(), DataSource.clone(there)))).toEqual([
      'dataSource: is the claim itself, restored (give the new dataset another name)',
    ]);
    expect(refusal(() => restore(testChart(), DataSource.snapshot(there.snapshot('v1'))))).toEqual([
      'dataSource: is a snapshot of the claim itself, restored (give the new dataset another name)',
    ]);
  });

  test('a claim of the same name in another namespace, which is not the claim itself', () => {
    const there = CephDataset.fromClaimName(testChart(), 'images', 'restored', { namespace: 'data' });
    expect(refusal(() => restore(testChart(), DataSource.clone(there)))).toEqual([expect.stringContaining('of the namespace data')]);
  });

  test('a claim of that name may be made anew from a snapshot that exists', () => {
    expect(refusal(() => restore(testChart(), DataSource.snapshotName('restored-v1')))).toEqual([]);
  });

  test('a clone of a volume that was there before its claim', () => {
    const chart = testChart();
    const source = CephSource.path('myfs', '/shared');
    const images = new StaticCephDataset(chart, 'images', { cluster: CephCluster.rook(), source, size: '1Gi' });
    expect(refusal(() => restore(chart, DataSource.clone(images)))).toEqual([
      'dataSource: is the claim images, whose volume was in Ceph before it (StaticCephDataset): ceph-csi makes no clones of those ' +
        '(copy its files into the new dataset)',
    ]);
  });

  test('a populator in a cluster that has none', () => {
    expect(refusal(() => restore(testChart(), POPULATOR))).toEqual([
      'dataSource: needs a volume populator, and the cluster profile names none: without one the claim waits for ever ' +
        '(where there is one, ClusterProfile.generic().attach(app, { installed: [ClusterOperator.VOLUME_POPULATORS] }))',
    ]);
  });
});

test('a StaticCephDataset begins with what is in Ceph, and takes no other source', () => {
  const props = {
    cluster: CephCluster.rook(),
    source: CephSource.path('myfs', '/a'),
    size: '1Gi',
    dataSource: DataSource.snapshotName('v1'),
  };
  expect(refusal(() => new StaticCephDataset(testChart(), 'images', props))).toEqual([
    expect.stringMatching(/^dataSource: is not a known prop/),
  ]);
});
