import { type Chart, Duration } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  AccessMode,
  CephDataset,
  CephStorage,
  DataOrigin,
  DatasetFilling,
  DatasetLoad,
  type DatasetLoadProps,
  Download,
  HubRepositoryKind,
  type ObjectStore,
  Placement,
  Resources,
} from '../../lib';
import { chartAt, invalidAt, mainOf, mountedAt, podOf } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, refusal, testChart } from '../support/charts';
import { yamlWithoutPrograms } from '../support/programs';

const SHA256 = '0123456789abcdef'.repeat(4);
const COMMIT = '77f3279092a1c1579b2250db8eafed0ad422088c';

function secretIn(chart: Chart, id = 'keys') {
  return Secret.fromSecretName(chart, id, id);
}

type Make = (chart: Chart) => Partial<Record<keyof DatasetLoadProps, unknown>>;

const fromS3: Make = (chart) => ({ from: DataOrigin.s3({ bucket: 'datasets', prefix: 'imagenet', credentials: secretIn(chart) }) });
const fromHttp: Make = () => ({ from: DataOrigin.http([Download.archive('https://example.com/train.tar.gz', { sha256: SHA256 })]) });
const fromHub: Make = () => ({ from: DataOrigin.hub({ repository: 'ylecun/mnist', revision: COMMIT }) });
const fromClaim: Make = (chart) => ({ from: DataOrigin.claim(cephFs(chart, 'old'), { path: 'v1/' }) });

function loaded(make: Make, more: Make = () => ({}), chart = testChart()): Chart {
  const props = { dataset: cephFs(chart, 'images'), ...make(chart), ...more(chart) };
  new DatasetLoad(chart, 'load', props as DatasetLoadProps);
  return chart;
}

function markerOf(make: Make, more?: Make): string {
  const chart = loaded(make, more);
  return (chart.node.findChild('load') as DatasetLoad).marker;
}

function configOf(chart: Chart): Record<string, string> {
  return (manifestOf(chart, 'ConfigMap') as unknown as { data: Record<string, string> }).data;
}

test('minimal', () => {
  const chart = loaded(fromHttp);
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
  expect([...invalidAt(chart, '1.33'), ...invalidAt(chart, '1.36')]).toEqual([]);
});

test('everything', () => {
  const chart = loaded(
    (scope) => ({
      from: DataOrigin.s3({
        bucket: 'datasets',
        prefix: 'imagenet//2012/',
        endpoint: 'http://rgw.example.com:8080',
        region: 'eu',
        credentials: secretIn(scope),
      }),
    }),
    () => ({
      path: 'train//',
      name: 'fill',
      run: 'r2',
      activeDeadline: Duration.days(30),
      resources: Resources.guaranteed({ cpu: '4', memory: '8Gi' }),
      placement: [Placement.on({ 'example.com/pool': 'transfer' }, { required: true })],
      labels: { team: 'vision' },
      image: 'registry.example.com/rclone:1.71.2',
    }),
  );
  expect(yamlWithoutPrograms(chart)).toMatchSnapshot();
  expect([...invalidAt(chart, '1.33'), ...invalidAt(chart, '1.36')]).toEqual([]);
});

test('is written for the oldest Kubernetes too', () => {
  expect(
    invalidAt(
      loaded(fromS3, () => ({}), chartAt('1.27')),
      '1.27',
    ),
  ).toEqual([]);
});

