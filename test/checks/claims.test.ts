import { Chart } from 'cdk8s';
import { Deployment, DeploymentStrategy, Volume } from 'cdk8s-plus-27';
import { AccessMode, CephDataset, CephStorage, Mount, Parallel, Placement, Rollout, Topology } from '../../lib';
import { cephFs, testChart } from '../support/charts';
import { own, ownClaim, ownDeployment, rbd, rulesTold, service, shownOf, told, training, volumeOf } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

/** Required nearness to the pods of another Deployment, on one node. */
function beside(app: string): object {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } };
  return { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
}

const ALONE = { replicas: 1, rollout: Rollout.recreate() };

describe('a claim for one node that several pods of one workload use', () => {
  test("is refused where the claim is a user's and the workload ours, with how many pods there may be", () => {
    const chart = testChart();
    const claim = ownClaim(chart, 'claim', ['ReadWriteOnce']);
    service(chart, 'server', { replicas: 3, mounts: [CephDataset.fromClaimName(chart, 'data', claim.name).mount('/data')] });
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.template.spec.volumes: Deployment server may run 4 pods on the claim claim of demo/claim, which is ReadWriteOnce ' +
        '(use a ReadWriteMany claim, one replica with Rollout.recreate(), or keep the pods on one node)',
    ]);
  });

  test("is refused where the workload is a user's, here of cdk8s-plus, and the claim ours", () => {
    const chart = testChart();
    new Deployment(chart, 'web', {
      replicas: 2,
      metadata: { name: 'web' },
      volumes: [Volume.fromPersistentVolumeClaim(chart, 'volume', rbd(chart, 'data'))],
      containers: [{ image: 'web:1.0' }],
    });
    expect(rulesTold(chart)).toEqual(['error demo/web/Resource claim-on-several-nodes']);
  });

  test('is warned of where both are of the user', () => {
    const chart = testChart();
    cephFs(chart, 'other');
    ownDeployment(chart, 'web', { replicas: 2, pod: volumeOf('claim') });
    ownClaim(chart, 'claim', ['ReadWriteOnce']);
    expect(rulesTold(chart)).toEqual(['warning demo/web claim-on-several-nodes']);
  });

  test.each<[string, object]>([
    ['with a surge in its update', { replicas: 1, strategy: { rollingUpdate: { maxSurge: 1 } } }],
    ['with the surge of a quarter that Kubernetes has by default', { replicas: 1, strategy: {} }],
  ])('is found in a Deployment of one pod %s', (_, spec) => {
    const chart = testChart();
    ownDeployment(chart, 'web', { ...spec, pod: volumeOf('data') });
    rbd(chart, 'data');
    expect(rulesTold(chart)).toEqual(['error demo/web claim-on-several-nodes']);
  });

  test('is found where an autoscaler may make more', () => {
    const chart = testChart();
    ownDeployment(chart, 'web', { replicas: undefined, pod: volumeOf('data') });
    own(chart, 'hpa', 'autoscaling/v2', 'HorizontalPodAutoscaler', { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 9 });
    rbd(chart, 'data');
    expect(told(chart)[0]).toContain('Deployment web may run 9 pods');
  });

  test('is found in a DaemonSet, which has a pod on each node', () => {
    const chart = testChart();
    const { spec } = ownDeployment(testChart(), 'agent', { pod: volumeOf('data') }).toJson();
    own(chart, 'agent', 'apps/v1', 'DaemonSet', spec);
    rbd(chart, 'data');
    expect(rulesTold(chart)).toEqual(['error demo/agent claim-on-several-nodes']);
  });

  test('is right for one pod that ends before the next, for pods on one node, and for a claim for many', () => {
    const chart = testChart();
    service(chart, 'alone', { ...ALONE, mounts: [rbd(chart, 'a').mount('/data')] });
    const placement = [Placement.together(Topology.NODE, { required: true })];
    service(chart, 'together', { replicas: 3, placement, mounts: [rbd(chart, 'b').mount('/data')] });
    training(chart, 'shards', { parallel: Parallel.shards(8), dataset: cephFs(chart, 'c') });
    const strategy = DeploymentStrategy.recreate();
    const volumes = [Volume.fromPersistentVolumeClaim(chart, 'volume', rbd(chart, 'd'))];
    new Deployment(chart, 'web', { replicas: 1, strategy, volumes, containers: [{ image: 'web:1.0' }] });
    expect(told(chart)).toEqual([]);
  });

  test('is found where pods are kept beside others, which may be on several nodes', () => {
    const chart = testChart();
    ownDeployment(chart, 'cache', { replicas: 3 });
    ownDeployment(chart, 'web', { replicas: 3, pod: { ...volumeOf('data'), ...beside('cache') } });
    rbd(chart, 'data');
    expect(rulesTold(chart)).toEqual(['error demo/web claim-on-several-nodes']);
  });

  test('is found on one node too, where the claim is for one pod', () => {
    const chart = testChart();
    ownDeployment(chart, 'web', { replicas: 3, pod: { ...volumeOf('data'), ...beside('web') } });
    const accessModes = [AccessMode.READ_WRITE_ONCE_POD];
    new CephDataset(chart, 'data', { storage: CephStorage.rbd('rook-rbd'), size: '1Gi', accessModes });
    expect(rulesTold(chart)).toEqual(['error demo/web claim-on-several-nodes']);
  });

  test('is not looked for in other namespaces, where the claim of that name is another', () => {
    const chart = testChart();
    rbd(chart, 'data');
    ownDeployment(new Chart(chart, 'inner', { namespace: 'other' }), 'web', { replicas: 2, pod: volumeOf('data') });
    expect(told(chart)).toEqual([]);
  });
});

