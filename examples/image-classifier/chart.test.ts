import { App } from 'cdk8s';
import { ImageClassifier } from './chart';

interface Container {
  readonly env: { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface Workload {
  readonly kind: string;
  readonly spec: { readonly template: { readonly spec: { readonly containers: [Container]; readonly volumes: object[] } } };
}

const app = new App();
const manifests: Workload[] = new ImageClassifier(app, 'image-classifier', { namespace: 'ml' }).toJson();

function podOf(kind: string): Workload['spec']['template']['spec'] {
  const workload = manifests.find((manifest) => manifest.kind === kind);
  if (workload === undefined) throw new Error(`no ${kind}`);
  return workload.spec.template.spec;
}

function variable(kind: string, name: string): string | undefined {
  return podOf(kind).containers[0].env.find((each) => each.name === name)?.value;
}

test('the manifests are as reviewed', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

test('the service reads the model that the training writes', () => {
  expect(variable('Deployment', 'MODEL_FILE')).toBe(variable('Job', 'MODEL_FILE'));
  expect(podOf('Deployment').volumes).toContainEqual({
    name: 'ceph-model-pvc',
    persistentVolumeClaim: { claimName: 'ceph-model-pvc', readOnly: true },
  });
});

test('the training can not write to its dataset', () => {
  expect(podOf('Job').containers[0].volumeMounts).toContainEqual({ name: 'ceph-dataset-pvc', mountPath: '/data', readOnly: true });
});

test('the ingress leads to the service', () => {
  const ingress = manifests.find(({ kind }) => kind === 'Ingress');
  expect(JSON.stringify(ingress)).toContain('"service":{"name":"my-model-server","port":{"number":80}}');
});
