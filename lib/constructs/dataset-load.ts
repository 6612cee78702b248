import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { DataOrigin } from '../values/data-origin';
import type { Dataset } from '../workload/dataset';
import { DatasetFilling } from '../workload/dataset-filling';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderDatasetLoad } from './render/dataset-load';
import type { TransferProps } from './transfer-props';

/** Props of `DatasetLoad`. */
export interface DatasetLoadProps extends TransferProps {
  /** Where the data come from: `DataOrigin.s3`, `.http`, `.hub` or `.claim`. */
  readonly from: DataOrigin;
}

/**
 * Fills a dataset by a Job, whose log shows how far it is. A pod that is killed goes on where it was, and two at once do no harm. All that was loaded is verified by checksums, and then a file is written
 * (`marker`) by which a training knows that all of it is there (`loadedBy`), and a Job that is made anew that nothing is to be done.
 * Another origin, path or run has another marker: with `run: 'r2'` what has changed at the origin is loaded; what is gone there stays in the dataset.
 */
export class DatasetLoad extends DatasetFilling {
  /** The name of the Job and of what comes with it. */
  public readonly name: string;
  /** The Job (`batch/v1`). */
  public readonly job: ApiObject;
  public readonly dataset: Dataset;
  public readonly marker: string;

  public constructor(scope: Construct, id: string, props: DatasetLoadProps) {
    super(scope, id);
    const rendered = renderDatasetLoad(props, contextOf(this, DatasetLoad, new.target));
    this.job = emitAll(this, DatasetLoad, rendered).one('Job');
    this.name = this.job.name;
    this.dataset = props.dataset;
    this.marker = rendered.marker;
  }
}
