import { App } from 'cdk8s';
import { ImageClassifier } from './chart';

const app = new App();
new ImageClassifier(app, 'image-classifier', { namespace: 'ml' });
app.synth();
