import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import {
  CephCluster,
  CephDataset,
  CephSource,
  CephStorage,
  CephStorageClass,
  CephVolumes,
  Checks,
  DatasetCache,
  type GpuTrainingJobProps,
  JobSetCluster,
  MlNamespace,
  ModelService,
  Parallel,
  Resources,
  Retention,
  StaticCephDataset,
  TfJobCluster,
} from '../../lib';
import { line } from '../../lib/problems';
import { training } from '../checks/apps';
import { RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { manifestsIn } from '../support/outputs';

type Make = (chart: Chart) => unknown;

function made(make: Make): Chart {
  const chart = testChart();
  make(chart);
  return chart;
}

function told(chart: Chart, earlier: unknown[]): string[] {
  return Checks.changesSince(chart, earlier).map((problem) => `${problem.severity} ${problem.path}: ${line(problem)}`);
}

/** What is told of a program since another. */
function since(earlier: Make, now: Make): string[] {
  return told(made(now), manifestsIn(yamlOf(made(earlier))));
}

/** The same, each as `severity path rule field`. */
function rulesSince(earlier: Make, now: Make): string[] {
  const problems = Checks.changesSince(made(now), manifestsIn(yamlOf(made(earlier))));
  return problems.map(({ severity, path, rule, field }) => `${severity} ${path} ${rule} ${field}`);
}

const CEPHFS = CephStorage.cephFs('rook-cephfs');
const store =
  (size: string, props: object = {}, id = 'data'): Make =>
  (chart) =>
    new CephDataset(chart, id, { storage: CEPHFS, size, ...props });
const train =
  (props: Partial<GpuTrainingJobProps> = {}): Make =>
  (chart) =>
    training(chart, 'train', props);
const classOf =
  (props: object): Make =>
  (chart) =>
    new CephStorageClass(chart, 'class', { cluster: CephCluster.rook(), volumes: CephVolumes.rbd('one'), ...props });
const folder =
  (path: string, props: object = {}): Make =>
  (chart) =>
    new StaticCephDataset(chart, 'data', { cluster: CephCluster.rook(), source: CephSource.path('myfs', path), size: '1Gi', ...props });
const distribute =
  (props: object = {}): Make =>
  (chart) =>
    new TfJobCluster(chart, 'dist', { image: 'a:1', resources: RESOURCES, worker: { replicas: 2 }, ...props });

/** An object by hand. */
const raw =
  (apiVersion: string, kind: string, fields: object): Make =>
  (chart) =>
    new ApiObject(chart, 'raw', { apiVersion, kind, metadata: { name: 'raw' }, ...fields });

const cacheClaim = {
  metadata: { name: 'raw', labels: { 'app.kubernetes.io/managed-by': 'cdk8s-ml', 'app.kubernetes.io/component': 'training' } },
  spec: { storageClassName: 'rook-cephfs', resources: { requests: { storage: '1Gi' } } },
};

describe('a dataset', () => {
  test('that shrinks is refused, with what it has', () => {
    expect(since(store('2Ti'), store('1Ti'))).toEqual([
      'error demo/data: spec.resources.requests.storage: PersistentVolumeClaim ml/data has 2Ti, and no claim gets smaller, got "1Ti" ' +
        '(write 2Ti; for less make a new dataset and copy the data)',
    ]);
  });

  test('that grows is right, as is one that is written otherwise', () => {
    expect([...since(store('1Ti'), store('2Ti')), ...since(store('1Ti'), store('1024Gi'))]).toEqual([]);
  });

  test('that grows is refused where its class, or the lack of one, does not let it', () => {
    const onClass =
      (size: string): Make =>
      (chart) => {
        const { storage } = new CephStorageClass(chart, 'class', {
          ...{ cluster: CephCluster.rook(), volumes: CephVolumes.cephFs('myfs'), allowVolumeExpansion: false },
        });
        store(size, { storage })(chart);
      };
    expect([...since(onClass('1Ti'), onClass('2Ti')), ...since(folder('/a'), folder('/a', { size: '2Gi' }))]).toEqual([
      'error demo/data: spec.resources.requests.storage: PersistentVolumeClaim ml/data has 1Ti, and is on the class class of demo/class, which lets none grow, ' +
        'got "2Ti" (write 1Ti)',
      'error demo/data: spec.resources.requests.storage: PersistentVolumeClaim ml/data has 1Gi, and has no class, ' +
        'and Kubernetes lets claims grow whose volume a class has made, got "2Gi" (write 1Gi)',
    ]);
  });

  test('of another class is refused, with what to do', () => {
    expect(since(store('1Ti'), store('1Ti', { storage: CephStorage.cephFs('other') }))).toEqual([
      'error demo/data: spec.storageClassName: of PersistentVolumeClaim ml/data is another than before, and Kubernetes does not change it: an apply fails ' +
        '(leave it as it was; for another make a new dataset, under another name, and copy the data)',
    ]);
  });

  test('that is renamed by moved code is refused: it would be empty', () => {
    expect(since(store('1Ti', {}, 'images'), store('1Ti', {}, 'data-images'))).toEqual([
      'error demo/data-images: metadata.name: PersistentVolumeClaim ml/images is gone, and PersistentVolumeClaim ml/data-images is new: ' +
        'if code was moved, what is there now is empty; it stays in the cluster, and nobody manages it ' +
        "(write name: 'images'; where it is other data, add it in one release and take the old out in the next)",
    ]);
  });

  test('that moves to another namespace is told with its namespace, and one that is not kept with what is lost', () => {
    const retention = Retention.deleteWithChart({ confirmDataLoss: true });
    expect(since(store('1Ti', { retention }), store('1Ti', { retention, namespace: 'other' }))).toEqual([
      expect.stringMatching(/where it is pruned, the data on it goes too \(write name: 'data' and namespace: 'ml';/),
    ]);
  });

  test('that is gone, with nothing in its place, is warned of', () => {
    expect(since(store('1Ti'), train())).toEqual([
      'warning PersistentVolumeClaim ml/data: metadata.name: PersistentVolumeClaim ml/data is gone: it stays in the cluster, and nobody manages it ' +
        '(see that nobody needs it)',
    ]);
  });

  test('that is gone is not taken for renamed where the others were there before', () => {
    const both: Make = (chart) => [store('1Ti', {}, 'a')(chart), store('1Ti', {}, 'b')(chart)];
    expect(rulesSince(both, store('1Ti', {}, 'b'))).toEqual(['warning PersistentVolumeClaim ml/a data-gone metadata.name']);
  });

  test('that is new beside the old one is right, and one that is smaller or of another class is none in its place', () => {
    const both: Make = (chart) => [store('1Ti')(chart), store('1Ti', {}, 'second')(chart)];
    const other = store('1Ti', { storage: CephStorage.cephFs('other') }, 'b');
    expect(since(store('1Ti'), both)).toEqual([]);
    for (const now of [store('1Gi', {}, 'b'), other]) expect(rulesSince(store('1Ti'), now)).toEqual([expect.stringContaining('data-gone')]);
  });
});

describe('several datasets that are renamed', () => {
  const stores =
    (...ids: string[]): Make =>
    (chart) => {
      for (const id of ids) store('1Gi', {}, id)(chart);
    };
  /** Each as `new <- old`, with a question mark where it is a guess. */
  const renamed = (earlier: string[], now: string[]) =>
    since(stores(...earlier), stores(...now)).map((text) =>
      text.replace(
        /^error demo\/(\S+): .* \(write name: '(\S+)'( where this .* several)?; .*$/,
        (_, to, from, doubt) => `${to} <- ${from}${doubt ? '?' : ''}`,
      ),
    );
  const GONE = expect.stringContaining('is gone: ');

  test.each([
    [
      ['x', 'y'],
      ['x2', 'y2'],
      ['x2 <- x', 'y2 <- y'],
    ],
    [
      ['x', 'y'],
      ['y2', 'x2'],
      ['x2 <- x', 'y2 <- y'],
    ],
    [
      ['images', 'labels'],
      ['data-labels', 'data-images'],
      ['data-images <- images', 'data-labels <- labels'],
    ],
    [
      ['a', 'b'],
      ['c', 'a2'],
      ['a2 <- a', 'c <- b'],
    ],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c <- a?', 'd <- b?'],
    ],
    [['a'], ['c', 'd'], ['c <- a?']],
    [['a', 'b'], ['b2'], [GONE, 'b2 <- b']],
    [['a', 'b'], ['c'], ['c <- a?', GONE]],
    [['images'], ['foods', 'trees'], ['trees <- images?']],
  ])('%j to %j: each is taken once, the likest name first', (earlier, now, expected) => {
    expect(renamed(earlier, now)).toEqual(expected);
  });

  test('are told where names do not tell which is which', () => {
    expect(since(stores('a'), stores('c', 'd'))).toEqual([
      expect.stringMatching(
        /\(write name: 'a' where this is what it has become, which names do not tell here as there are several; where it is other data, add it in one release/,
      ),
    ]);
  });
});

describe('a dataset that is in Ceph already', () => {
  const image =
    (name: string, id: string): Make =>
    (chart) =>
      new StaticCephDataset(chart, id, { cluster: CephCluster.rook(), source: CephSource.image('replicapool', name), size: '1Gi' });
  const WARNED = ['warning demo/data renamed-claim metadata.name'];

  test('that is renamed is warned of: its data stays, and the old claim and volume are unused', () => {
    expect(since(folder('/a', { name: 'old' }), folder('/a', { name: 'new' }))).toEqual([
      'warning demo/data: metadata.name: PersistentVolumeClaim ml/old is gone, and PersistentVolumeClaim ml/new is new: another claim and volume on the same data, ' +
        'which stays where it is; where nothing is pruned, the old ones stay unused in the cluster ' +
        "(write name: 'old', or delete them when no pod mounts the old claim)",
    ]);
    expect(since(folder('/a'), folder('/a', { size: '2Gi', namespace: 'other' }))).toEqual([
      expect.stringContaining("(write name: 'data' and namespace: 'ml', or delete them"),
    ]);
    expect(rulesSince(image('one', 'old'), image('one', 'data'))).toEqual(WARNED);
  });

  test('whose volume keeps its name is told as another claim', () => {
    expect(since(folder('/a', { name: 'old', volumeName: 'v' }), folder('/a', { name: 'new', volumeName: 'v' }))).toEqual([
      expect.stringMatching(
        /: another claim on the same data, .* the old claim stays unused in the cluster \(write name: 'old', or delete it when /,
      ),
    ]);
  });

  test('that is gone is told with its data, which stays, and is none of other data', () => {
    const gone = [
      'warning PersistentVolumeClaim ml/old: metadata.name: PersistentVolumeClaim ml/old is gone: its volume is retained, so the data stays where it is (see that nobody needs it)',
    ];
    expect(since(folder('/a', { name: 'old' }), train())).toEqual(gone);
    expect(since(folder('/a', { name: 'old' }), folder('/b', { name: 'new' }))).toEqual(gone);
    expect(since(image('one', 'old'), image('two', 'data'))).toEqual(gone);
  });

  test('whose volume by hand is deleted with its claim is told as any other', () => {
    const byHand =
      (name: string): Make =>
      (chart) => {
        const csi = { driver: 'd', volumeHandle: 'h' };
        raw('v1', 'PersistentVolume', { spec: { csi, persistentVolumeReclaimPolicy: 'Delete' } })(chart);
        const spec = { storageClassName: '', volumeName: 'raw', resources: { requests: { storage: '1Gi' } } };
        new ApiObject(chart, 'claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec });
      };
    expect(rulesSince(byHand('old'), byHand('new'))).toEqual(['error demo/claim renamed-data metadata.name']);
  });
});

describe('a cache of a workload', () => {
  const cached =
    (props: Partial<GpuTrainingJobProps> = {}): Make =>
    (chart) =>
      train({
        dataset: new CephDataset(chart, 'data', { storage: CEPHFS, size: '1Gi' }),
        cache: DatasetCache.nodeLocal('1Gi', { storageClassName: 'rook-cephfs' }),
        ...props,
      })(chart);

  test('that another run renames, or that is gone, is no data that is lost', () => {
    expect(JSON.stringify(manifestsIn(yamlOf(made(cached({ run: 'r1' })))))).toContain('"train-r1-cache"');
    expect(rulesSince(cached({ run: 'r1' }), cached({ run: 'r2' }))).toEqual([]);
    expect(rulesSince(cached(), store('1Gi'))).toEqual([]);
  });

  test('is not taken for a dataset that is renamed', () => {
    expect(rulesSince(store('1Gi', {}, 'old'), cached())).toEqual(['error demo/data renamed-data metadata.name']);
    expect(rulesSince(store('1Gi', {}, 'old'), raw('v1', 'PersistentVolumeClaim', cacheClaim))).toEqual([
      expect.stringContaining('data-gone'),
    ]);
  });

  test('is what the library has made: a claim by hand is told, whatever its component', () => {
    const metadata = { name: 'raw', labels: { 'app.kubernetes.io/component': 'database' } };
    const byHand = raw('v1', 'PersistentVolumeClaim', { metadata });
    expect(rulesSince(byHand, train())).toEqual([expect.stringContaining('data-gone')]);
  });
});

describe('a snapshot', () => {
  const taken =
    (id: string): Make =>
    (chart) =>
      new CephDataset(chart, 'data', { storage: CEPHFS, size: '1Gi' }).snapshot(id);
  const goneText = (name: string, fate: string) =>
    `warning ${name}: metadata.name: ${name} is gone: ${fate} (see that nobody needs it: one of another name has the data as it is when it is taken)`;

  test('that is gone, or renamed, is warned of', () => {
    const gone = goneText('VolumeSnapshot ml/data-v1', 'it stays in the cluster, and nobody manages it');
    expect(since(taken('v1'), store('1Gi'))).toEqual([gone]);
    expect(since(taken('v1'), taken('v2'))).toEqual([gone]);
    expect(since(taken('v1'), taken('v1'))).toEqual([]);
  });

  test('that is not kept, or is one of a group, is told with what is lost', () => {
    for (const [apiVersion, kind] of [
      ['snapshot.storage.k8s.io/v1', 'VolumeSnapshot'],
      ['groupsnapshot.storage.k8s.io/v1beta2', 'VolumeGroupSnapshot'],
    ] as const) {
      const fate = 'where it is pruned, what it holds goes too if its class deletes';
      expect(since(raw(apiVersion, kind, {}), train())).toEqual([goneText(`${kind} ml/raw`, fate)]);
    }
  });
});

test('a namespace that is gone is warned of', () => {
  const namespace: Make = (chart) => new MlNamespace(chart, 'ns');
  expect(rulesSince(namespace, train())).toEqual(['warning Namespace ml data-gone metadata.name']);
});

describe('a storage class', () => {
  test('with other parameters is refused, with what to do', () => {
    expect(since(classOf({}), classOf({ volumes: CephVolumes.rbd('other') }))).toEqual([
      'error demo/class: parameters: of StorageClass class is another than before, and Kubernetes does not change it: an apply fails ' +
        '(give the changed class another name, and keep the old one while claims name it)',
    ]);
  });

  test('with other mount options, or that lets claims grow, is right', () => {
    expect(since(classOf({ allowVolumeExpansion: false }), classOf({ mountOptions: ['noatime'] }))).toEqual([]);
  });
});

test('a volume on another path is refused', () => {
  expect(rulesSince(folder('/a'), folder('/b'))).toEqual(['error demo/data immutable-field spec']);
});

describe('a training', () => {
  test('of another image is refused: another run is another Job', () => {
    expect(since(train(), train({ image: 'registry.example.com/ml/train:2.0' }))).toEqual([
      'error demo/train: spec.template: of Job ml/train is another than before, and Kubernetes does not change it: an apply fails ' +
        "(write run: 'r2', which makes another Job, or delete the old one before)",
    ]);
    expect(since(train(), train({ image: 'registry.example.com/ml/train:2.0', run: 'r2' }))).toEqual([]);
  });

  test('with another deadline, time to live or number of retries is right, and with the same amounts written otherwise', () => {
    expect(since(train(), train({ backoffLimit: 1, keepFinished: true }))).toEqual([]);
    const env = { OMP_NUM_THREADS: '8', DATALOADER_WORKERS: '7' };
    const written = (cpu: string, memory: string) => train({ resources: Resources.guaranteed({ cpu, memory }), sharedMemory: '1Gi', env });
    expect(rulesSince(written('8', '64Gi'), written('8000m', '65536Mi'))).toEqual([]);
  });

  test('of several roles that are no operator’s is refused to change: another run is another JobSet', () => {
    const roles =
      (replicas: number): Make =>
      (chart) =>
        new JobSetCluster(chart, 'roles', { image: 'a:1', resources: RESOURCES, roles: [{ name: 'worker', replicas }] });
    expect(since(roles(2), roles(3))).toEqual([
      'error demo/roles: spec.replicatedJobs: of JobSet ml/roles is another than before, and Kubernetes does not change it: an apply fails ' +
        "(write run: 'r2', which makes another JobSet, or delete the old one before)",
    ]);
  });

  test('of several roles that changes is taken, and what runs does not follow', () => {
    expect(since(distribute(), distribute({ worker: { replicas: 3 } }))).toEqual([
      'warning demo/dist: spec.tfReplicaSpecs: of TFJob ml/dist is another than before: pods that run stay as they are, and new ones beside them are not ' +
        "(write run: 'r2', which makes another TFJob)",
    ]);
  });
});

test('a service may change in all that a service has', () => {
  const serve =
    (props: object): Make =>
    (chart) =>
      new ModelService(chart, 'serve', { image: 'a:1', resources: RESOURCES, port: 5000, ...props });
  expect(since(serve({}), serve({ image: 'b:2', port: 8080, replicas: 5 }))).toEqual([]);
});

describe('fields that Kubernetes does not change, of each kind', () => {
  const pod = (image: string): object => ({ metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image }] } });
  const selector = (app: string): object => ({ matchLabels: { app } });
  const RBAC = 'rbac.authorization.k8s.io/v1';
  const KUEUE = 'kueue.x-k8s.io/v1beta2';
  const TRAINER = 'trainer.kubeflow.org/v1alpha1';
  const indexed = (completions: number, parallelism = completions): object => ({
    spec: { completionMode: 'Indexed', completions, parallelism, template: pod('a') },
  });

  test.each<[string, string, string, object, object]>([
    ['spec.selector', 'apps/v1', 'Deployment', { spec: { selector: selector('a') } }, { spec: { selector: selector('b') } }],
    ['spec.selector', 'apps/v1', 'DaemonSet', { spec: { selector: selector('a') } }, { spec: { selector: selector('b') } }],
    ['spec.serviceName', 'apps/v1', 'StatefulSet', { spec: { serviceName: 'a' } }, { spec: { serviceName: 'b' } }],
    [
      'spec.volumeClaimTemplates',
      'apps/v1',
      'StatefulSet',
      { spec: { volumeClaimTemplates: [] } },
      { spec: { volumeClaimTemplates: [{}] } },
    ],
    ['spec.podManagementPolicy', 'apps/v1', 'StatefulSet', { spec: {} }, { spec: { podManagementPolicy: 'Parallel' } }],
    ['spec.completions', 'batch/v1', 'Job', indexed(2, 1), indexed(3, 1)],
    ['spec.completions', 'batch/v1', 'Job', { spec: { completions: 1 } }, { spec: { completions: 2 } }],
    ['spec.volumeMode', 'v1', 'PersistentVolumeClaim', { spec: {} }, { spec: { volumeMode: 'Block' } }],
    ['spec.dataSource', 'v1', 'PersistentVolumeClaim', { spec: { dataSource: { name: 'a' } } }, { spec: { dataSource: { name: 'b' } } }],
    ['spec.volumeName', 'v1', 'PersistentVolumeClaim', { spec: {} }, { spec: { volumeName: 'a' } }],
    ['reclaimPolicy', 'storage.k8s.io/v1', 'StorageClass', {}, { reclaimPolicy: 'Retain' }],
    ['spec.source', 'snapshot.storage.k8s.io/v1', 'VolumeSnapshot', { spec: { source: { a: 1 } } }, { spec: { source: { a: 2 } } }],
    ['spec.clusterIP', 'v1', 'Service', { spec: {} }, { spec: { clusterIP: 'None' } }],
    ['data', 'v1', 'ConfigMap', { immutable: true, data: { a: '1' } }, { immutable: true, data: { a: '2' } }],
    ['immutable', 'v1', 'ConfigMap', { immutable: true }, {}],
    ['type', 'v1', 'Secret', {}, { type: 'kubernetes.io/tls' }],
    ['spec.scopes', 'v1', 'ResourceQuota', { spec: {} }, { spec: { scopes: ['BestEffort'] } }],
    ['roleRef', RBAC, 'RoleBinding', { roleRef: { name: 'a' } }, { roleRef: { name: 'b' } }],
    ['roleRef', RBAC, 'ClusterRoleBinding', { roleRef: { name: 'a' } }, { roleRef: { name: 'b' } }],
    ['value', 'scheduling.k8s.io/v1', 'PriorityClass', { value: 1 }, { value: 2 }],
    ['spec.clusterQueue', KUEUE, 'LocalQueue', { spec: { clusterQueue: 'a' } }, { spec: { clusterQueue: 'b' } }],
    ['spec.trainer', TRAINER, 'TrainJob', { spec: { trainer: { numNodes: 1 } } }, { spec: { trainer: { numNodes: 2 } } }],
    ['spec.runtimePatches', TRAINER, 'TrainJob', { spec: { runtimePatches: [] } }, { spec: { runtimePatches: [{}] } }],
    ['spec.levels', KUEUE, 'Topology', { spec: { levels: [] } }, { spec: { levels: [{}] } }],
    [
      'spec.nodeLabels',
      KUEUE,
      'ResourceFlavor',
      { spec: { topologyName: 'a', nodeLabels: { a: 'a' } } },
      { spec: { topologyName: 'a', nodeLabels: { a: 'b' } } },
    ],
  ])('%s of %s %s', (field, apiVersion, kind, was, is) => {
    expect(rulesSince(raw(apiVersion, kind, was), raw(apiVersion, kind, is))).toEqual([`error demo/raw immutable-field ${field}`]);
  });

  test('but the pods of a TrainJob that is suspended may be others', () => {
    const job = (suspend: boolean, runtimePatches: object[]) => raw(TRAINER, 'TrainJob', { spec: { suspend, runtimePatches } });
    expect(rulesSince(job(true, []), job(false, [{}]))).toEqual([]);
    expect(rulesSince(job(false, []), job(true, [{}]))).toEqual([]);
  });

  test.each<[string, string, string, object, object]>([
    ['a default that is written', 'v1', 'PersistentVolumeClaim', { spec: {} }, { spec: { volumeMode: 'Filesystem' } }],
    ['more parts of an Indexed Job that all run at once', 'batch/v1', 'Job', indexed(2), indexed(3)],
    ['a ConfigMap that is not immutable', 'v1', 'ConfigMap', { data: { a: '1' } }, { data: { a: '2' }, immutable: true }],
    [
      'a claim that no longer says with what it has begun',
      'v1',
      'PersistentVolumeClaim',
      { spec: { dataSource: { name: 'a' } } },
      { spec: {} },
    ],
    ['labels of a flavor without a topology', KUEUE, 'ResourceFlavor', { spec: {} }, { spec: { nodeLabels: { a: 'b' } } }],
    ['an address that is no longer written', 'v1', 'Service', { spec: { clusterIP: 'None' } }, { spec: {} }],
    [
      'the Secret that makes a volume larger',
      'v1',
      'PersistentVolume',
      { spec: { csi: { driver: 'a' } } },
      { spec: { csi: { driver: 'a', controllerExpandSecretRef: {} } } },
    ],
    ['a newer version of the API', 'autoscaling/v2', 'HorizontalPodAutoscaler', {}, { spec: {} }],
  ])('are right where it is %s', (_, apiVersion, kind, was, is) => {
    expect(rulesSince(raw(apiVersion, kind, was), raw(apiVersion, kind, is))).toEqual([]);
  });
});

describe('what was applied before', () => {
  test('is read from files by cdk8s, with lists in them', () => {
    const earlier = Yaml.load(Yaml.tmp([{ apiVersion: 'v1', kind: 'List', items: manifestsIn(yamlOf(made(store('2Ti')))) }]));
    expect(told(made(store('1Ti')), earlier)).toHaveLength(1);
  });

  test('may have objects that the server names', () => {
    expect(told(made(train()), [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'a-' } }])).toEqual([]);
  });

  test('may be nothing, and the same', () => {
    expect(told(made(store('1Ti')), [])).toEqual([]);
    const all: Make = (chart) => [
      store('1Ti')(chart),
      train({ parallel: Parallel.shards(2) })(chart),
      folder('/a')(new Chart(chart, 'x', { namespace: 'x' })),
    ];
    expect(since(all, all)).toEqual([]);
  });

  test.each([
    ['a text', 'kind: Job'],
    ['no object of Kubernetes', [{ a: 1 }]],
    ['nothing', undefined],
    ['a name that is none', [{ apiVersion: 'v1', kind: 'A', metadata: { name: 1 } }]],
  ])('%s is refused', (_, earlier) => {
    expect(refusal(() => Checks.changesSince(new App(), earlier as unknown[]))).toEqual([
      "earlier: must be the objects that were applied before (read them with cdk8s: Yaml.load('released/ml.k8s.yaml'))",
    ]);
  });
});
