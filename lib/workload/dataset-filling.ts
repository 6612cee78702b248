import { Construct } from 'constructs';
import type { Reader } from '../values/read';
import type { Dataset } from './dataset';

/** Where in a dataset those who fill it keep what is their own. */
export const OWN_FOLDER = '.cdk8s-ml';

/** What fills a dataset, and leaves a file in it when all of it is there, for which a training can wait: a `DatasetLoad`. */
export abstract class DatasetFilling extends Construct {
  /** The dataset that is filled. */
  public abstract readonly dataset: Dataset;
  /** The file that is there when the dataset is complete, relative to the dataset's root. */
  public abstract readonly marker: string;
}

/** A filling of this library. */
export const datasetFilling: Reader<DatasetFilling> = (given, place) => {
  if (given instanceof DatasetFilling) return given;
  place.report({
    value: given,
    rule: 'type',
    message: 'must be a DatasetLoad',
    fix: "write const load = new DatasetLoad(chart, 'load', { ... })",
  });
  return undefined;
};
