import { Chart, type ChartProps, Duration } from 'cdk8s';
import { CephDataset, CephStorage, Checkpoint, Gpu, Network, Placement, PyTorchJobCluster, Queue, Resources, Topology } from 'cdk8s-ml';
import type { Construct } from 'constructs';

export interface TrainingProps extends ChartProps {
  /**
   * Nodes of eight GPUs each.
   * @default 4
   */
  readonly nodes?: number;
}

/** A team's part: a training on 32 GPUs. */
export class Training extends Chart {
  public constructor(scope: Construct, id: string, { nodes = 4, ...props }: TrainingProps = {}) {
    super(scope, id, props);
    const storage = CephStorage.cephFs('rook-cephfs');
    const images = new CephDataset(this, 'images', { storage, size: '10Ti' });
    const models = new CephDataset(this, 'models', { storage, size: '1Ti' });

    new PyTorchJobCluster(this, 'train', {
      image: 'registry.example.com/ml/train:1.0',
      command: ['torchrun', 'train.py'],
      dataset: images,
      model: models.artifact('v1/model.pt'),
      worker: { replicas: nodes, gpu: Gpu.nvidia(8) },
      resources: Resources.guaranteed({ cpu: '96', memory: '1Ti' }),
      queue: Queue.kueue('vision-trainings', { priority: 'release', topologyAware: true }), // all pods, or none
      placement: [Placement.together(Topology.RACK, { required: true })], // near each other
      network: Network.efa(32), // at 3,200 Gbit/s
      checkpoint: Checkpoint.to(models, { every: Duration.minutes(10), keep: 3 }), // interrupted, it goes on
    });
  }
}
