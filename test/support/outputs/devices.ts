import {
  ClusterProfile,
  Gpu,
  GpuTrainingJob,
  ModelService,
  Mount,
  MpiJobCluster,
  Network,
  Parallel,
  PyTorchJobCluster,
  Resources,
  TfJobCluster,
} from '../../../lib';
import { RESOURCES } from '../charts';
import { IMAGE, type Makers, SERVING } from './maker';

/** Claims of devices, fast links and huge pages. */
export const DEVICES: Makers = {
  'a training of workers that claim devices': (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    const gpu = Gpu.claim('gpu.nvidia.com', 8, {
      product: 'NVIDIA H100 80GB HBM3',
      memory: '70Gi',
      selectors: ["device.attributes['gpu.nvidia.com'].architecture == 'Hopper'"],
      matchAttribute: 'resource.kubernetes.io/pcieRoot',
    });
    return new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, gpu, parallel: Parallel.workers(4) });
  },
  'a distributed training that claims devices': (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    const worker = { replicas: 2, gpu: Gpu.claim('gpu.nvidia.com', 1) };
    return new TfJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker, parameterServer: { replicas: 1 } });
  },
  'a distributed training with PyTorch over adapters of AWS': (chart) =>
    new PyTorchJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      gpu: Gpu.nvidia(8),
      worker: { replicas: 2 },
      network: Network.efa(32, { socketInterface: 'eth0' }),
    }),
  'a distributed training that mpirun starts over InfiniBand': (chart) =>
    new MpiJobCluster(chart, 'train', {
      image: IMAGE,
      resources: RESOURCES,
      worker: { replicas: 2 },
      network: Network.rdma('rdma/hca', 1, { networks: [{ name: 'ib', namespace: 'networks', interface: 'ib0' }], hca: 'mlx5' }),
    }),
  'a training with huge pages': (chart) =>
    new GpuTrainingJob(chart, 'train', {
      image: IMAGE,
      resources: Resources.guaranteed({ cpu: '8', memory: '64Gi', hugePages2Mi: '512Mi', hugePages1Gi: '2Gi' }),
      mounts: [Mount.hugePages2Mi('/dev/hugepages'), Mount.hugePages1Gi('/mnt/huge')],
    }),
  'a service that claims a device': (chart) => {
    ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
    return new ModelService(chart, 'serve', { ...SERVING, gpu: Gpu.claim('gpu.nvidia.com', 1) });
  },
};
