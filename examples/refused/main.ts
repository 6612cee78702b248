import { App, Chart } from 'cdk8s';
import { CephDataset, CephStorage, Gpu, ModelService, Resources } from 'cdk8s-ml';

const app = new App();
const chart = new Chart(app, 'classifier', { namespace: 'ml' });
const models = new CephDataset(chart, 'models', { storage: CephStorage.rbd('rook-ceph-block'), size: '50Gi' });

new ModelService(chart, 'serve', {
  image: 'registry.example.com/ml/serve',
  gpu: Gpu.nvidia(0.5),
  resources: Resources.guaranteed({ cpu: '2', memory: '4GB' }),
  model: models.artifact('v1/model.keras'),
  replicas: 3,
  port: 5000,
});
app.synth();
