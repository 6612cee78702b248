import { App } from 'cdk8s';
import { BurstableJob } from './chart';

const app = new App();
new BurstableJob(app, 'burstable-job', { namespace: 'ml' });
app.synth();
