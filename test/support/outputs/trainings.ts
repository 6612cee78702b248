import { type Chart, Duration } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  Checkpoint,
  ClusterOperator,
  ClusterProfile,
  DataOrigin,
  DatasetCache,
  DatasetLoad,
  FluidMedium,
  FluidRuntime,
  Gpu,
  GpuTrainingJob,
  Mount,
  ObjectStore,
  Parallel,
  Placement,
  Resources,
  RestartPolicy,
  ShardBy,
  Topology,
} from '../../../lib';
import { cephFs, RESOURCES } from '../charts';
import { IMAGE, type Makers } from './maker';

function storeIn(chart: Chart): ObjectStore {
  return ObjectStore.s3({ bucket: 'backups', prefix: 'data', credentials: Secret.fromSecretName(chart, 'keys', 'backup-keys') });
}

/** Trainings in a Job of one pod, or in shards. */
export const TRAININGS: Makers = {
  'a training': (chart) => new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES }),
  'a training with all that it reads and writes, on GPUs and in shards': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(8, { product: 'NVIDIA-A100-SXM4-80GB' }),
      dataset: cephFs(chart, 'data'),
      datasets: { labels: cephFs(chart, 'labels') },
      model: cephFs(chart, 'models').artifact('v1/model.keras'),
      parallel: Parallel.shards(4),
      mounts: [Mount.scratchDisk('/scratch', '10Gi')],
      priorityClassName: 'training',
    }),
  'a training with scratch space on a storage class': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      mounts: [Mount.ephemeral('/scratch', '1Ti', { storageClassName: 'local-nvme' })],
    }),
  'a training that may use more CPU than it reserves': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: Resources.burstable({ cpu: '4', memory: '8Gi' }),
      restartPolicy: RestartPolicy.ON_FAILURE,
    }),
  'a training that stays when it is finished': (chart) =>
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, keepFinished: true }),
  "a training that reads a copy of its dataset on the node's disk": (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(1),
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.localDisk('100Gi'),
    }),
  'a training that reads its dataset through Fluid, each pod its own folder': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.FLUID] });
    return new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.fluid('100Gi'),
      parallel: Parallel.shards(4, { by: ShardBy.directory('part-$(SHARD_INDEX)') }),
    });
  },
  'a training that reads its dataset through JuiceFS and Fluid': (chart) => {
    ClusterProfile.generic().attach(chart, { installed: [ClusterOperator.FLUID] });
    const metadata = Secret.fromSecretName(chart, 'juicefs', 'juicefs');
    return new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.fluid('100Gi', { runtime: FluidRuntime.juiceFs({ fileSystem: 'ml', metadata }), medium: FluidMedium.MEMORY }),
    });
  },
  'a training whose pods share a copy of the dataset on their node, and have lists of files': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.nodeLocal('100Gi', { storageClassName: 'local-nvme' }),
      parallel: Parallel.shards(4, { by: ShardBy.manifest(cephFs(chart, 'work')) }),
      placement: [Placement.together(Topology.NODE, { required: true })],
    }),
  'a training that reads a copy of its dataset in a volume of the pod': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      dataset: cephFs(chart, 'data'),
      cache: DatasetCache.perPod('1Ti', { storageClassName: 'local-nvme' }),
    }),
  'a training that waits until its dataset is loaded from a bucket': (chart) => {
    const dataset = cephFs(chart, 'data');
    const load = new DatasetLoad(chart, 'load', { dataset, from: DataOrigin.objectStore(storeIn(chart)) });
    return new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, dataset, loadedBy: load });
  },
  'a suspended training in shards, of which some may fail': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      parallel: Parallel.shards(8, { maxFailed: 2 }),
      suspended: true,
    }),
  'a training that goes on from its checkpoints, on spot nodes': (chart) => {
    ClusterProfile.gke().attach(chart);
    const models = cephFs(chart, 'models');
    return new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      model: models.artifact('v1/model.pt'),
      checkpoint: Checkpoint.to(models, { every: Duration.minutes(30) }),
      placement: [Placement.spot({ required: true })],
    });
  },
};
