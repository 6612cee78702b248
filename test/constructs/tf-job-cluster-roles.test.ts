import type { Chart } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-27';
import { CephDataset, CephStorage, Gpu, Placement, ReplicaRestartPolicy, Resources, type TfJobClusterProps, Topology } from '../../lib';
import { cluster, envOf, IMAGE, mainOf, mountedAt, type Replicas, replicasOf, roleOf } from '../pod/reading';
import { cephFs, RESOURCES, refusal } from '../support/charts';

const ALL = { chief: {}, parameterServer: { replicas: 2 }, evaluator: {} };

/** One fact of each role, by its key. */
function each<T>(chart: Chart, fact: (replicas: Replicas) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(replicasOf(chart)).map(([key, replicas]) => [key, fact(replicas)]));
}

const podOf = (chart: Chart, role: string) => roleOf(chart, role).template.spec;

test('roles have the keys of the operator, and as many pods as are said', () => {
  const counts = each(cluster({ ...ALL, worker: { replicas: 4 } }), ({ replicas }) => replicas);
  expect(counts).toEqual({ Chief: 1, Worker: 4, PS: 2, Evaluator: 1 });
  expect(each(cluster(), ({ replicas }) => replicas)).toEqual({ Worker: 2 });
});

describe('data and model', () => {
  const given = (scope: Chart): Partial<TfJobClusterProps> => ({
    dataset: cephFs(scope, 'images'),
    model: cephFs(scope, 'models').artifact('v1/model.keras'),
    baseModel: cephFs(scope, 'zoo').artifact('resnet'),
  });
  const led = cluster((scope) => ({ ...given(scope), ...ALL }));
  const mode = (role: string, path: string) => {
    const mounted = mountedAt(podOf(led, role), path);
    return mounted === undefined
      ? 'none'
      : `${mounted.mount.readOnly ? 'read' : 'write'}/${mounted.volume.persistentVolumeClaim?.readOnly ? 'read' : 'write'}`;
  };

  test('the chief alone mounts the model to be written, and the evaluator reads it', () => {
    expect(['Chief', 'Worker', 'PS', 'Evaluator'].map((role) => mode(role, '/models'))).toEqual([
      'write/write',
      'none',
      'none',
      'read/read',
    ]);
  });

  test('MODEL_FILE is told to who has the model', () => {
    expect(each(led, ({ template }) => envOf(template.spec).MODEL_FILE)).toEqual({
      Chief: '/models/v1/model.keras',
      Evaluator: '/models/v1/model.keras',
      PS: undefined,
      Worker: undefined,
    });
  });

  test('without a chief the workers have it, of which the first coordinates', () => {
    const chart = cluster((scope) => ({ ...given(scope), parameterServer: { replicas: 1 } }));
    expect(mountedAt(podOf(chart, 'Worker'), '/models')?.mount).not.toHaveProperty('readOnly');
    expect(mountedAt(podOf(chart, 'PS'), '/models')).toBeUndefined();
  });

  test.each(['/data', '/base-model'])('%s is read by all but parameter servers', (path) => {
    expect(['Chief', 'Worker', 'PS', 'Evaluator'].map((role) => mode(role, path))).toEqual(['read/read', 'read/read', 'none', 'read/read']);
  });

  test('who loads data has /dev/shm and loaders, and parameter servers have neither', () => {
    const facts = each(led, ({ template: { spec } }) => [mountedAt(spec, '/dev/shm') !== undefined, envOf(spec).DATALOADER_WORKERS]);
    expect(facts).toEqual({ Chief: [true, '7'], Worker: [true, '7'], Evaluator: [true, '7'], PS: [false, undefined] });
  });
});

describe('access modes against the pods of all roles', () => {
  const rbd = (scope: Chart) => new CephDataset(scope, 'block', { storage: CephStorage.rbd('rook-ceph-block'), size: '1Gi' });
  const refused = (props: Partial<TfJobClusterProps>) =>
    refusal(() => cluster((scope) => ({ model: rbd(scope).artifact('v1'), ...props })));

  test('one chief may write to a ReadWriteOnce claim', () => expect(refused({ chief: {} })).toEqual([]));

  test.each<[string, Partial<TfJobClusterProps>]>([
    ['two workers', {}],
    ['a chief and an evaluator', { chief: {}, evaluator: {} }],
  ])('%s may not share it', (_, props) => {
    expect(refused(props)).toEqual([
      'model: uses the claim block with up to 2 pods, and ReadWriteOnce allows one node (use CephFS (ReadWriteMany), or one pod; or keep the pods on one node: Placement.together(Topology.NODE, { required: true }))',
    ]);
  });

  test('unless all of them must share a node', () => {
    const together = [Placement.together(Topology.NODE, { required: true })];
    expect(refused({ chief: {}, evaluator: {}, placement: together })).toEqual([]);
    expect(refused({ chief: {}, evaluator: { placement: [] }, placement: together })).toHaveLength(1);
  });
});

