import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Deployment, Volume } from 'cdk8s-plus-27';
import { RULES } from '../../lib/checks/rules/table';
import { cephFs, testChart } from '../support/charts';
import { own, ownDeployment, rbd, rulesTold, service, shown } from './apps';

const BREAKS_QOS = JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/cpu', '16');

describe('the verdict', () => {
  test.each<[string, (chart: Chart) => void, string]>([
    [
      'an object is added',
      (chart) => own(chart, 'second', 'v1', 'PersistentVolumeClaim', {}, { name: 'models' }),
      'error demo/second name-clash',
    ],
    [
      'a construct is added',
      (chart) => cephFs(new Chart(chart, 'inner', { namespace: 'ml' }), 'models'),
      'error demo/inner/models name-clash',
    ],
  ])('is given anew after %s', (_, change, expected) => {
    const chart = testChart();
    cephFs(chart, 'models');
    expect(rulesTold(chart)).toEqual([]);
    change(chart);
    expect(rulesTold(chart)).toEqual([expected]);
  });

  test('is given anew after a patch, on ours or on an own object', () => {
    const chart = testChart();
    const { deployment } = service(chart, 'server');
    const web = ownDeployment(chart, 'web');
    expect(rulesTold(chart)).toEqual([]);
    deployment.addJsonPatch(BREAKS_QOS);
    expect(rulesTold(chart)).toEqual(['error demo/server qos']);
    web.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', { app: 'other' }));
    expect(rulesTold(chart)).toEqual(['warning demo/web misses-its-pods', 'error demo/server qos']);
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ["cdk8s' function for tests", (chart) => Testing.synth(chart)],
    ['the YAML of the app', (chart) => App.of(chart).synthYaml()],
    ['the objects of a chart', (chart) => chart.toJson()],
    [
      "a function of the user's own with cdk8s' name",
      function synth(chart) {
        return chart.toJson();
      },
    ],
  ])('is given anew each time that is asked by %s', (_, synthesize) => {
    const chart = testChart();
    const { deployment } = service(chart, 'server');
    expect(shown(() => synthesize(chart))).toEqual([]);
    deployment.addJsonPatch(BREAKS_QOS);
    expect(shown(() => synthesize(chart))).toEqual([expect.stringMatching(/^\[demo\/server\] .* promises the class Guaranteed/)]);
  });

  test.each<[string, { [key: string]: string }]>([
    ['added', { tier: 'cache' }],
    ['changed', { app: 'redis' }],
  ])('is given anew after a label is %s', (_, label) => {
    const chart = testChart();
    service(chart, 'server');
    const pod = own(chart, 'pod', 'v1', 'Pod', { containers: [] }, { labels: { app: 'web' } });
    own(chart, 'cache', 'v1', 'Service', { selector: label });
    expect(rulesTold(chart)).toEqual(['warning demo/cache selects-nothing']);
    for (const [key, value] of Object.entries(label)) pod.metadata.addLabel(key, value);
    expect(rulesTold(chart)).toEqual([]);
  });

  test('is given anew after an object of cdk8s-plus has grown', () => {
    const chart = testChart();
    const web = new Deployment(chart, 'web', { replicas: 2, containers: [{ image: 'web:1.0' }] });
    const volume = Volume.fromPersistentVolumeClaim(chart, 'volume', rbd(chart, 'data'));
    expect(rulesTold(chart)).toEqual([]);
    web.addVolume(volume);
    expect(rulesTold(chart)).toEqual(['error demo/web/Resource claim-on-several-nodes']);
  });
});

describe('the work for an app of twenty charts', () => {
  class Counted extends ApiObject {
    public static calls = 0;

    public override toJson(): unknown {
      Counted.calls += 1;
      return super.toJson();
    }
  }

  const CHARTS = 20;

  /** An app of twenty charts, and how often its first rule runs and its own objects are rendered. */
  function work(write: (app: App) => unknown): { readonly runs: number; readonly renderings: number } {
    const app = Testing.app();
    for (let i = 0; i < CHARTS; i++) {
      const chart = new Chart(app, `chart-${i}`, { namespace: `ns-${i}` });
      service(chart, 'server');
      new Counted(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
    }
    const rules = RULES as (typeof RULES)[number][];
    const [first = () => []] = rules;
    const counted = jest.fn(first);
    Counted.calls = 0;
    rules[0] = counted;
    try {
      write(app);
    } finally {
      rules[0] = first;
    }
    return { runs: counted.mock.calls.length, renderings: Counted.calls };
  }

  test.each<[string, (app: App) => unknown]>([
    ['files', (app) => app.synth()],
    ['text', (app) => app.synthYaml()],
  ])('written as %s is one look at each object and one run of each rule, not one for each chart', (_, write) => {
    // Each object once to be judged, once to be written.
    expect(work(write)).toEqual({ runs: 1, renderings: 2 * CHARTS });
  });
});
