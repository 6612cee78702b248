import { App, Chart, JsonPatch } from 'cdk8s';
import { AccessMode, CephCluster, CephSource, StaticCephDataset, type StaticCephDatasetProps } from '../../lib';
import { cephFs, testChart } from '../support/charts';
import { own, rulesTold, shownOf, told } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

function at(chart: Chart, id: string, source: CephSource, props: Partial<StaticCephDatasetProps> = {}): StaticCephDataset {
  return new StaticCephDataset(chart, id, { cluster: CephCluster.rook(), source, size: '1Gi', ...props });
}

const folder = (path: string, fsName = 'myfs'): CephSource => CephSource.path(fsName, path);
const READ = { accessModes: [AccessMode.READ_ONLY_MANY] };

describe('two datasets on one path', () => {
  test('are refused, also where the path is spelt otherwise, with both', () => {
    const chart = testChart();
    at(chart, 'a', folder('/shared/images'));
    at(chart, 'b', folder('/shared//images/'));
    expect(shownOf(chart)).toEqual([
      '[demo/b] spec.csi.volumeAttributes: PersistentVolume ml-b is on /shared/images, as is PersistentVolume ml-a of demo/a: ' +
        "neither knows what the other writes (use one dataset for it; to read it in another namespace, write dataset.viewIn(chart, 'view'))",
    ]);
  });

  test('are refused in several namespaces and charts', () => {
    const app = new App();
    const [a, b] = ['a', 'b'].map((id) => new Chart(app, id, { namespace: id }));
    for (const chart of [a, b]) if (chart !== undefined) at(chart, 'images', folder('/images'));
    expect(rulesTold(a ?? testChart())).toEqual(['error b/images two-datasets-on-one-path']);
  });

  test('are refused on one image, even to be read', () => {
    const chart = testChart();
    for (const id of ['a', 'b']) at(chart, id, CephSource.image('pool', 'imagenet'));
    expect(told(chart)).toEqual([expect.stringMatching(/^error demo\/b: .* is on the image imagenet, as is PersistentVolume ml-a/)]);
  });

  test('are told of volumes of others too, on one image even where both are only read', () => {
    const chart = testChart();
    cephFs(chart, 'other');
    const csi = { driver: 'rbd.csi.ceph.com', volumeHandle: 'imagenet', volumeAttributes: { clusterID: 'ceph', pool: 'a' } };
    for (const id of ['a', 'b']) own(chart, id, 'v1', 'PersistentVolume', { csi, accessModes: ['ReadOnlyMany'] });
    expect(rulesTold(chart)).toEqual(['warning demo/b two-datasets-on-one-path']);
  });

  test('are right where all but one are only read, on other paths, file systems, pools and clusters', () => {
    const chart = testChart();
    const images = at(chart, 'a', folder('/images'));
    images.viewIn(chart, 'view');
    at(chart, 'b', folder('/images'), READ);
    at(chart, 'c', folder('/imagesets'));
    at(chart, 'd', folder('/images', 'other'));
    at(chart, 'e', folder('/images'), { cluster: CephCluster.rook({ clusterNamespace: 'second' }) });
    at(chart, 'f', CephSource.image('one', 'x'));
    at(chart, 'g', CephSource.image('one', 'y'));
    expect(told(chart)).toEqual([]);
  });

  test('whose folders lie in each other are warned of where one is written', () => {
    const chart = testChart();
    at(chart, 'all', folder('/'));
    at(chart, 'part', folder('/images'), READ);
    expect(told(chart)).toEqual([
      'warning demo/part: spec.csi.volumeAttributes: PersistentVolume ml-part is on /images, and PersistentVolume ml-all of demo/all on /: ' +
        'what is written to one is seen, or replaced, in the other ' +
        "(use one dataset for it; to read it in another namespace, write dataset.viewIn(chart, 'view'))",
    ]);
    const read = testChart();
    at(read, 'all', folder('/'), READ);
    at(read, 'part', folder('/images'), READ);
    expect(told(read)).toEqual([]);
  });

  test('of one handle are refused: nodes take them for one volume', () => {
    const chart = testChart();
    at(chart, 'a', folder('/a'));
    at(chart, 'b', folder('/b')).volume.addJsonPatch(JsonPatch.replace('/spec/csi/volumeHandle', 'ml-a'));
    expect(rulesTold(chart)).toEqual(['error demo/b volume-handle']);
  });
});

describe('a volume and a claim that are meant for each other', () => {
  test.each<[string, string, unknown, string]>([
    ['for another claim', '/spec/claimRef/name', 'other', 'it is for the claim ml/other'],
    ['for another namespace', '/spec/claimRef/namespace', 'other', 'it is for the claim other/data'],
    ['of another class', '/spec/storageClassName', 'fast', 'its class is "fast", the claim\'s ""'],
    ['for less nodes', '/spec/accessModes', ['ReadWriteOnce'], 'it has not the access mode ReadWriteMany'],
    ['for blocks', '/spec/volumeMode', 'Block', 'its mode is Block'],
    ['of less', '/spec/capacity/storage', '512Mi', 'it has 512Mi'],
  ])('are refused where the volume is, by a patch, %s', (_, path, value, reason) => {
    const chart = testChart();
    at(chart, 'data', folder('/a')).volume.addJsonPatch(JsonPatch.replace(path, value));
    const text = `PersistentVolumeClaim data never gets PersistentVolume ml-data of demo/data: ${reason} (let volume and claim agree`;
    expect(told(chart)).toContainEqual(expect.stringContaining(text));
    expect(rulesTold(chart)).toContain('error demo/data never-binds');
  });

  test('are refused where the claim names another volume', () => {
    const chart = testChart();
    at(chart, 'data', folder('/a')).claim.addJsonPatch(JsonPatch.replace('/spec/volumeName', 'other'));
    expect(told(chart)).toEqual([expect.stringContaining('the claim names the volume other')]);
  });

  test('are right as the library makes them, and where they are of others', () => {
    const chart = testChart();
    at(chart, 'data', folder('/a'));
    cephFs(chart, 'other');
    own(chart, 'nfs', 'v1', 'PersistentVolume', { capacity: { storage: '1Ti' }, nfs: { server: 'nfs', path: '/' } });
    expect(told(chart)).toEqual([]);
  });
});
