import { TfJobCluster } from '../../lib';
import { cephFs, RESOURCES, testChart } from '../support/charts';
import { service, told, training } from './apps';

test('two trainings that write one model are warned of', () => {
  const chart = testChart();
  const models = cephFs(chart, 'models');
  training(chart, 'a', { model: models.artifact('v1/model.keras') });
  training(chart, 'b', { model: models.artifact('v1/model.keras', { mountPath: '/out' }) });
  expect(told(chart)).toEqual([
    'warning demo/b: spec.template.spec.containers: Job b writes the model v1/model.keras of the claim models, as does Job a of demo/a: ' +
      'the last one wins (name another artifact in one of them)',
  ]);
});

test('who writes another path or claim, reads the model, or writes with several pods of one training, is right', () => {
  const chart = testChart();
  const models = cephFs(chart, 'models');
  const model = models.artifact('v1/model.keras');
  const image = 'registry.example.com/ml/train:1.0';
  new TfJobCluster(chart, 'a', { image, resources: RESOURCES, model, worker: { replicas: 4 }, evaluator: {}, chief: {} });
  training(chart, 'b', { model: models.artifact('v2/model.keras'), baseModel: model });
  training(chart, 'c', { model: cephFs(chart, 'more').artifact('v1/model.keras') });
  service(chart, 'server', { model });
  expect(told(chart)).toEqual([]);
});
