import { Chart, type ChartProps, Duration } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  Checkpoint,
  Gpu,
  GpuTrainingJob,
  JaxJobCluster,
  MpiJobCluster,
  PaddleJobCluster,
  Parallel,
  PyTorchJobCluster,
  Rendezvous,
  Resources,
  TfJobCluster,
  XgboostJobCluster,
} from 'cdk8s-ml';
import type { Construct } from 'constructs';

export interface DistributedProps extends ChartProps {
  /**
   * Further variables of all programs: `EPOCHS`, `PAUSE_SECONDS`.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /** @default Duration.minutes(10) */
  readonly checkpointEvery?: Duration;
}

/** One training, written for each framework and for each way in which its processes find each other. */
export class Distributed extends Chart {
  private readonly dataset: CephDataset;
  private readonly models: CephDataset;
  private readonly checkpoint: Checkpoint;
  private readonly env: Readonly<Record<string, string>>;

  public constructor(scope: Construct, id: string, { env, checkpointEvery, ...props }: DistributedProps = {}) {
    super(scope, id, props);
    const storage = CephStorage.cephFs('rook-cephfs');
    this.dataset = new CephDataset(this, 'digits', { storage, size: '10Gi' });
    this.models = new CephDataset(this, 'models', { storage, size: '10Gi' });
    this.checkpoint = Checkpoint.to(this.models, { every: checkpointEvery ?? Duration.minutes(10) });
    this.env = env ?? {};
    this.withOperators();
    this.withoutOperators();
  }

  /** All that a training has but its framework: what it reads, what it writes, and what one of its pods needs. */
  private training(framework: string, file: string) {
    return {
      image: `registry.example.com/ml/train-${framework}:1.0`,
      resources: Resources.guaranteed({ cpu: '1', memory: '4Gi' }),
      dataset: this.dataset,
      model: this.models.artifact(file),
      checkpoint: this.checkpoint,
      env: this.env,
    };
  }

  /** The operator makes the pods, and tells each of them its place. */
  private withOperators(): void {
    const gpu = Gpu.nvidia(1);

    new PyTorchJobCluster(this, 'pytorch', {
      ...this.training('pytorch', 'v1/pytorch.npy'),
      command: ['torchrun', 'train_pytorch.py'],
      worker: { replicas: 3, gpu },
    });

    new TfJobCluster(this, 'tensorflow', {
      ...this.training('tensorflow', 'v1/tensorflow.npy'),
      command: ['python', 'train_tensorflow_ps.py'],
      parameterServer: { replicas: 1 },
      worker: { replicas: 3, gpu },
    });

    new JaxJobCluster(this, 'jax', {
      ...this.training('jax', 'v1/jax.npy'),
      command: ['python', 'train_jax.py'],
      worker: { replicas: 2, gpu },
    });

    new XgboostJobCluster(this, 'xgboost', {
      ...this.training('xgboost', 'v1/xgboost.ubj'),
      command: ['python', 'train_xgboost.py'],
      worker: { replicas: 2 },
    });

    new PaddleJobCluster(this, 'paddle', {
      ...this.training('paddle', 'v1/paddle.npy'),
      command: ['python', '-m', 'paddle.distributed.launch', 'train_paddle.py'],
      worker: { replicas: 2 },
    });

    new MpiJobCluster(this, 'mpi', {
      ...this.training('mpi', 'v1/mpi.npy'),
      command: ['mpirun', 'python', '/app/train_mpi.py'],
      worker: { replicas: 2 },
    });
  }

  /** An Indexed Job makes the pods, and its manifest tells them their place: nothing is to be installed in the cluster. */
  private withoutOperators(): void {
    const gpu = Gpu.nvidia(1);

    new GpuTrainingJob(this, 'pytorch-workers', {
      ...this.training('pytorch', 'v1/pytorch-workers.npy'),
      command: ['torchrun', 'train_pytorch.py'],
      gpu,
      parallel: Parallel.workers(3),
    });

    new GpuTrainingJob(this, 'tensorflow-workers', {
      ...this.training('tensorflow', 'v1/tensorflow-workers.npy'),
      command: ['python', 'train_tensorflow.py'],
      gpu,
      parallel: Parallel.workers(2, { rendezvous: Rendezvous.TENSORFLOW }),
    });

    new GpuTrainingJob(this, 'jax-workers', {
      ...this.training('jax', 'v1/jax-workers.npy'),
      command: ['python', 'train_jax.py'],
      gpu,
      parallel: Parallel.workers(2, { rendezvous: Rendezvous.JAX }),
    });
  }
}
