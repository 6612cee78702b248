import { Chart } from 'cdk8s';
import { ConfigMap, type Container, EnvFieldPaths, EnvValue, ResourceFieldPaths, Secret } from 'cdk8s-plus-27';
import { GpuTrainingJob, ModelService } from '../../lib';
import type { EnvVar } from '../../lib/values/env';
import { manifestOf, RESOURCES, refusal, testChart } from '../support/charts';
import { schemaProblems } from '../support/schemas';
import { configMap, secret } from './objects';

const IMAGE = 'registry.example.com/ml/program:1.0';

/** The variable as it is written, in objects that every Kubernetes takes. */
function written(make: (chart: ReturnType<typeof testChart>) => EnvValue): EnvVar | undefined {
  const chart = testChart();
  new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, envValues: { VALUE: make(chart) } });
  const manifest = manifestOf(chart, 'Job');
  expect(schemaProblems(manifest)).toEqual([]);
  const { spec } = manifest as unknown as { spec: { template: { spec: { containers: { env: EnvVar[] }[] } } } };
  return spec.template.spec.containers[0]?.env.find(({ name }) => name === 'VALUE');
}

const AN_OTHER = { name: 'sidecar' } as Container;

test.each<[string, (chart: ReturnType<typeof testChart>) => EnvValue, object]>([
  ['a literal', () => EnvValue.fromValue('5'), { value: '5' }],
  ['an empty literal', () => EnvValue.fromValue(''), { value: '' }],
  [
    'a key of a Secret that the app makes',
    (chart) => EnvValue.fromSecretValue({ secret: secret(chart, 'registry'), key: 'token' }),
    { valueFrom: { secretKeyRef: { name: 'registry', key: 'token' } } },
  ],
  [
    'a key of a Secret that exists, which may be missing',
    (chart) => EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 's', 'registry'), key: 'token' }, { optional: true }),
    { valueFrom: { secretKeyRef: { name: 'registry', key: 'token', optional: true } } },
  ],
  [
    'a key of a Secret that must be there',
    (chart) => EnvValue.fromSecretValue({ secret: secret(chart, 'registry'), key: 'token' }, { optional: false }),
    { valueFrom: { secretKeyRef: { name: 'registry', key: 'token', optional: false } } },
  ],
  [
    'a key of a ConfigMap that the app makes',
    (chart) => EnvValue.fromConfigMap(configMap(chart, 'settings'), 'level'),
    { valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } },
  ],
  [
    'a key of a ConfigMap that exists',
    (chart) => EnvValue.fromConfigMap(ConfigMap.fromConfigMapName(chart, 'c', 'settings'), 'level', { optional: true }),
    { valueFrom: { configMapKeyRef: { name: 'settings', key: 'level', optional: true } } },
  ],
  ['a field', () => EnvValue.fromFieldRef(EnvFieldPaths.NODE_NAME), { valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
  [
    'a label, with a version',
    () => EnvValue.fromFieldRef(EnvFieldPaths.POD_LABEL, { key: 'app.kubernetes.io/name', apiVersion: 'v1' }),
    { valueFrom: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']", apiVersion: 'v1' } } },
  ],
  [
    'an amount, with its unit unwrapped',
    () => EnvValue.fromResource(ResourceFieldPaths.MEMORY_LIMIT, { divisor: '1Mi' }),
    { valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
  ],
  [
    'an amount of another container',
    () => EnvValue.fromResource(ResourceFieldPaths.CPU_REQUEST, { container: AN_OTHER }),
    { valueFrom: { resourceFieldRef: { resource: 'requests.cpu', containerName: 'sidecar' } } },
  ],
])('%s is written as Kubernetes has it', (_, make, expected) => {
  expect(written(make)).toEqual({ name: 'VALUE', ...expected });
});

test("a variable of the process that writes the app is written, and one that it does not have is refused, not written as 'undefined'", () => {
  process.env.CDK8S_ML_TEST = 'here';
  expect(written(() => EnvValue.fromProcess('CDK8S_ML_TEST'))).toEqual({ name: 'VALUE', value: 'here' });
  delete process.env.CDK8S_ML_TEST;
  const refused = refusal(() => written(() => EnvValue.fromProcess('CDK8S_ML_TEST')));
  expect(refused).toEqual([expect.stringContaining('envValues.VALUE')]);
});

test('a literal that looks like a secret is refused here as in env', () => {
  const make = () =>
    new ModelService(testChart(), 'server', {
      image: IMAGE,
      resources: RESOURCES,
      port: 5000,
      envValues: { DB_PASSWORD: EnvValue.fromValue('hunter2') },
    });
  expect(refusal(make)).toEqual([expect.stringContaining('envValues.DB_PASSWORD: looks like a secret')]);
});

test('a value may be used by a later variable', () => {
  const chart = testChart();
  new GpuTrainingJob(chart, 'train', {
    image: IMAGE,
    resources: RESOURCES,
    envValues: { HOST: EnvValue.fromFieldRef(EnvFieldPaths.POD_IP), URL: EnvValue.fromValue('http://$(HOST):80') },
  });
  expect(JSON.stringify(manifestOf(chart, 'Job'))).toContain('{"name":"URL","value":"http://$(HOST):80"}');
});

describe('what variables name of the cluster', () => {
  const external = (make: (chart: ReturnType<typeof testChart>) => Record<string, EnvValue>): string | undefined => {
    const chart = testChart();
    new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES, envValues: make(chart) });
    return manifestOf(chart, 'Job').metadata.annotations?.['cdk8s-ml.io/external'];
  };

  test('stands in the annotation, so that a check of the files alone knows it', () => {
    const names = external((chart) => ({
      KEY: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 's', 'hub'), key: 'key' }),
      OTHER: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart.node.root, 'far', 'far'), key: 'key' }),
      DEEP: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(new Chart(chart, 'sub'), 's', 'deep'), key: 'key' }),
      LEVEL: EnvValue.fromConfigMap(ConfigMap.fromConfigMapName(chart, 'c', 'settings'), 'level'),
      AGAIN: EnvValue.fromConfigMap(ConfigMap.fromConfigMapName(chart, 'c2', 'settings'), 'size'),
    }));
    expect(names).toBe('ConfigMap/settings, Secret/deep, Secret/far, Secret/hub');
  });

  test('is not what the app makes', () => {
    const names = external((chart) => ({ KEY: EnvValue.fromSecretValue({ secret: secret(chart, 'registry'), key: 'key' }) }));
    expect(names).toBeUndefined();
  });

  test('is not what nobody has said to exist, which is refused', () => {
    const gone = { valueFrom: { secretKeyRef: { name: 'gone', key: 'key' } } } as EnvValue;
    expect(() => external(() => ({ GONE: gone }))).toThrow('uses the Secret gone, which nothing in the app makes');
  });
});