describe('a claim for one node that two workloads use', () => {
  test('is warned of where one of them ends: it holds both on one node', () => {
    const chart = testChart();
    const data = rbd(chart, 'data');
    training(chart, 'train', { model: data.artifact('m') });
    service(chart, 'server', { ...ALONE, model: data.artifact('m') });
    expect(told(chart)).toEqual([
      'warning demo/data: spec.accessModes: the claim data (ReadWriteOnce) is used by Job train of demo/train and Deployment server of ' +
        'demo/server, which must then run on one node (use CephFS (ReadWriteMany))',
    ]);
    expect(shownOf(chart)).toEqual([]);
  });

  test('is refused where both run for ever', () => {
    const chart = testChart();
    const data = rbd(chart, 'data');
    service(chart, 'blue', { ...ALONE, model: data.artifact('m') });
    service(chart, 'green', { ...ALONE, model: data.artifact('m') });
    expect(rulesTold(chart)).toEqual(['error demo/data claim-of-two-workloads']);
  });

  test("is warned of where claim and workloads are the user's", () => {
    const chart = testChart();
    cephFs(chart, 'other');
    ownClaim(chart, 'claim', ['ReadWriteOncePod']);
    ownDeployment(chart, 'blue', { pod: volumeOf('claim') });
    ownDeployment(chart, 'green', { pod: volumeOf('claim') });
    expect(rulesTold(chart)).toEqual(['warning demo/claim claim-of-two-workloads']);
  });

  test('is right on CephFS, also by Mount.claim', () => {
    const chart = testChart();
    const data = cephFs(chart, 'data');
    training(chart, 'train', { model: data.artifact('m') });
    service(chart, 'server', { mounts: [Mount.claim('/data', data)] });
    expect(told(chart)).toEqual([]);
  });
});

describe('what datasets say of one claim', () => {
  const one = [AccessMode.READ_WRITE_ONCE];
  const many = [AccessMode.READ_WRITE_MANY];
  const minds = (chart: Chart): string[] => rulesTold(chart).filter((text) => text.endsWith('claim-of-two-minds'));
  /** The rules are asked once an object of the library is there. */
  const asked = (): Chart => {
    const chart = testChart();
    training(chart, 'train');
    return chart;
  };

  test('must agree: else one of them is judged by what is not so', () => {
    const chart = asked();
    CephDataset.fromClaimName(chart, 'a', 'images', { accessModes: many });
    CephDataset.fromClaimName(chart, 'b', 'images', { accessModes: one });
    expect(shownOf(chart)).toEqual([
      expect.stringContaining(
        'demo/b: accessModes: are other ones than demo/a has for the same claim, images: ReadWriteMany, got ["ReadWriteOnce"] ' +
          '(give both what the claim has in the cluster, or use one dataset for it)',
      ),
    ]);
  });

  test('must be what the claim is where the app makes it', () => {
    const chart = asked();
    CephDataset.fromClaim(chart, 'again', rbd(chart, 'block'), { accessModes: many });
    expect(minds(chart)).toEqual(['error demo/again claim-of-two-minds']);
  });

  test('may be the same in another order, nothing, or about a claim of another namespace', () => {
    const chart = asked();
    const both = [...one, ...many];
    CephDataset.fromClaimName(chart, 'a', 'images', { accessModes: both });
    CephDataset.fromClaimName(chart, 'b', 'images', { accessModes: [...both].reverse() });
    CephDataset.fromClaimName(chart, 'c', 'images');
    CephDataset.fromClaimName(chart, 'd', 'images', { accessModes: one, namespace: 'other' });
    CephDataset.fromClaimName(new Chart(chart, 'sub', { namespace: 'more' }), 'e', 'images', { accessModes: many });
    expect(minds(chart)).toEqual([]);
  });
});
