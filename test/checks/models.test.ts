import { Duration } from 'cdk8s';
import { Checkpoint, TfJobCluster } from '../../lib';
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

test('two trainings that write their checkpoints to one folder are warned of, and runs with folders of their own are not', () => {
  const chart = testChart();
  const work = cephFs(chart, 'work');
  const every = Duration.minutes(30);
  training(chart, 'a', { checkpoint: Checkpoint.to(work, { every }) });
  training(chart, 'b', { name: 'a', run: 'r2', checkpoint: Checkpoint.to(work, { every }) });
  expect(told(chart)).toEqual([]);
  training(chart, 'c', { name: 'a', run: 'r3', checkpoint: Checkpoint.to(work, { every, path: 'a' }) });
  expect(told(chart)).toEqual([
    'warning demo/c: spec.template.spec.containers: Job a-r3 writes the checkpoints a of the claim work, as does Job a of demo/a: ' +
      'each goes on from what the other has done (name another path in one of them, or take the older run out of the program)',
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
