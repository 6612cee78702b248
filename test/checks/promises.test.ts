import { JsonPatch } from 'cdk8s';
import {
  Backup,
  CephCluster,
  CephDataset,
  CephSnapshotClass,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  Retention,
  StaticCephDataset,
  StorageBackend,
} from '../../lib';
import { testChart } from '../support/charts';
import { rulesTold, shownOf, told } from './apps';

const ROOK = CephCluster.rook();
const STORAGE = { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' };

/** Patches an object of a construct, by its kind. */
function patch(construct: CephDataset | StaticCephDataset, kind: string, ...patches: JsonPatch[]): void {
  const objects = construct.node.findAll().filter((each) => 'addJsonPatch' in each && 'kind' in each && each.kind === kind);
  for (const object of objects) (object as unknown as { addJsonPatch(...each: JsonPatch[]): void }).addJsonPatch(...patches);
}

describe('that a dataset stays when its chart goes', () => {
  test('is a promise that a patch breaks', () => {
    const chart = testChart();
    const images = new CephDataset(chart, 'images', STORAGE);
    patch(images, 'PersistentVolumeClaim', JsonPatch.remove('/metadata/annotations/helm.sh~1resource-policy'));
    expect(shownOf(chart)).toEqual([
      '[demo/images] metadata.annotations: PersistentVolumeClaim images promises to stay when its chart goes, and has no longer helm.sh/resource-policy as it was; ' +
        'it is patched by remove /metadata/annotations/helm.sh~1resource-policy ' +
        '(say in the dataset how long it stays: retention: Retention.deleteWithChart({ confirmDataLoss: true }))',
    ]);
  });

  test.each([
    ['argocd.argoproj.io~1sync-options', 'Prune=true'],
    ['kustomize.toolkit.fluxcd.io~1prune', 'enabled'],
  ])('is said to others than Helm: %s', (key, value) => {
    const chart = testChart();
    patch(new CephDataset(chart, 'images', STORAGE), 'PersistentVolumeClaim', JsonPatch.replace(`/metadata/annotations/${key}`, value));
    expect(rulesTold(chart)).toEqual(['error demo/images broken-promise']);
  });

  test('is no promise of one that goes with its chart, nor broken by another annotation', () => {
    const chart = testChart();
    const scratch = new CephDataset(chart, 'scratch', { ...STORAGE, retention: Retention.deleteWithChart({ confirmDataLoss: true }) });
    patch(scratch, 'PersistentVolumeClaim', JsonPatch.remove('/metadata/annotations'));
    patch(new CephDataset(chart, 'images', STORAGE), 'PersistentVolumeClaim', JsonPatch.add('/metadata/annotations/example.com~1a', 'b'));
    expect(told(chart).filter((text) => text.includes('promises'))).toEqual([]);
  });
});

describe('that data outlives its object', () => {
  test('is a promise of classes', () => {
    const chart = testChart();
    const storage = new CephStorageClass(chart, 'cephfs', { cluster: ROOK, volumes: CephVolumes.cephFs('myfs') });
    storage.storageClass.addJsonPatch(JsonPatch.replace('/reclaimPolicy', 'Delete'));
    const snaps = new CephSnapshotClass(chart, 'snaps', { cluster: ROOK, backend: StorageBackend.CEPH_FS });
    snaps.volumeSnapshotClass.addJsonPatch(JsonPatch.replace('/deletionPolicy', 'Delete'));
    expect(shownOf(chart)).toEqual([
      '[demo/cephfs] reclaimPolicy: StorageClass cephfs promises that data outlives it (reclaimPolicy Retain), and has Delete; ' +
        'it is patched by replace /reclaimPolicy (say it in its props, where what depends on it is checked)',
      '[demo/snaps] deletionPolicy: VolumeSnapshotClass snaps promises that data outlives it (deletionPolicy Retain), and has Delete; ' +
        'it is patched by replace /deletionPolicy (say it in its props, where what depends on it is checked)',
    ]);
  });

  test('is a promise of volumes, which delete where nothing is said', () => {
    const chart = testChart();
    const shared = new StaticCephDataset(chart, 'shared', { cluster: ROOK, source: CephSource.path('myfs', '/images'), size: '1Gi' });
    patch(shared, 'PersistentVolume', JsonPatch.remove('/spec/persistentVolumeReclaimPolicy'));
    expect(told(chart)).toEqual([expect.stringContaining('(spec.persistentVolumeReclaimPolicy Retain), and has no policy, which deletes')]);
  });
});

describe('that a backup is taken', () => {
  function backedUp(kind: string, ...patches: JsonPatch[]): string[] {
    const chart = testChart();
    const images = new CephDataset(chart, 'images', { ...STORAGE, backup: Backup.daily({ keep: 7 }) });
    patch(images, kind, ...patches);
    return told(chart).filter((text) => text.includes('promises') || text.includes('gives a task'));
  }

  test('is a promise of its schedule', () => {
    expect(backedUp('CronJob', JsonPatch.remove('/spec/schedule'))).toEqual([
      expect.stringContaining('spec.schedule: CronJob images-backup promises to run again and again, and has no schedule'),
    ]);
    expect(backedUp('CronJob', JsonPatch.add('/spec/suspend', true))).toEqual([
      expect.stringContaining('spec: CronJob images-backup promises to run again and again, and is stopped'),
    ]);
    expect(backedUp('CronJob', JsonPatch.replace('/spec/schedule', '0 4 * * *'))).toEqual([]);
  });

  test('needs the rights of its task', () => {
    expect(backedUp('Role', JsonPatch.remove('/rules/0'))).toEqual([
      expect.stringMatching(/rules: Role images-backup gives a task its rights, and no longer .* on .*: the task fails/),
    ]);
    expect(backedUp('Role', JsonPatch.replace('/rules/0/verbs', ['*']))).toEqual([]);
    expect(backedUp('Role', JsonPatch.replace('/rules/0/verbs', []))).toEqual([
      expect.stringContaining('gives a task its rights, and no longer'),
    ]);
    expect(backedUp('RoleBinding', JsonPatch.replace('/subjects/0/name', 'other'))).toEqual([
      expect.stringContaining('subjects: RoleBinding images-backup gives a task its rights, and binds others: the task fails'),
    ]);
  });
});
