import { Chart, type ChartProps } from 'cdk8s';
import { GpuTrainingJob, Resources, RestartPolicy } from 'cdk8s-ml';
import type { Construct } from 'constructs';

/** A training on CPUs that may use more of them than it reserves. Its memory is reserved in full: a node never runs out of it first. */
export class BurstableJob extends Chart {
  public constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, props);
    new GpuTrainingJob(this, 'ml-job', {
      image: 'registry.example.com/ml/train:1.0',
      resources: Resources.burstable({ cpu: '16', cpuLimit: '32', memory: '128Gi' }),
      restartPolicy: RestartPolicy.ON_FAILURE,
    });
  }
}
