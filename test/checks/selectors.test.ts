import { JsonPatch } from 'cdk8s';
import { Deployment, Service } from 'cdk8s-plus-27';
import { MpiJobCluster, Placement, Topology } from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, shownOf, told, training } from './apps';

const INSTANCE = 'app.kubernetes.io~1instance';

function podLabel(name: string): JsonPatch {
  return JsonPatch.replace(`/spec/template/metadata/labels/${INSTANCE}`, name);
}

test('a patch that takes a role out of what its NetworkPolicy selects is refused', () => {
  const chart = testChart();
  const worker = { replicas: 2 };
  const { mpiJob } = new MpiJobCluster(chart, 'mpi', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, worker });
  mpiJob.addJsonPatch(JsonPatch.remove('/spec/mpiReplicaSpecs/Worker/template/metadata/labels'));
  expect(shownOf(chart)).toEqual([
    '[demo/mpi] metadata.labels: MPIJob mpi has pods (Worker) without app.kubernetes.io/component=training&app.kubernetes.io/instance=mpi, ' +
      'by which NetworkPolicy mpi lets its pods in to each other; it is patched by remove /spec/mpiReplicaSpecs/Worker/template/metadata/labels (leave those labels as they are, or write isolation: Isolation.NONE)',
  ]);
});

describe('an object that selects pods', () => {
  test('and finds none is refused if it is ours, each of them', () => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(
      podLabel('other'),
      JsonPatch.replace(`/spec/selector/matchLabels/${INSTANCE}`, 'other'),
    );
    const labels = 'app.kubernetes.io/component=serving&app.kubernetes.io/instance=server';
    const line = (kind: string) =>
      `[demo/server] spec.selector: ${kind} server selects pods with ${labels}, and no workload of the app in its namespace has them ` +
      '(mend the labels or the selector)';
    expect(shownOf(chart)).toEqual(['Service', 'PodDisruptionBudget', 'NetworkPolicy'].map(line));
  });

  test("and finds none is warned of if it is the user's", () => {
    const chart = testChart();
    service(chart, 'server');
    own(chart, 'web', 'v1', 'Service', { selector: { app: 'web' }, ports: [] });
    own(chart, 'budget', 'policy/v1', 'PodDisruptionBudget', { selector: { matchLabels: { app: 'web' } } });
    expect(rulesTold(chart)).toEqual(['warning demo/web selects-nothing', 'warning demo/budget selects-nothing']);
  });

  test('and finds some is right: pods of ours, of the user, of cdk8s-plus, of an operator', () => {
    const chart = testChart();
    const { name } = service(chart, 'server');
    training(chart, 'train');
    ownDeployment(chart, 'web');
    const kplus = new Deployment(chart, 'kplus', { containers: [{ image: 'web:1.0', portNumber: 80 }] });
    new Service(chart, 'kplus-service', { selector: kplus, ports: [{ port: 80 }] });
    own(chart, 'to-ours', 'v1', 'Service', { selector: { 'app.kubernetes.io/instance': name } });
    own(chart, 'to-own', 'v1', 'Service', { selector: { app: 'web' } });
    own(chart, 'to-job', 'v1', 'Service', { selector: { 'job-name': 'train' } });
    expect(told(chart)).toEqual([]);
  });

  test('without labels selects in a way of its own, and is not judged', () => {
    const chart = testChart();
    service(chart, 'server');
    own(chart, 'manual', 'v1', 'Service', { ports: [] });
    own(chart, 'external', 'v1', 'Service', { type: 'ExternalName', externalName: 'example.com' });
    own(chart, 'all', 'networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {} });
    own(chart, 'set', 'policy/v1', 'PodDisruptionBudget', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } });
    expect(told(chart)).toEqual([]);
  });
});

describe('a workload whose pods its selector misses', () => {
  test('is refused if it is ours, with the patch that did it', () => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(podLabel('other'));
    expect(shownOf(chart)).toContain(
      '[demo/server] spec.selector: Deployment server selects pods with app.kubernetes.io/component=serving&app.kubernetes.io/instance=server, ' +
        `which its own template does not have; it is patched by replace /spec/template/metadata/labels/${INSTANCE} ` +
        '(let selector and template labels agree)',
    );
  });

  test("is warned of if it is the user's", () => {
    const chart = testChart();
    service(chart, 'server');
    ownDeployment(chart, 'web', { selector: { matchLabels: { app: 'other' } } });
    expect(rulesTold(chart)).toEqual(['warning demo/web misses-its-pods']);
  });
});

