import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Deployment, Volume } from 'cdk8s-plus-27';
import { Checks, Gpu, Placement, Rollout, SpecError, Topology } from '../../lib';
import { cephFs, testChart } from '../support/charts';
import { ownDeployment, rbd, rulesTold, service, shown, shownOf, shownOfApp, training, volumeOf } from './apps';

const BREAKS_QOS = JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/cpu', '16');

/** What the test prints on standard error. */
let printed: string[];
beforeEach(() => {
  printed = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

/** An app with something wrong in each of its two charts. */
function wrongApp(): [Chart, Chart] {
  const app = new App();
  const serving = new Chart(app, 'serving', { namespace: 'ml' });
  const batch = new Chart(app, 'training', { namespace: 'ml' });
  service(serving, 'server').deployment.addJsonPatch(BREAKS_QOS);
  training(batch, 'train', { placement: [Placement.together(Topology.NODE, { required: true, pods: { app: 'nobody' } })] });
  cephFs(serving, 'models');
  cephFs(batch, 'models');
  return [serving, batch];
}

const PATHS = ['[serving/server]', '[training/train]', '[training/models]'];

function pathsOf(lines: readonly string[]): (string | undefined)[] {
  return lines.map((line) => line.split(' ')[0]);
}

describe('errors', () => {
  test('all of the whole app are shown at once, each by the path of its construct', () => {
    const [serving] = wrongApp();
    expect(pathsOf(shownOfApp(serving))).toEqual(PATHS);
  });

  test('are the same from each chart, by its YAML and by cdk8s for tests', () => {
    const [serving, second] = wrongApp();
    const whole = shownOfApp(serving);
    expect(shownOf(serving)).toEqual(whole);
    expect(shownOf(second)).toEqual(whole);
    expect(shown(() => Testing.synth(second))).toEqual(whole);
  });

  test("at a user's own object are shown with its path", () => {
    const chart = testChart();
    const volumes = [Volume.fromPersistentVolumeClaim(chart, 'volume', rbd(chart, 'data'))];
    new Deployment(chart, 'web', { replicas: 2, volumes, containers: [{ image: 'web:1.0' }] });
    ownDeployment(chart, 'own', { replicas: 2, pod: volumeOf('data') });
    const lines = shownOf(chart).filter((line) => line.includes('may run'));
    expect(lines).toEqual([expect.stringContaining('demo/web/Resource'), expect.stringContaining('demo/own')]);
  });

  test('of a construct inside a construct are shown with the path of the inner one, once', () => {
    const chart = testChart();
    const inner = new Chart(chart, 'inner');
    service(inner, 'server').deployment.addJsonPatch(BREAKS_QOS);
    expect(pathsOf(shownOf(chart))).toEqual(['[demo/inner/server]']);
  });

  /** What synthesis ends in. */
  function thrownBy(chart: Chart): Error {
    try {
      App.of(chart).synthYaml();
    } catch (error) {
      return error as Error;
    }
    throw new Error('nothing was thrown');
  }

  test("carry the problems as data, and a stack of one frame: the user's own line", () => {
    const [serving] = wrongApp();
    const error = thrownBy(serving);
    expect(SpecError.problemsOf(error).map(({ path, rule }) => [path, rule])).toEqual([
      ['training/models', 'name-clash'],
      ['training/train', 'affinity-to-nobody'],
      ['serving/server', 'qos'],
    ]);
    const frames = (error.stack ?? '').split('\n').filter((each) => each.trim().startsWith('at '));
    expect(frames).toEqual([expect.stringContaining('synthesis.test.ts')]);
  });

  test('stand beside what validations of others say, each of which is asked', () => {
    const [serving, batch] = wrongApp();
    App.of(serving).node.addValidation({ validate: () => ['is Friday'] });
    batch.node.addValidation({ validate: () => ['is late'] });
    expect(pathsOf(shownOfApp(serving))).toEqual(['[]', '[serving/server]', '[training]', '[training/train]', '[training/models]']);
  });

  test('are answers where a user asks the app, which throws nothing', () => {
    const [serving] = wrongApp();
    expect(App.of(serving).node.validate()).toEqual([]);
    expect(serving.node.findChild('server').node.validate()).toEqual([expect.stringContaining('Guaranteed')]);
  });

  test('stop nothing where there are none', () => {
    const chart = testChart();
    service(chart, 'server');
    expect(shownOfApp(chart)).toEqual([]);
    expect(printed).toEqual([]);
  });
});

describe('Checks.problemsIn', () => {
  test('gives the problems of the whole app as data, whichever construct is asked', () => {
    const [serving, second] = wrongApp();
    const problems = Checks.problemsIn(serving);
    expect(problems.map(({ path, rule, severity }) => [path, rule, severity])).toEqual([
      ['training/models', 'name-clash', 'error'],
      ['training/train', 'affinity-to-nobody', 'error'],
      ['serving/server', 'qos', 'error'],
    ]);
    expect(Checks.problemsIn(second)).toEqual(problems);
    expect(Checks.problemsIn(App.of(second))).toEqual(problems);
  });

  test("gives constructors' warnings too, and prints nothing", () => {
    const chart = testChart();
    service(chart, 'server', { gpu: Gpu.nvidia(1), rollout: Rollout.rolling() });
    expect(rulesTold(chart)).toEqual(['warning demo/server rollout-needs-room']);
    expect(printed).toEqual([]);
  });

  test('gives a list of its own: changing it changes nothing', () => {
    const [serving] = wrongApp();
    Checks.problemsIn(serving).pop();
    expect(Checks.problemsIn(serving)).toHaveLength(3);
  });

  test('knows nothing wrong in an empty app', () => {
    expect(Checks.problemsIn(new App())).toEqual([]);
  });
});

describe('warnings', () => {
  const LINE =
    'warning: demo/server: rollout: starts a new pod before an old one ends, which waits for a spare GPU ' +
    '(write Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }), or keep a GPU spare)\n';

  test('are printed on standard error once, however often the app is written', () => {
    const chart = testChart();
    service(chart, 'server', { gpu: Gpu.nvidia(1), rollout: Rollout.rolling() });
    expect(shownOfApp(chart)).toEqual([]);
    expect(shownOf(chart)).toEqual([]);
    expect(printed).toEqual([LINE]);
  });

  test('are printed beside errors too', () => {
    const chart = testChart();
    service(chart, 'server', { gpu: Gpu.nvidia(1), rollout: Rollout.rolling() }).deployment.addJsonPatch(BREAKS_QOS);
    expect(shownOf(chart)).toHaveLength(1);
    expect(printed).toEqual([LINE]);
  });

  test('of another app are printed for themselves', () => {
    for (const chart of [testChart(), testChart()]) {
      service(chart, 'server', { gpu: Gpu.nvidia(1), rollout: Rollout.rolling() });
      Testing.synth(chart);
    }
    expect(printed).toEqual([LINE, LINE]);
  });

  test('of a construct that was refused are not printed: it is not there', () => {
    const chart = testChart();
    cephFs(chart, 'data');
    expect(() => service(chart, 'server', { gpu: Gpu.nvidia(1), rollout: Rollout.rolling(), port: 0 })).toThrow();
    Testing.synth(chart);
    expect(printed).toEqual([]);
  });
});
