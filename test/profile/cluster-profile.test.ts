import { App, Chart, Testing } from 'cdk8s';
import { ClusterProfile, type ClusterProfileOptions, ModelService } from '../../lib';
import { clusterOf } from '../../lib/profile/cluster-profile';
import { BASELINE } from '../../lib/profile/facts';
import { problemsOf, RESOURCES, refusal } from '../support/charts';

function attached(options?: ClusterProfileOptions): App {
  const app = new App();
  ClusterProfile.generic().attach(app, options);
  return app;
}

function service(chart: Chart): void {
  new ModelService(chart, 'server', { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES });
}

function podsOf(chart: Chart): unknown {
  return Testing.synth(chart)[0].spec.template.spec;
}

describe('attach', () => {
  test('without a profile the baseline holds', () => {
    expect(clusterOf(new Chart(new App(), 'demo'))).toEqual(BASELINE);
    expect(BASELINE.kubernetesVersion).toBe('1.33');
  });

  test('a profile of the app holds in all of its charts', () => {
    const app = attached({ kubernetesVersion: '1.29' });
    expect(clusterOf(new Chart(app, 'a')).kubernetesVersion).toBe('1.29');
    expect(clusterOf(new Chart(new Chart(app, 'b'), 'inner')).kubernetesVersion).toBe('1.29');
  });

  test("a chart's profile replaces the app's, there and below alone", () => {
    const app = attached({ kubernetesVersion: '1.29', imagePullSecrets: ['registry'] });
    const edge = new Chart(app, 'edge');
    ClusterProfile.gke().attach(edge, { kubernetesVersion: '1.31' });
    expect(clusterOf(edge)).toMatchObject({ kubernetesVersion: '1.31', imagePullSecrets: [] });
    expect(clusterOf(new Chart(edge, 'inner')).kubernetesVersion).toBe('1.31');
    expect(clusterOf(new Chart(app, 'other')).kubernetesVersion).toBe('1.29');
  });

  test('what is not said stays as the profile has it', () => {
    const app = attached({ gpuTaintKey: 'example.com/gpu' });
    expect(clusterOf(app)).toEqual({
      ...BASELINE,
      gpuNodes: { ...BASELINE.gpuNodes, nvidia: { ...BASELINE.gpuNodes.nvidia, taintKey: 'example.com/gpu' } },
    });
  });

  test('one attachment changes no other: the tables are not written to', () => {
    attached({ kubernetesVersion: '1.27', gpuTaintKey: 'a', gpuProductLabel: 'b', gpuMemoryLabel: 'c', imagePullSecrets: ['d'] });
    expect(clusterOf(attached())).toEqual(BASELINE);
  });
});

describe('attached twice, a profile is refused', () => {
  const AGAIN =
    'has a cluster profile already, which a second one would replace unseen (attach one, with all that is different there; a chart may have one of its own beside that of its app)';

  test('to an app, and to a chart', () => {
    const app = attached();
    expect(refusal(() => ClusterProfile.gke().attach(app))).toEqual([AGAIN]);
    const chart = new Chart(app, 'edge');
    ClusterProfile.eks().attach(chart);
    expect(refusal(() => ClusterProfile.eks().attach(chart))).toEqual([AGAIN]);
    expect(clusterOf(app)).toEqual(BASELINE);
  });

  test('but not to charts that stand in one another', () => {
    const outer = new Chart(attached(), 'outer');
    ClusterProfile.gke().attach(outer);
    const inner = new Chart(outer, 'inner');
    expect(refusal(() => ClusterProfile.aks().attach(inner))).toEqual([]);
  });

  test('nor after one that was refused', () => {
    const app = new App();
    expect(refusal(() => ClusterProfile.gke().attach(app, { kubernetesVersion: '1.2' }))).toHaveLength(1);
    expect(refusal(() => ClusterProfile.gke().attach(app))).toEqual([]);
  });
});

