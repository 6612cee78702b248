import { App, Chart } from 'cdk8s';
import { CephDataset, CephStorage, Gpu, GpuTrainingJob, ModelService, Resources } from 'cdk8s-ml';

const app = new App();
const chart = new Chart(app, 'classifier', { namespace: 'ml' });
const storage = CephStorage.cephFs('rook-cephfs');
const images = new CephDataset(chart, 'images', { storage, size: '500Gi' });
const models = new CephDataset(chart, 'models', { storage, size: '50Gi' });
const model = models.artifact('v1/model.keras'); // names the model for who writes it and who reads it

new GpuTrainingJob(chart, 'train', {
  image: 'registry.example.com/ml/train:1.0', dataset: images, model,
  gpu: Gpu.nvidia(1), resources: Resources.guaranteed({ cpu: '8', memory: '64Gi' }),
});
new ModelService(chart, 'serve', {
  image: 'registry.example.com/ml/serve:1.0', model, port: 5000, replicas: 3,
  resources: Resources.guaranteed({ cpu: '2', memory: '4Gi' }),
});
app.synth();
