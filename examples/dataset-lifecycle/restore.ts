import { Chart, type ChartProps } from 'cdk8s';
import { CephDataset, DataSource } from 'cdk8s-ml';
import type { Construct } from 'constructs';
import type { Platform } from './platform';

export interface RestoreProps extends ChartProps {
  readonly platform: Platform;
  /** A snapshot of the backup, as `kubectl get volumesnapshots` names it. */
  readonly snapshot: string;
}

/** The images as a backup has them, beside those that are there. */
export class Restore extends Chart {
  public constructor(scope: Construct, id: string, { platform, snapshot, ...props }: RestoreProps) {
    super(scope, id, props);
    new CephDataset(this, 'images-restored', {
      storage: platform.kept,
      size: '500Gi',
      dataSource: DataSource.snapshotName(snapshot, { size: '500Gi' }),
    });
  }
}
