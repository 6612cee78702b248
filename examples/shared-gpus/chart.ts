import type { App } from 'cdk8s';
import { ClusterProfile } from 'cdk8s-ml';
import { Platform } from './platform';
import { Training, type TrainingProps } from './training';

/** Two teams that share GPUs, and a training of one of them. */
export function sharedGpus(app: App, props: TrainingProps = {}): void {
  ClusterProfile.eks().attach(app, { rackLabel: 'topology.k8s.aws/network-node-layer-2' });
  new Platform(app, 'platform');
  new Training(app, 'training', { namespace: 'vision', ...props });
}
