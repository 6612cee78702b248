import { App } from 'cdk8s';
import { Distributed } from './chart';

const app = new App();
new Distributed(app, 'distributed', { namespace: 'ml' });
app.synth();