describe.each([
  ['a bucket', fromS3, 'docker.io/rclone/rclone:1.71.2'],
  ['HTTP', fromHttp, 'docker.io/library/python:3.13-slim'],
  ['a hub', fromHub, 'docker.io/library/python:3.13-slim'],
  ['another claim', fromClaim, 'docker.io/rclone/rclone:1.71.2'],
])('a load from %s', (_, make, image) => {
  const chart = loaded(make);
  const pod = podOf(chart);

  test('is valid, by the image of its tool, and writes the dataset', () => {
    expect([...invalidAt(chart, '1.33'), ...invalidAt(chart, '1.36')]).toEqual([]);
    expect(mainOf(pod).image).toBe(image);
    expect(mountedAt(pod, '/dataset')).toEqual({
      mount: { name: 'images', mountPath: '/dataset' },
      volume: { name: 'images', persistentVolumeClaim: { claimName: 'images' } },
    });
  });

  test('has its program and its origin in a ConfigMap, and its marker in the command, so that another origin is another pod', () => {
    const program = mainOf(pod).command?.[1]?.replace('/programs/', '') ?? '';
    expect(Object.keys(configOf(chart))).toEqual(expect.arrayContaining([program, 'origin.json']));
    expect(mainOf(pod).command).toContain(markerOf(make).replace('.cdk8s-ml/', ''));
  });

  test('names its end by its origin, path and run', () => {
    const markers = [{}, { path: 'a' }, { run: 'r2' }].map((props) => markerOf(make, () => props));
    expect(new Set(markers).size).toBe(3);
    expect(markers[0]).toMatch(/^\.cdk8s-ml\/complete-[0-9a-f]{16}\.json$/);
    expect(markerOf(make)).toBe(markers[0]);
  });
});

test('another origin has another marker, and another Secret or region has not', () => {
  const s3 = (options: object): string =>
    markerOf((chart) => ({ from: DataOrigin.s3({ bucket: 'abc', credentials: secretIn(chart), ...options }) }));
  expect(s3({ prefix: 'x' })).not.toBe(s3({}));
  expect(s3({ endpoint: 'https://example.com' })).not.toBe(s3({}));
  expect(s3({ region: 'eu', credentials: undefined, prefix: './' })).toBe(s3({}));
});

test("a path's spelling changes nothing", () => {
  expect(markerOf(fromHub, () => ({ path: './a//b/' }))).toBe(markerOf(fromHub, () => ({ path: 'a/b' })));
});

test('keys of a bucket are files of the Secret, and stand nowhere in the manifests', () => {
  const pod = podOf(loaded(fromS3));
  expect(mountedAt(pod, '/credentials')?.volume.secret?.secretName).toBe('keys');
  expect(mainOf(pod).env).toContainEqual({ name: 'CREDENTIALS', value: '/credentials' });
  expect(mainOf(pod).env?.filter(({ name, valueFrom }) => valueFrom !== undefined || /KEY/.test(name))).toEqual([]);
});

test('a public bucket is read without keys', () => {
  const pod = podOf(loaded(() => ({ from: DataOrigin.s3({ bucket: 'open' }) })));
  expect(mountedAt(pod, '/credentials')).toBeUndefined();
  expect(mainOf(pod).env?.map(({ name }) => name)).not.toContain('RCLONE_CONFIG_STORE_ENV_AUTH');
});

test('the token of a hub is a file of its Secret', () => {
  const pod = podOf(
    loaded((chart) => ({ from: DataOrigin.hub({ repository: 'a/b', revision: 'v1', token: secretIn(chart, 'hub-token') }) })),
  );
  expect(mountedAt(pod, '/credentials')?.volume.secret?.secretName).toBe('hub-token');
});

test('another claim is only read', () => {
  const pod = podOf(loaded(fromClaim));
  expect(mountedAt(pod, '/source')?.mount.readOnly).toBe(true);
  expect(mountedAt(pod, '/source')?.volume.persistentVolumeClaim).toEqual({ claimName: 'old', readOnly: true });
  expect(mainOf(pod).command?.slice(2, 5)).toEqual(['copy', '/source/v1', '/dataset']);
});

