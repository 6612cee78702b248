import type { Chart } from 'cdk8s';
import { ConfigMap, type IServiceAccount, PersistentVolumeClaim, Secret, ServiceAccount } from 'cdk8s-plus-27';
import { AccessMode, CephDataset, Checks, GpuTrainingJob, type GpuTrainingJobProps, Mount } from '../../lib';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';
import { schemaProblems } from '../support/schemas';
import { claim, configMap, secret, serviceAccount } from './objects';

const POD = 'spec.template.spec';
const EXTERNAL = ['metadata', 'annotations', 'cdk8s-ml.io/external'];

function job(chart: Chart, props: Partial<GpuTrainingJobProps>): unknown {
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, ...props });
  expect(Checks.problemsIn(chart)).toEqual([]);
  expect(manifestsOf(chart).flatMap((manifest) => schemaProblems(manifest))).toEqual([]);
  return manifestOf(chart, 'Job');
}

describe('a ServiceAccount', () => {
  test.each<[string, (chart: Chart) => IServiceAccount, number]>([
    ['that the app makes', (chart) => serviceAccount(chart, 'robot'), 1],
    ['that exists', (chart) => ServiceAccount.fromServiceAccountName(chart, 'account', 'robot'), 0],
  ])('%s is that of the pods, and none is made beside it', (_, make, made) => {
    const chart = testChart();
    const manifest = job(chart, { serviceAccount: make(chart) });
    expect(manifest).toHaveProperty(`${POD}.serviceAccountName`, 'robot');
    expect(manifest).toHaveProperty(`${POD}.automountServiceAccountToken`, false);
    expect(manifestsOf(chart).filter(({ kind }) => kind === 'ServiceAccount')).toHaveLength(made);
  });
});

describe('mounts', () => {
  test('a Secret that the app makes is a volume of files, readable for the group', () => {
    const chart = testChart();
    const manifest = job(chart, { mounts: [Mount.secret('/etc/registry', secret(chart, 'registry'))] });
    expect(manifest).toHaveProperty(`${POD}.volumes[0]`, { name: 'registry', secret: { secretName: 'registry', defaultMode: 0o440 } });
    expect(manifest).toHaveProperty(`${POD}.containers[0].volumeMounts[0]`, {
      name: 'registry',
      mountPath: '/etc/registry',
      readOnly: true,
    });
    expect(manifest).not.toHaveProperty(EXTERNAL);
  });

  test('a ConfigMap that the app makes is a volume of files, one of which may be taken', () => {
    const chart = testChart();
    const settings = configMap(chart, 'settings', { 'train.yaml': 'epochs: 5' });
    const manifest = job(chart, { mounts: [Mount.configMap('/etc/train.yaml', settings, { subPath: 'train.yaml' })] });
    expect(manifest).toHaveProperty(`${POD}.volumes[0]`, { name: 'settings', configMap: { name: 'settings' } });
    expect(manifest).toHaveProperty(`${POD}.containers[0].volumeMounts[0]`, {
      name: 'settings',
      mountPath: '/etc/train.yaml',
      readOnly: true,
      subPath: 'train.yaml',
    });
  });

  test('those that exist are said to', () => {
    const chart = testChart();
    const manifest = job(chart, {
      mounts: [
        Mount.secret('/secret', Secret.fromSecretName(chart, 'secret', 'there')),
        Mount.configMap('/config', ConfigMap.fromConfigMapName(chart, 'config', 'there')),
        Mount.claim('/claim', PersistentVolumeClaim.fromClaimName(chart, 'claim', 'there')),
      ],
    });
    expect(manifest).toHaveProperty(EXTERNAL, 'ConfigMap/there, PersistentVolumeClaim/there, Secret/there');
    expect(manifest).toHaveProperty(`${POD}.volumes[0].secret.secretName`, 'there');
    expect(manifest).toHaveProperty(`${POD}.volumes[1].configMap.name`, 'there');
    expect(manifest).toHaveProperty(`${POD}.volumes[2].persistentVolumeClaim.claimName`, 'there');
  });

  test('three things of one name are three volumes', () => {
    const chart = testChart();
    const mounts = [
      Mount.secret('/secret', Secret.fromSecretName(chart, 'secret', 'there')),
      Mount.configMap('/config', ConfigMap.fromConfigMapName(chart, 'config', 'there')),
      Mount.claim('/claim', PersistentVolumeClaim.fromClaimName(chart, 'claim', 'there')),
    ];
    const { spec } = job(chart, { mounts }) as { spec: { template: { spec: { volumes: { name: string }[] } } } };
    const names = spec.template.spec.volumes.map(({ name }) => name);
    expect(names).toEqual(['there', 'there-2', 'there-3', 'tmp']);
  });
});