describe('attached too late, a profile is refused', () => {
  test('to an app that has charts, which are named', () => {
    const app = new App();
    new Chart(app, 'first');
    new Chart(app, 'second');
    expect(() => ClusterProfile.gke().attach(app)).toThrow(
      'the app\n  the cluster profile is attached after first, second, which would not follow it ' +
        '(attach it directly after the app or chart is made)',
    );
  });

  test('to a chart that has constructs', () => {
    const chart = new Chart(new App(), 'demo');
    service(chart);
    expect(() => ClusterProfile.gke().attach(chart)).toThrow(/^demo\n {2}the cluster profile is attached after server, which/);
  });

  test('and nothing of it is kept', () => {
    const app = new App();
    const chart = new Chart(app, 'demo');
    expect(() => ClusterProfile.gke().attach(app)).toThrow('is attached after demo');
    expect(clusterOf(chart)).toEqual(BASELINE);
  });
});

describe('options', () => {
  test.each(['1.27', '1.33', '1.40', '1.100'])('Kubernetes %s is taken', (kubernetesVersion) => {
    expect(clusterOf(attached({ kubernetesVersion })).kubernetesVersion).toBe(kubernetesVersion);
  });

  test.each(['1.26', '1.9', '0.30', '2.0', '1.', ' 1.33', 'latest', 'v1.2'])('Kubernetes %j is refused', (kubernetesVersion) => {
    expect(refusal(() => attached({ kubernetesVersion }))).toEqual([
      `kubernetesVersion: must be a minor version of Kubernetes from 1.27 on, got ${JSON.stringify(kubernetesVersion)} (for example "1.33")`,
    ]);
  });

  test.each([
    ['v1.31.2', '1.31'],
    ['1.33.1', '1.33'],
    ['v1.33', '1.33'],
  ])('Kubernetes %s is answered with %s', (kubernetesVersion, minor) =>
    expect(refusal(() => attached({ kubernetesVersion }))).toEqual([
      `kubernetesVersion: must be a minor version of Kubernetes from 1.27 on, got "${kubernetesVersion}" (write "${minor}")`,
    ]),
  );

  test('a number is refused: 1.30 would be 1.3', () => {
    expect(refusal(() => attached({ kubernetesVersion: 1.3 as never }))).toEqual([
      'kubernetesVersion: must be a string, got 1.3 (for example "1.33")',
    ]);
  });

  test('an unknown option is refused with the one that is meant', () => {
    expect(refusal(() => attached({ kubernetesVerson: '1.30' } as never))).toEqual([
      'kubernetesVerson: is not a known prop (did you mean kubernetesVersion?)',
    ]);
  });

  test('an unknown option that resembles none is refused with all that are known', () => {
    expect(refusal(() => attached({ region: 'eu' } as never))).toEqual([
      'region: is not a known prop (known are kubernetesVersion, imagePullSecrets, gpuTaintKey, gpuProductLabel, gpuMemoryLabel, rackLabel, spotNodes, installed, trainingOperatorVersion, trainerVersion, toolImages)',
    ]);
  });

  test('all wrong options are told at once, with where the profile was to be attached', () => {
    const wrong = () => attached({ imagePullSecrets: ['My_Registry'], gpuTaintKey: 'a b', rackLabel: '' });
    expect(problemsOf(wrong).map(({ path, field }) => `${path} ${field}`)).toEqual([
      'the app imagePullSecrets[0]',
      'the app gpuTaintKey',
      'the app rackLabel',
    ]);
  });

  test('image pull secrets are given to each pod', () => {
    const chart = new Chart(attached({ imagePullSecrets: ['registry', 'mirror'] }), 'demo');
    service(chart);
    expect(podsOf(chart)).toHaveProperty('imagePullSecrets', [{ name: 'registry' }, { name: 'mirror' }]);
  });

  test('without image pull secrets the field is left out', () => {
    const chart = new Chart(new App(), 'demo');
    service(chart);
    expect(podsOf(chart)).not.toHaveProperty('imagePullSecrets');
  });
});