test('the programs read of the origin what was said, and no more', () => {
  const { 'origin.json': http = '' } = configOf(
    loaded(() => ({
      from: DataOrigin.http([
        Download.archive('https://example.com/a.zip?b=c', { sha256: SHA256.toUpperCase(), folder: 'x/' }),
        Download.file('https://example.com/folder/1%202.csv?signed', { sha256: SHA256 }),
      ]),
    })),
  );
  expect(JSON.parse(http)).toEqual({
    type: 'http',
    downloads: [
      { url: 'https://example.com/a.zip?b=c', sha256: SHA256, unpack: true, folder: 'x' },
      { url: 'https://example.com/folder/1%202.csv?signed', sha256: SHA256, unpack: false, path: '1 2.csv' },
    ],
  });
  const { 'origin.json': hub = '' } = configOf(
    loaded((chart) => ({
      from: DataOrigin.hub({
        repository: 'a/b',
        revision: 'v1',
        kind: HubRepositoryKind.MODEL,
        include: ['*.json'],
        token: secretIn(chart),
      }),
    })),
  );
  expect(JSON.parse(hub)).toEqual({
    type: 'hub',
    endpoint: 'https://huggingface.co',
    repository: 'a/b',
    kind: 'model',
    revision: 'v1',
    include: ['*.json'],
  });
});

test('another run is another Job with another ConfigMap', () => {
  const chart = loaded(fromHub, () => ({ run: 'r2' }));
  expect(manifestsOf(chart).flatMap(({ kind, metadata }) => (kind === 'PersistentVolumeClaim' ? [] : [metadata.name]))).toEqual(
    Array(4).fill('load-r2'),
  );
  expect(podOf(chart).volumes?.find(({ configMap }) => configMap !== undefined)?.configMap?.name).toBe('load-r2');
});

test('is what fills a dataset, and says which', () => {
  const chart = loaded(fromHub);
  const load = chart.node.findChild('load') as DatasetLoad;
  expect(load).toBeInstanceOf(DatasetFilling);
  expect([load.name, load.dataset.name, load.job.kind]).toEqual(['load', 'images', 'Job']);
});

