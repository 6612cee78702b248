import { CephDataset, DataSource, StorageBackend } from '../../lib';
import { cephFs, testChart } from '../support/charts';
import { linesOf, untyped } from '../values/findings';
import { expectTotal } from '../values/garbage';

const DNS_NAME = 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts';
const POPULATOR = { apiGroup: 'forklift.konveyor.io', kind: 'OpenstackVolumePopulator', name: 'imagenet' };

test.each<[string, () => DataSource]>([
  ['snapshot', () => DataSource.snapshot(cephFs(testChart(), 'images').snapshot('v1'))],
  ['snapshotName', () => DataSource.snapshotName('v1', { size: '1Gi', driver: 'a.rbd.csi.ceph.com', backend: StorageBackend.CEPH_RBD })],
  ['clone', () => DataSource.clone(CephDataset.fromClaimName(testChart(), 'images', 'images'))],
  ['populator', () => DataSource.populator(POPULATOR)],
])('%s is right', (_, make) => expect(linesOf(make(), 'dataSource')).toEqual([]));

test('what is known of a dataset goes with its snapshot and its clone', () => {
  const images = cephFs(testChart(), 'images');
  const known = { size: '500Gi', backend: 'cephfs', namespace: 'ml', claimName: 'images', external: false };
  expect(DataSource.snapshot(images.snapshot('v1'))._facts).toEqual({
    ...{ way: 'snapshot', apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'images-v1' },
    ...known,
  });
  expect(DataSource.clone(images)._facts).toEqual({ way: 'clone', kind: 'PersistentVolumeClaim', name: 'images', ...known });
});

describe('snapshot', () => {
  test.each<[unknown, string]>([
    [
      'images-v1',
      'dataSource: must be a DatasetSnapshot, got "images-v1" (for one that exists in the cluster write DataSource.snapshotName)',
    ],
    [undefined, "dataSource: must be a DatasetSnapshot, got undefined (write images.snapshot('v1'))"],
  ])('refuses %j', (given, text) => expect(linesOf(untyped(DataSource.snapshot)(given), 'dataSource')).toEqual([text]));

  test('is never an exception', () => expectTotal(DataSource.snapshot, ['name', 'namespace', '_facts']));
});

describe('snapshotName', () => {
  test.each<[unknown[], string]>([
    [['V1'], `dataSource.name: ${DNS_NAME}, got "V1" (for example "v1")`],
    [[''], 'dataSource.name: must be a string that is not empty, got "" (for example "my-name")'],
    [['v1', { size: '1GB' }], 'dataSource.size: is not a Kubernetes quantity, got "1GB" (did you mean "1Gi"?)'],
    [['v1', { driver: 'CephFS' }], `dataSource.driver: ${DNS_NAME}, got "CephFS" (for example "ceph-fs")`],
    [['v1', { backend: 'nfs' }], 'dataSource.backend: must be one of cephfs, rbd, other, got "nfs" (use the enum StorageBackend)'],
    [
      ['v1', { driver: 'rook-ceph.rbd.csi.ceph.com', backend: StorageBackend.CEPH_FS }],
      'dataSource.backend: is not that of the driver rook-ceph.rbd.csi.ceph.com, got "cephfs" (give the driver alone)',
    ],
    [['v1', { namespace: 'ml' }], 'dataSource.namespace: is not a known prop (known are size, driver, backend)'],
  ])('refuses %j', (args, text) => expect(linesOf(untyped(DataSource.snapshotName)(...args), 'dataSource')).toEqual([text]));

  test('is never an exception', () => expectTotal(DataSource.snapshotName, ['size', 'driver', 'backend']));
});

describe('clone', () => {
  test('refuses a name', () => {
    expect(linesOf(untyped(DataSource.clone)('images'), 'dataSource')).toEqual([
      `dataSource: must be a Dataset, got "images" (for a claim that exists write CephDataset.fromClaimName(chart, 'data', "images"))`,
    ]);
  });

  test('is never an exception', () => expectTotal(DataSource.clone, ['_claim', 'name']));
});

describe('populator', () => {
  test.each<[unknown, string]>([
    [{ apiGroup: undefined }, 'dataSource.apiGroup: is required (for example "forklift.konveyor.io")'],
    [{ kind: '' }, 'dataSource.kind: must be a string that is not empty, got "" (for example "OpenstackVolumePopulator")'],
    [{ name: 'My_Image' }, `dataSource.name: ${DNS_NAME}, got "My_Image" (for example "my-image")`],
    [{ namespace: 'ml' }, 'dataSource.namespace: is not a known prop (known are apiGroup, kind, name)'],
  ])('refuses %j', (part, text) => {
    expect(linesOf(untyped(DataSource.populator)({ ...POPULATOR, ...(part as object) }), 'dataSource')).toEqual([text]);
  });

  test('is never an exception', () => expectTotal(DataSource.populator, ['apiGroup', 'kind', 'name']));
});
