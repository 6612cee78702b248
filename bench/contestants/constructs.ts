import type { Chart } from 'cdk8s';
import { CephDataset, CephStorage, Gpu, GpuTrainingJob, ModelService, Placement, Resources, TfJobCluster, Topology } from 'cdk8s-ml';

/** The reference scenario by the library's constructs. */
export function fill(chart: Chart): void {
  const storage = CephStorage.cephFs('rook-cephfs');
  const images = new CephDataset(chart, 'ceph-dataset-pvc', { storage, size: '500Gi' });
  const models = new CephDataset(chart, 'ceph-model-pvc', { storage, size: '50Gi' });
  const model = models.artifact('v1/model.keras');
  new GpuTrainingJob(chart, 'train-model', {
    image: 'registry.example.com/ml/train:1.0',
    gpu: Gpu.nvidia(1),
    resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }),
    dataset: images,
    model,
  });
  new TfJobCluster(chart, 'tfjob-example', {
    image: 'registry.example.com/ml/train-distributed:1.0',
    parameterServer: { replicas: 2, resources: Resources.guaranteed({ cpu: '4', memory: '16Gi' }) },
    worker: { replicas: 4, gpu: Gpu.nvidia(1), resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }) },
    placement: [Placement.together(Topology.NODE)],
    dataset: images,
    model: models.artifact('v2/model.keras'),
  });
  new ModelService(chart, 'my-model-server', {
    image: 'registry.example.com/ml/serve:1.0',
    model,
    port: 5000,
    replicas: 3,
    resources: Resources.guaranteed({ cpu: '2', memory: '4Gi' }),
  });
}
