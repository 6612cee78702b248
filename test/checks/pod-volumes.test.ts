import { type ApiObject, type Chart, JsonPatch } from 'cdk8s';
import { AccessMode, CephDataset, CephStorage, DataSource, DatasetCache, DatasetPart, Parallel, TfJobCluster } from '../../lib';
import { cephFs, RESOURCES, testChart } from '../support/charts';
import { own, ownClaim, ownDeployment, rulesTold, service, shownOf, told, training, volumeOf } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

const MAIN = '/spec/template/spec/containers/0';

function readOnly(chart: Chart, id: string): CephDataset {
  return new CephDataset(chart, id, {
    storage: CephStorage.cephFs('rook-cephfs'),
    size: '1Gi',
    accessModes: [AccessMode.READ_ONLY_MANY],
    dataSource: DataSource.snapshotName('origin'),
  });
}

/** A user's Deployment that mounts the claim `data`. */
function mounting(chart: Chart, mount: object = {}, use: object = {}): ApiObject {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data', ...use } }];
  const containers = [{ name: 'web', image: 'web:1.0', volumeMounts: [{ name: 'data', mountPath: '/x', ...mount }] }];
  return ownDeployment(chart, 'web', { pod: { volumes, containers } });
}

describe('a claim that is only read, mounted to be written', () => {
  test('is told of pods that the library has not written', () => {
    const chart = testChart();
    readOnly(chart, 'data');
    mounting(chart);
    expect(told(chart)).toEqual([
      'warning demo/web: spec.template.spec.containers: container web of Deployment web mounts the claim data, which is only read (ReadOnlyMany), ' +
        'at /x to be written (mount it with readOnly: true)',
    ]);
  });

  test('is refused where a patch made it so', () => {
    const chart = testChart();
    const { job } = training(chart, 'train', { dataset: readOnly(chart, 'data') });
    job.addJsonPatch(
      JsonPatch.remove(`${MAIN}/volumeMounts/0/readOnly`),
      JsonPatch.remove('/spec/template/spec/volumes/0/persistentVolumeClaim/readOnly'),
    );
    expect(rulesTold(chart)).toEqual(['error demo/train read-only-claim']);
  });

  test.each<[string, object, object]>([
    ['mount', { readOnly: true }, {}],
    ['volume', {}, { readOnly: true }],
  ])('is right where the %s is read-only', (_, mount, use) => {
    const chart = testChart();
    readOnly(chart, 'data');
    mounting(chart, mount, use);
    expect(told(chart)).toEqual([]);
  });
});

describe('a variable that names a place of data', () => {
  test('where nothing is mounted is refused, after a patch', () => {
    const chart = testChart();
    const { job } = training(chart, 'train', { dataset: cephFs(chart, 'data') });
    job.addJsonPatch(JsonPatch.replace(`${MAIN}/volumeMounts/0/mountPath`, '/elsewhere'));
    expect(shownOf(chart)).toEqual([
      '[demo/train] spec.template.spec.containers: container main of Job train looks for /data/train (TRAIN_DATASET_PATH), and mounts nothing there; ' +
        'it is patched by replace /spec/template/spec/containers/0/volumeMounts/0/mountPath ' +
        '(give it dataset, model or a mount at that path, or another name to the variable; it mounts /elsewhere, /dev/shm, /tmp)',
      expect.stringContaining('/data/test (TEST_DATASET_PATH)'),
    ]);
  });

  test("where nothing is mounted is refused of the user's own variables, in which others are put in", () => {
    const chart = testChart();
    const mounts = [cephFs(chart, 'data').mount('/mnt')];
    const env = {
      ROOT: '/data',
      TRAIN_DATASET_PATH: '$(ROOT)/train',
      TEST_DATASET_PATH: '/mnt/test',
      DATASET_LABELS_PATH: '/mntx',
      MODEL_FILE: '/m',
    };
    training(chart, 'train', { mounts, env });
    expect(told(chart).map((text) => /looks for (.*), and/.exec(text)?.[1])).toEqual([
      '/data/train (TRAIN_DATASET_PATH)',
      '/mntx (DATASET_LABELS_PATH)',
      '/m (MODEL_FILE)',
    ]);
  });

  test('may be in the image where the container has no claim: it is warned of', () => {
    const chart = testChart();
    service(chart, 'serve', { env: { MODEL_FILE: '/app/model.keras' } });
    expect(rulesTold(chart)).toEqual(['warning demo/serve data-path']);
  });

  test('is right in everything that the library writes', () => {
    const chart = testChart();
    const models = cephFs(chart, 'models');
    const data = { dataset: cephFs(chart, 'data'), datasets: { labels: cephFs(chart, 'labels') } };
    training(chart, 'a', { ...data, model: models.artifact('v1/m'), baseModel: models.artifact('v0/m'), parallel: Parallel.shards(2) });
    training(chart, 'b', { ...data, cache: DatasetCache.localDisk('1Gi', { part: DatasetPart.TRAIN }) });
    new TfJobCluster(chart, 'c', { ...data, image: 'a:1', resources: RESOURCES, worker: { replicas: 2 }, model: models.artifact('v2/m') });
    service(chart, 'd', { model: models.artifact('v1/m') });
    expect(told(chart)).toEqual([]);
  });

  test('is not judged where its value is not known, or is no path', () => {
    const chart = testChart();
    cephFs(chart, 'other');
    const env = [
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      { name: 'MODEL_PATH', value: '/m/$(SECRET)' },
      { name: 'MODEL_FILE', value: 's3://bucket/m' },
    ];
    ownDeployment(chart, 'web', { pod: { containers: [{ name: 'web', image: 'web:1.0', env }] } });
    expect(told(chart)).toEqual([]);
  });
});

