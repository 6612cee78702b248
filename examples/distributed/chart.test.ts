import { App } from 'cdk8s';
import { Checks } from 'cdk8s-ml';
import { Distributed } from './chart';

const app = new App();
const chart = new Distributed(app, 'distributed', { namespace: 'ml' });
const yaml = app.synthYaml();

/** The values that a variable has in the manifests, one for each pod template that has it. */
function valuesOf(variable: string): string[] {
  return Array.from(
    JSON.stringify(chart.toJson()).matchAll(new RegExp(`"name":"${variable}","value":"([^"]*)"`, 'g')),
    ([, value = '']) => value,
  );
}

test('the manifests are as reviewed', () => expect(yaml).toMatchSnapshot());

// In a cluster that all of them share, give each a `queue`; one that is taken alone needs none.
test('nothing is warned of but that several trainings wait for GPUs without a queue', () => {
  expect(new Set(Checks.problemsIn(app).map(({ rule }) => rule))).toEqual(new Set(['no-gang']));
});

test('all trainings read the same data, and each writes a model and checkpoints of its own', () => {
  expect(new Set(valuesOf('TRAIN_DATASET_PATH'))).toEqual(new Set(['/data/train']));
  expect(new Set(valuesOf('MODEL_FILE')).size).toBe(9);
  expect(new Set(valuesOf('CHECKPOINT_PATH')).size).toBe(9);
});
