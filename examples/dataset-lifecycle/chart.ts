import type { Construct } from 'constructs';
import { Data } from './data';
import { Experiment } from './experiment';
import { Platform } from './platform';
import { Training } from './training';

/** The whole life of a dataset, in four charts in the order in which they are applied. */
export function datasetLifecycle(scope: Construct): void {
  const namespace = 'vision';
  const platform = new Platform(scope, 'platform', { namespace });
  const data = new Data(scope, 'data', { namespace, platform });
  const training = new Training(scope, 'training', { namespace, data });
  const experiment = new Experiment(scope, 'experiment', { namespace, platform, data });
  data.addDependency(platform);
  training.addDependency(data);
  experiment.addDependency(training);
}
