import { App, Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';
import { cephFs, testChart } from '../support/charts';
import { own, rulesTold, service, shownOf, told, training } from './apps';

function twoCharts(second = 'ml'): [Chart, Chart] {
  const app = new App();
  return [new Chart(app, 'a', { namespace: 'ml' }), new Chart(app, 'b', { namespace: second })];
}

test('two objects of one name in one namespace are refused across charts, with both paths', () => {
  const [a, b] = twoCharts();
  cephFs(a, 'models');
  cephFs(b, 'models');
  expect(shownOf(a)).toEqual([
    '[b/models] metadata.name: PersistentVolumeClaim models is also made by a/models: the one that is applied last would win ' +
      '(give one of them another name)',
  ]);
});

test('each object of the second of two constructs is told', () => {
  const [a, b] = twoCharts();
  training(a, 'run');
  training(b, 'run');
  expect(rulesTold(a)).toEqual(['Job', 'ServiceAccount', 'NetworkPolicy'].map(() => 'error b/run name-clash'));
});

test('one name in two namespaces is right', () => {
  const [a, b] = twoCharts('staging');
  cephFs(a, 'models');
  cephFs(b, 'models');
  expect(told(a)).toEqual([]);
});

test('one name for objects of two kinds, or of two groups, is right', () => {
  const chart = testChart();
  cephFs(chart, 'server');
  service(chart, 'serve', { name: 'server' });
  own(chart, 'other', 'serving.knative.dev/v1', 'Service', {}, { name: 'server' });
  expect(told(chart)).toEqual([]);
});

test('two versions of one group are one object', () => {
  const chart = testChart();
  own(chart, 'beta', 'batch/v1beta1', 'CronJob', {}, { name: 'x' });
  own(chart, 'stable', 'batch/v1', 'CronJob', {}, { name: 'x' });
  expect(rulesTold(chart)).toEqual(['warning demo/stable name-clash']);
});

test("a user's object over one of the library's is an error, whichever comes first", () => {
  const first = testChart();
  own(first, 'own', 'v1', 'PersistentVolumeClaim', {}, { name: 'models' });
  cephFs(first, 'models');
  expect(rulesTold(first)).toEqual(['error demo/models name-clash']);

  const second = testChart();
  cephFs(second, 'models');
  own(second, 'own', 'v1', 'PersistentVolumeClaim', {}, { name: 'models' });
  expect(rulesTold(second)).toEqual(['error demo/own name-clash']);
});

test("two objects of the user's own, here of cdk8s-plus, are warned of: the rest of an app is not the library's to stop", () => {
  const chart = testChart();
  cephFs(chart, 'models');
  new ConfigMap(chart, 'first', { metadata: { name: 'settings' } });
  new ConfigMap(chart, 'second', { metadata: { name: 'settings' } });
  expect(told(chart)).toEqual([
    'warning demo/second/Resource: metadata.name: ConfigMap settings is also made by demo/first/Resource: ' +
      'the one that is applied last would win (give one of them another name)',
  ]);
});

test('what follows from two objects of one name, in selectors and budgets, is not told beside it', () => {
  const [a, b] = twoCharts();
  service(a, 'serve');
  service(b, 'serve');
  expect([...new Set(rulesTold(a))]).toEqual(['error b/serve name-clash']);
});
