import { Chart, type ChartProps } from 'cdk8s';
import { Backup, CephDataset, DataOrigin, DatasetCopy, DatasetLoad, ObjectStore, Schedule } from 'cdk8s-ml';
import { Secret } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Platform } from './platform';

export interface DataProps extends ChartProps {
  readonly platform: Platform;
}

/** The images: loaded from a bucket, backed up each night, copied out of the cluster each week. And a place for models. */
export class Data extends Chart {
  public readonly images: CephDataset;
  public readonly models: CephDataset;
  public readonly load: DatasetLoad;

  public constructor(scope: Construct, id: string, { platform, ...props }: DataProps) {
    super(scope, id, props);
    const { kept: storage, snapshotClass } = platform;
    this.images = new CephDataset(this, 'images', { storage, size: '500Gi', backup: Backup.daily({ keep: 7, snapshotClass }) });
    this.models = new CephDataset(this, 'models', { storage, size: '50Gi' });

    // Its keys exist in the cluster: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    const credentials = Secret.fromSecretName(this, 'bucket-keys', 'bucket-keys');
    const server = { endpoint: 'https://s3.example.com', credentials };
    this.load = new DatasetLoad(this, 'load-images', {
      dataset: this.images,
      from: DataOrigin.s3({ ...server, bucket: 'datasets', prefix: 'images' }),
    });
    new DatasetCopy(this, 'archive-images', {
      dataset: this.images,
      to: ObjectStore.s3({ ...server, bucket: 'archive', prefix: 'images' }),
      schedule: Schedule.weekly(),
    });
  }
}
