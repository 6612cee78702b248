import { App } from 'cdk8s';
import { sharedGpus } from './chart';

const app = new App();
sharedGpus(app);
app.synth();
