import { Chart, type ChartProps } from 'cdk8s';
import { DatasetCache, DatasetPart, Gpu, GpuTrainingJob, Parallel, Resources, ShardBy } from 'cdk8s-ml';
import type { Construct } from 'constructs';
import type { Data } from './data';

export interface TrainingProps extends ChartProps {
  readonly data: Data;
}

/** A training in four pods: each has its own list of images, and the test images on the disk of its node. */
export class Training extends Chart {
  public constructor(scope: Construct, id: string, { data, ...props }: TrainingProps) {
    super(scope, id, props);
    new GpuTrainingJob(this, 'train', {
      image: 'registry.example.com/ml/train:1.0',
      gpu: Gpu.nvidia(1),
      resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }),
      dataset: data.images,
      loadedBy: data.load,
      cache: DatasetCache.localDisk('20Gi', { part: DatasetPart.TEST }),
      parallel: Parallel.shards(4, { by: ShardBy.manifest(data.models) }),
      model: data.models.artifact('v1/model.keras'),
    });
  }
}