describe('pods that two workloads select', () => {
  const SHARED = { metadata: { labels: { 'app.kubernetes.io/component': 'serving', 'app.kubernetes.io/instance': 'server', app: 'web' } } };
  const CONTAINERS = { spec: { containers: [{ name: 'web', image: 'web:1.0' }] } };

  test("are refused where one of the two is ours: each counts the other's pods, and the Service sends to both", () => {
    const chart = testChart();
    service(chart, 'server');
    ownDeployment(chart, 'web', { template: { ...SHARED, ...CONTAINERS } });
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.selector: Deployment server selects pods with app.kubernetes.io/component=serving&app.kubernetes.io/instance=server, ' +
        'which Deployment web of demo/web has too (give one of them another label)',
      '[demo/server] spec.selector: Service server sends to Deployment server of demo/server and to Deployment web of demo/web ' +
        '(select by a label that one of them has alone)',
    ]);
  });

  test("are warned of where both are the user's", () => {
    const chart = testChart();
    service(chart, 'server');
    const template = { metadata: { labels: { app: 'web' } }, ...CONTAINERS };
    ownDeployment(chart, 'web', { template });
    ownDeployment(chart, 'canary', { template, selector: { matchLabels: { app: 'web' } } });
    expect(rulesTold(chart)).toEqual(['warning demo/web selectors-overlap', 'warning demo/canary selectors-overlap']);
  });

  test('of two services of ours are never the same', () => {
    const chart = testChart();
    service(chart, 'blue', { labels: { app: 'web' } });
    service(chart, 'green', { labels: { app: 'web' } });
    expect(told(chart)).toEqual([]);
  });
});

describe('two disruption budgets over one pod', () => {
  test('are refused where one is ours, at the other', () => {
    const chart = testChart();
    service(chart, 'server');
    own(chart, 'budget', 'policy/v1', 'PodDisruptionBudget', { selector: { matchLabels: { 'app.kubernetes.io/instance': 'server' } } });
    expect(told(chart)).toEqual([
      'error demo/budget: spec.selector: PodDisruptionBudget budget and PodDisruptionBudget server of demo/server both select the pods of ' +
        'Deployment server, whose evictions are then refused (leave one out)',
    ]);
  });

  test("are warned of where both are the user's", () => {
    const chart = testChart();
    service(chart, 'server');
    ownDeployment(chart, 'web');
    for (const id of ['one', 'two']) own(chart, id, 'policy/v1', 'PodDisruptionBudget', { selector: { matchLabels: { app: 'web' } } });
    expect(rulesTold(chart)).toEqual(['warning demo/two two-budgets']);
  });

  test('one budget for a workload of one replica, which has none of ours, is right', () => {
    const chart = testChart();
    service(chart, 'server', { replicas: 1 });
    own(chart, 'budget', 'policy/v1', 'PodDisruptionBudget', { selector: { matchLabels: { 'app.kubernetes.io/instance': 'server' } } });
    expect(told(chart)).toEqual([]);
  });
});

describe('required nearness', () => {
  const near = (pods: { [key: string]: string }, external?: boolean) => ({
    placement: [Placement.together(Topology.NODE, { required: true, pods, ...(external === undefined ? {} : { external }) })],
  });

  test('to pods that nobody has is refused: the pod would wait for ever', () => {
    const chart = testChart();
    service(chart, 'server', near({ tier: 'cache', app: 'redis' }));
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.template.spec.affinity: Deployment server must run beside pods with app=redis&tier=cache, and no workload of the ' +
        'app in its namespace has them (mend the labels, leave required out, or say external: true if they are of another app)',
    ]);
  });

  test("of the user's own objects is warned of", () => {
    const chart = testChart();
    service(chart, 'server');
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'redis' } } };
    ownDeployment(chart, 'web', { pod: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } } });
    expect(rulesTold(chart)).toEqual(['warning demo/web affinity-to-nobody']);
  });

  test('to pods of the app, to its own pods, or to pods that are said to be elsewhere is right; so is a preference', () => {
    const chart = testChart();
    ownDeployment(chart, 'redis');
    service(chart, 'a', near({ app: 'redis' }));
    service(chart, 'b', { placement: [Placement.together(Topology.ZONE, { required: true })] });
    service(chart, 'c', near({ tier: 'cache', app: 'elsewhere' }, true));
    service(chart, 'd', { placement: [Placement.together(Topology.NODE, { pods: { app: 'nobody' } })] });
    expect(told(chart)).toEqual([]);
  });

  test('said to be elsewhere for some labels is still looked for by others', () => {
    const chart = testChart();
    service(chart, 'c', {
      placement: [...near({ app: 'elsewhere' }, true).placement, ...near({ app: 'nobody' }).placement],
    });
    expect(rulesTold(chart)).toEqual(['error demo/c affinity-to-nobody']);
  });
});