describe('a claim', () => {
  test('that the app makes is mounted by its name', () => {
    const chart = testChart();
    const manifest = job(chart, { mounts: [Mount.claim('/data', claim(chart, 'images'), { readOnly: true, subPath: 'train' })] });
    expect(manifest).toHaveProperty(`${POD}.volumes[0]`, {
      name: 'images',
      persistentVolumeClaim: { claimName: 'images', readOnly: true },
    });
    expect(manifest).toHaveProperty(`${POD}.containers[0].volumeMounts[0].subPath`, 'train');
    expect(manifest).not.toHaveProperty(EXTERNAL);
  });

  test.each<[string, (chart: Chart) => CephDatasetSource, string | undefined]>([
    ['that the app makes', (chart) => claim(chart, 'images'), undefined],
    ['that exists', (chart) => PersistentVolumeClaim.fromClaimName(chart, 'claim', 'images'), 'PersistentVolumeClaim/images'],
  ])('%s is a dataset, of which no further claim is made', (_, make, external) => {
    const chart = testChart();
    const dataset = CephDataset.fromClaim(chart, 'data', make(chart));
    const manifest = job(chart, { dataset });
    expect(dataset.name).toBe('images');
    expect(manifest).toHaveProperty(`${POD}.volumes[0].persistentVolumeClaim`, { claimName: 'images', readOnly: true });
    if (external === undefined) expect(manifest).not.toHaveProperty(EXTERNAL);
    else expect(manifest).toHaveProperty(EXTERNAL, external);
    expect(manifestsOf(chart).filter(({ kind }) => kind === 'PersistentVolumeClaim')).toHaveLength(external === undefined ? 1 : 0);
  });

  test('whose modes are said is judged by them', () => {
    const chart = testChart();
    const data = CephDataset.fromClaim(chart, 'data', claim(chart, 'images'), { accessModes: [AccessMode.READ_ONLY_MANY] });
    const make = () => job(chart, { mounts: [data.mount('/data')] });
    expect(refusal(make)).toEqual([
      'mounts[0]: mounts the claim images, which is only read (ReadOnlyMany), to be written (write readOnly: true)',
    ]);
  });
});

type CephDatasetSource = Parameters<typeof CephDataset.fromClaim>[2];

test.each<[string, object]>([
  ['an account as text', { serviceAccount: 'robot' }],
  ['a Secret as an account', { serviceAccount: { kind: 'Secret', name: 'a' } }],
  ['a literal as EnvValue', { envValues: { A: 'text' } }],
  ['a Secret as EnvValue', { envValues: { A: secret(testChart(), 'secret') } }],
  ['nothing as EnvValue', { envValues: { A: undefined } }],
  ['text as a claim', { mounts: [Mount.claim('/data', 'images' as never)] }],
  ['nothing as a Secret', { mounts: [Mount.secret('/secret', undefined as never)] }],
  ['a number as a ConfigMap', { mounts: [Mount.configMap('/config', 7 as never)] }],
])('%s is refused', (_, props) => {
  const make = () =>
    new GpuTrainingJob(testChart(), 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, ...props } as never);
  expect(refusal(make)).toHaveLength(1);
});

test.each([['text'], [undefined], [null], [7], [{}]])('%p as the claim of a dataset is refused', (given) => {
  expect(refusal(() => CephDataset.fromClaim(testChart(), 'data', given as never))).toHaveLength(1);
});
