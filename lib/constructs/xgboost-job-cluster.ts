import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAll } from './emit-all';
import { contextOf } from './render/context';
import { renderXgboostJobCluster } from './render/xgboost-job-cluster';
import type { DistributedTrainingProps, ReplicasProps, RoleProps } from './replica-job-props';

/** Props of `XgboostJobCluster`. */
export interface XgboostJobClusterProps extends DistributedTrainingProps {
  /**
   * What the master has of its own: it coordinates, is process 0, and writes the model. There is always one.
   * @default - nothing: as all roles
   */
  readonly master?: RoleProps;
  /**
   * The pods that train beside the master.
   * @default - none: the master trains alone
   */
  readonly worker?: ReplicasProps;
}

/**
 * A distributed training with XGBoost or LightGBM as an XGBoostJob (`kubeflow.org/v1`) of Kubeflow's training operator. The operator tells each pod its place in `MASTER_ADDR`, `MASTER_PORT`, `WORLD_SIZE`
 * and `RANK`, and for LightGBM `WORKER_ADDRS`. It comes with a ServiceAccount and a NetworkPolicy of its own.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/xgboost/
 */
export class XgboostJobCluster extends Construct {
  /** The name of the XGBoostJob and of what comes with it. */
  public readonly name: string;
  /** The XGBoostJob. */
  public readonly xgboostJob: ApiObject;

  public constructor(scope: Construct, id: string, props: XgboostJobClusterProps) {
    super(scope, id);
    const emitted = emitAll(this, XgboostJobCluster, renderXgboostJobCluster(props, contextOf(this, XgboostJobCluster, new.target)));
    this.xgboostJob = emitted.one('XGBoostJob');
    this.name = this.xgboostJob.name;
  }
}
