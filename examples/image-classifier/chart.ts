import { Chart, type ChartProps } from 'cdk8s';
import { CephDataset, CephStorage, Gpu, GpuTrainingJob, ModelService, Placement, Resources, TfJobCluster, Topology } from 'cdk8s-ml';
import { EnvValue, Ingress, Secret } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';

/** An image classifier: its data, its training on one GPU and on several nodes, and the service that answers with it. */
export class ImageClassifier extends Chart {
  public constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, props);
    const storage = CephStorage.cephFs('rook-cephfs');
    const images = new CephDataset(this, 'ceph-dataset-pvc', { storage, size: '500Gi' });
    const models = new CephDataset(this, 'ceph-model-pvc', { storage, size: '50Gi' });
    const model = models.artifact('v1/model.keras');

    new GpuTrainingJob(this, 'train-model', {
      image: 'registry.example.com/ml/train:1.0',
      gpu: Gpu.nvidia(1),
      resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }),
      failFastExitCodes: [42],
      dataset: images,
      model,
    });

    new TfJobCluster(this, 'tfjob-example', {
      image: 'registry.example.com/ml/train-distributed:1.0',
      parameterServer: { replicas: 2, resources: Resources.guaranteed({ cpu: '4', memory: '16Gi' }) },
      worker: { replicas: 4, gpu: Gpu.nvidia(1), resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }) },
      placement: [Placement.together(Topology.NODE)],
      dataset: images,
      model: models.artifact('v2/model.keras'),
    });

    // The registry of the served models wants a token; its Secret exists in the cluster.
    const registry = Secret.fromSecretName(this, 'model-registry', 'model-registry');
    const server = new ModelService(this, 'my-model-server', {
      image: 'registry.example.com/ml/serve:1.0',
      model,
      port: 5000,
      replicas: 3,
      resources: Resources.guaranteed({ cpu: '2', memory: '4Gi' }),
      envValues: { REGISTRY_TOKEN: EnvValue.fromSecretValue({ secret: registry, key: 'token' }) },
    });

    const ingress = new Ingress(this, 'ingress', { className: 'nginx' });
    ingress.addHostRule('classifier.example.com', '/', server.ingressBackend());
  }
}