test('a claim that no container mounts any more is warned of', () => {
  const chart = testChart();
  const { job } = training(chart, 'train', { mounts: [cephFs(chart, 'data').mount('/x')] });
  job.addJsonPatch(JsonPatch.remove(`${MAIN}/volumeMounts/1`));
  expect(told(chart)).toEqual([expect.stringMatching(/^warning demo\/train: .* has the volume data, which no container mounts/)]);
});

describe('a group that is set on every file of a claim at each start', () => {
  const PATH = '/spec/template/spec/securityContext/fsGroupChangePolicy';

  test('is warned of, after a patch and of others', () => {
    const chart = testChart();
    const { job } = training(chart, 'train', { model: cephFs(chart, 'models').artifact('m') });
    job.addJsonPatch(JsonPatch.remove(PATH));
    ownClaim(chart, 'own', ['ReadWriteMany']);
    ownDeployment(chart, 'web', { pod: { ...volumeOf('own'), securityContext: { fsGroup: 1 } } });
    expect(rulesTold(chart)).toEqual(['warning demo/train slow-fs-group', 'warning demo/web slow-fs-group']);
  });

  test('is right where the root of the volume decides, and where the volume is only read', () => {
    const chart = testChart();
    training(chart, 'train', { model: cephFs(chart, 'models').artifact('m') });
    const { job } = training(chart, 'reads', { dataset: cephFs(chart, 'data') });
    job.addJsonPatch(JsonPatch.remove(PATH));
    own(chart, 'pod', 'v1', 'Pod', { securityContext: { fsGroup: 1 }, containers: [] });
    expect(told(chart)).toEqual([]);
  });
});

test('volumes of kinds that Kubernetes has removed are told, in pods and by themselves', () => {
  const chart = testChart();
  cephFs(chart, 'other');
  const volumes = [
    { name: 'a', cephfs: { monitors: ['a'] } },
    { name: 'b', nfs: { server: 'a', path: '/' } },
  ];
  ownDeployment(chart, 'web', { pod: { volumes } });
  own(chart, 'volume', 'v1', 'PersistentVolume', { rbd: { image: 'a', monitors: ['a'] } });
  expect(told(chart)).toEqual([
    'warning demo/web: spec.template.spec.volumes: Deployment web has a volume of the kind cephfs, which Kubernetes has removed ' +
      '(use a claim on a CSI driver: CephDataset, StaticCephDataset)',
    expect.stringMatching(/^warning demo\/volume: spec: PersistentVolume volume has a volume of the kind rbd/),
  ]);
});
