import { Chart, type ChartProps } from 'cdk8s';
import { AccessMode, CephDataset, DataSource, Gpu, GpuTrainingJob, Resources, Retention } from 'cdk8s-ml';
import type { Construct } from 'constructs';
import type { Data } from './data';
import type { Platform } from './platform';

export interface ExperimentProps extends ChartProps {
  readonly platform: Platform;
  readonly data: Data;
}

/** An experiment that changes the images: on a copy of its own, which goes when it is done. */
export class Experiment extends Chart {
  public constructor(scope: Construct, id: string, { platform, data, ...props }: ExperimentProps) {
    super(scope, id, props);
    const { passing: storage, snapshotClass } = platform;
    // Named here anew, so that the snapshot is taken when this chart is applied, and not when the dataset is still empty.
    const images = CephDataset.fromClaim(this, 'images', data.images);
    const dataSource = DataSource.snapshot(images.snapshot('v1', { snapshotClass }));
    const size = '500Gi';

    const asItWas = new CephDataset(this, 'images-as-it-was', {
      storage,
      size,
      dataSource,
      accessModes: [AccessMode.READ_ONLY_MANY], // shallow: it shows the snapshot, and nothing is copied
      retention: Retention.deleteWithChart({ confirmDataLoss: true }), // it has no data of its own
    });
    const trial = new CephDataset(this, 'images-trial', {
      storage,
      size,
      dataSource,
      retention: Retention.deleteAfterUse({ job: 'experiment', snapshotClass }),
    });
    new GpuTrainingJob(this, 'experiment', {
      image: 'registry.example.com/ml/experiment:1.0',
      gpu: Gpu.nvidia(1),
      resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }),
      dataset: asItWas,
      mounts: [trial.mount('/trial')],
      model: data.models.artifact('experiment/model.keras'),
    });
  }
}