describe('what is said for all roles, and by one of them', () => {
  const gpusOf = (chart: Chart) => each(chart, ({ template }) => mainOf(template.spec).resources?.limits?.['nvidia.com/gpu']);

  test('a GPU for all roles is not for parameter servers', () => {
    const chart = cluster({ ...ALL, gpu: Gpu.nvidia(1) });
    expect(gpusOf(chart)).toEqual({ Chief: '1', Worker: '1', Evaluator: '1', PS: undefined });
    expect(podOf(chart, 'PS').tolerations).toBeUndefined();
  });

  test('unless they ask for it themselves', () => {
    expect(gpusOf(cluster({ parameterServer: { replicas: 1, gpu: Gpu.nvidia(2) } }))).toEqual({ PS: '2', Worker: undefined });
  });

  test('a role has its own image, resources, arguments and restart policy', () => {
    const chart = cluster({
      args: ['all'],
      chief: {
        image: 'chief:1',
        args: ['own'],
        resources: Resources.burstable({ cpu: '1', memory: '1Gi' }),
        restartPolicy: ReplicaRestartPolicy.NEVER,
      },
    });
    expect(each(chart, ({ restartPolicy, template }) => [mainOf(template.spec).image, mainOf(template.spec).args, restartPolicy])).toEqual({
      Chief: ['chief:1', ['own'], 'Never'],
      Worker: [IMAGE, ['all'], 'OnFailure'],
    });
  });

  test('each role has its class', () => {
    const chart = cluster({ parameterServer: { replicas: 1, resources: Resources.burstable({ cpu: '1', memory: '1Gi' }) } });
    expect(each(chart, ({ template }) => template.metadata.annotations?.['cdk8s-ml.io/qos-class'])).toEqual({
      PS: 'Burstable',
      Worker: 'Guaranteed',
    });
  });

  test("variables are added: the role's own stand over those of all", () => {
    const chart = cluster({
      env: { A: 'all', B: 'all' },
      envValues: { C: EnvValue.fromValue('all') },
      chief: {},
      worker: { replicas: 2, env: { B: 'own', D: 'own' }, envValues: { E: EnvValue.fromValue('own') } },
    });
    const short = (replicas: Replicas) =>
      Object.entries(envOf(replicas.template.spec))
        .filter(([name]) => name.length === 1)
        .flat()
        .join(' ');
    expect(each(chart, short)).toEqual({ Chief: 'A all B all C all', Worker: 'A all B own D own C all E own' });
  });

  test("a role's value of cdk8s-plus stands over a literal of all", () => {
    const chart = () => cluster({ env: { A: 'all' }, worker: { replicas: 2, envValues: { A: EnvValue.fromValue('own') } } });
    expect(refusal(chart)).toEqual([]);
    expect(envOf(podOf(chart(), 'Worker')).A).toBe('own');
  });

  test('placement of a role replaces that of all', () => {
    const chart = cluster({
      placement: [Placement.together(Topology.NODE)],
      chief: {},
      worker: { replicas: 2, placement: [Placement.apart(Topology.NODE)] },
    });
    expect(each(chart, ({ template }) => Object.keys(template.spec.affinity ?? {}))).toEqual({
      Chief: ['podAffinity'],
      Worker: ['podAntiAffinity'],
    });
  });

  test('resources are given for all, or by each role', () => {
    const own = { replicas: 1, resources: RESOURCES };
    const refused = (props: object) => refusal(() => cluster({ resources: undefined, ...props } as unknown as Partial<TfJobClusterProps>));
    expect(refused({ worker: own, parameterServer: own })).toEqual([]);
    expect(refused({ worker: own, parameterServer: { replicas: 1 } })).toEqual([
      "parameterServer.resources: is required: a pod that reserves nothing is evicted first (for example Resources.guaranteed({ cpu: '8', memory: '64Gi' }))",
    ]);
  });
});

describe('roles without GPUs that are to be together with those that have them', () => {
  const beside = (...placement: Placement[]) =>
    cluster({ parameterServer: { replicas: 2 }, worker: { replicas: 4, gpu: Gpu.nvidia(1) }, placement });
  const GPU_NODES = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }];
  const follows = (chart: Chart) =>
    each(chart, ({ template }) => template.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector);
  const own = { 'app.kubernetes.io/component': 'training', 'app.kubernetes.io/instance': 'tfjob-example' };

  test('tolerate the taint of the GPU nodes, on which they could never be otherwise', () => {
    expect(each(beside(Placement.together(Topology.NODE)), ({ template }) => template.spec.tolerations)).toEqual({
      PS: GPU_NODES,
      Worker: GPU_NODES,
    });
  });

  test('go where those are if they must: a node that they chose first might have no GPU', () => {
    const chart = beside(Placement.together(Topology.NODE, { required: true }));
    expect(follows(chart)).toEqual({ PS: { matchLabels: { ...own, 'cdk8s-ml.io/role': 'worker' } }, Worker: { matchLabels: own } });
    expect(each(chart, ({ template }) => template.metadata?.labels?.['cdk8s-ml.io/role'])).toEqual({ PS: undefined, Worker: 'worker' });
  });

  test('stay off the GPU nodes where a zone is enough', () => {
    expect(each(beside(Placement.together(Topology.ZONE)), ({ template }) => template.spec.tolerations)).toEqual({
      PS: undefined,
      Worker: GPU_NODES,
    });
  });

  test('stay off them where nothing is said', () => {
    expect(each(beside(), ({ template }) => template.spec.tolerations)).toEqual({ PS: undefined, Worker: GPU_NODES });
  });
});