describe('each wrong prop has its text', () => {
  const URL = 'https://example.com/a.csv';
  const from = (origin: DataOrigin): Make => {
    return () => ({ from: origin });
  };

  test.each<[string, Make, string[]]>([
    ['no dataset', () => ({ dataset: undefined }), ['dataset: is required (dataset: images, a Dataset)']],
    [
      'a name as dataset',
      () => ({ dataset: 'images' }),
      [`dataset: must be a Dataset, got "images" (for a claim that exists write CephDataset.fromClaimName(chart, 'data', "images"))`],
    ],
    [
      'a dataset that is only read',
      (chart) => ({ dataset: CephDataset.fromClaimName(chart, 'view', 'view', { accessModes: [AccessMode.READ_ONLY_MANY] }) }),
      ['dataset: is only read (ReadOnlyMany), and a load writes it, got ["ReadOnlyMany"] (load the dataset that it is a view of)'],
    ],
    [
      'a dataset of another namespace',
      (chart) => ({ dataset: new CephDataset(chart, 'other', { storage: CephStorage.cephFs('a'), size: '1Gi', namespace: 'b' }) }),
      [
        "dataset: is the claim other of the namespace b, and the workload has the namespace ml (put both in one namespace; data at a known path of CephFS can be read in others by a view: new StaticCephDataset(...).viewIn(chart, 'view'))",
      ],
    ],
    [
      'no origin',
      () => ({ from: undefined }),
      ["from: is required (for example DataOrigin.s3({ bucket: 'datasets', prefix: 'imagenet', credentials }))"],
    ],
    [
      'an URL as origin',
      () => ({ from: URL }),
      [`from: must be a DataOrigin, got "${URL}" (write DataOrigin.s3({ bucket: 'datasets', prefix: 'imagenet', credentials }))`],
    ],
    ['a path outside', () => ({ path: '../a' }), ['path: must not contain .., got "../a" (write the path itself)']],
    [
      "the loads' own folder",
      () => ({ path: './.cdk8s-ml/x' }),
      ['path: is where loads keep their own files, got "./.cdk8s-ml/x" (load into another folder)'],
    ],
    [
      'the dataset itself',
      (chart) => ({ from: DataOrigin.claim(CephDataset.fromClaimName(chart, 'again', 'images')) }),
      ['from: is the dataset itself, got "images" (name another claim)'],
    ],
    [
      'a bucket with its folder',
      from(DataOrigin.s3({ bucket: 's3://a/b' })),
      [`from.bucket: must be the name of a bucket, got "s3://a/b" (write bucket: 'name', prefix: 'folder')`],
    ],
    [
      'an endpoint without a scheme',
      from(DataOrigin.s3({ bucket: 'abc', endpoint: 's3.example.com' })),
      ['from.endpoint: must be a URL of http or https, got "s3.example.com" (for example "https://s3.example.com")'],
    ],
    [
      'keys as text',
      from(DataOrigin.s3({ bucket: 'abc', credentials: 'keys' as never })),
      [
        `from.credentials: must be a Secret of cdk8s-plus, got "keys" (for one that exists in the cluster write Secret.fromSecretName(chart, 'id', "keys"))`,
      ],
    ],
    [
      'no downloads',
      from(DataOrigin.http([])),
      [
        "from.downloads: must be a list of one at least, got [] (for example [Download.archive('https://example.com/train.tar.gz', { sha256: '...' })])",
      ],
    ],
    [
      'no checksum',
      from(DataOrigin.http([Download.file(URL, {} as never)])),
      ['from.downloads[0].sha256: is required (for example "e3b0c442...")'],
    ],
    [
      'a checksum of another kind',
      from(DataOrigin.http([Download.file(URL, { sha256: 'd41d8cd98f00b204e9800998ecf8427e' })])),
      [
        'from.downloads[0].sha256: must be 64 hexadecimal digits, got "d41d8cd98f00b204e9800998ecf8427e" (take what sha256sum prints of the file)',
      ],
    ],
    [
      'an URL of no file',
      from(DataOrigin.http([Download.file('https://example.com/', { sha256: SHA256 })])),
      [`from.downloads[0].path: names no file, got "" (write path: 'train.csv')`],
    ],
    [
      'two files at one place',
      from(
        DataOrigin.http([
          Download.file(URL, { sha256: SHA256 }),
          Download.file('https://example.com/b', { sha256: SHA256, path: './a.csv' }),
        ]),
      ),
      ['from.downloads[1]: goes where another goes, a.csv, got "https://example.com/b" (leave one out, or name another place)'],
    ],
    [
      'a password in an URL',
      from(DataOrigin.http([Download.file('https://me:word@example.com/a', { sha256: SHA256 })])),
      ['from.downloads[0].url: has a user or a password in it, got "https://me:word@example.com/a" (keep them in a Secret)'],
    ],
    [
      'a branch of a hub',
      from(DataOrigin.hub({ repository: 'a/b', revision: 'main' })),
      [
        'from.revision: is a branch, which moves: a later load would bring other data, got "main" (write a commit, as the hub shows it in the history of the repository, or a tag)',
      ],
    ],
    [
      'a repository that is an URL',
      from(DataOrigin.hub({ repository: 'https://huggingface.co/a/b', revision: 'v1' })),
      ['from.repository: must be the name of a repository, got "https://huggingface.co/a/b" (for example "ylecun/mnist")'],
    ],
    [
      'no claim',
      from(DataOrigin.claim('old' as never)),
      [
        `from.claim: must be a Dataset or a claim of cdk8s-plus, got "old" (for one that exists in the cluster write CephDataset.fromClaimName(chart, 'data', 'my-claim'))`,
      ],
    ],
    [
      'no store',
      from(DataOrigin.objectStore({} as ObjectStore)),
      [`from: must be an ObjectStore, got {} (write ObjectStore.s3({ bucket: 'datasets' }))`],
    ],
  ])('%s', (_, more, lines) => {
    expect(refusal(() => loaded(fromHub, more))).toEqual(lines);
  });
});
