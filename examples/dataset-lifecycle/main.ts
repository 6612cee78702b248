import { App } from 'cdk8s';
import { datasetLifecycle } from './chart';

const app = new App();
datasetLifecycle(app);
app.synth();
