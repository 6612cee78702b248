import { Chart, JsonPatch } from 'cdk8s';
import { ConfigMap, EnvValue, PersistentVolumeClaim, Secret, ServiceAccount } from 'cdk8s-plus-27';
import { CephDataset, Mount } from '../../lib';
import { claim, configMap, secret, serviceAccount } from '../interop/objects';
import { cephFs, testChart } from '../support/charts';
import { ownDeployment, rulesTold, service, shownOf, told, training, volumeOf } from './apps';

const POD = '/spec/template/spec';
const FIX = 'make it, or take it by fromXName of cdk8s-plus (a claim by CephDataset.fromClaimName) if it exists in the cluster';

/** A chart of another namespace in the same app: what is made there, pods of `ml` can't use. */
function elsewhere(chart: Chart): Chart {
  return new Chart(chart, 'elsewhere', { namespace: 'other' });
}

describe('what a pod uses and nobody provides is refused', () => {
  test('a ConfigMap of another namespace, with which it is', () => {
    const chart = testChart();
    const settings = configMap(elsewhere(chart), 'settings');
    service(chart, 'server', { mounts: [Mount.configMap('/etc/settings', settings)] });
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.template.spec.volumes: Deployment server uses the ConfigMap settings, which nothing in the app makes in the ' +
        `namespace ml (${FIX})`,
    ]);
  });

  test('a Secret, a ConfigMap, a claim and a ServiceAccount of another namespace, each with its field', () => {
    const chart = testChart();
    const other = elsewhere(chart);
    const key = secret(other, 'secret');
    const config = configMap(other, 'config');
    service(chart, 'server', {
      serviceAccount: serviceAccount(other, 'account'),
      mounts: [Mount.secret('/secret', key), Mount.claim('/claim', claim(other, 'claim'))],
      envValues: {
        KEY: EnvValue.fromSecretValue({ secret: key, key: 'key' }),
        LEVEL: EnvValue.fromConfigMap(config, 'level'),
      },
    });
    expect(told(chart).map((text) => text.split(', which')[0])).toEqual([
      'error demo/server: spec.template.spec.volumes: Deployment server uses the Secret secret',
      'error demo/server: spec.template.spec.volumes: Deployment server uses the PersistentVolumeClaim claim',
      'error demo/server: spec.template.spec.containers: Deployment server uses the Secret secret',
      'error demo/server: spec.template.spec.containers: Deployment server uses the ConfigMap config',
      'error demo/server: spec.template.spec.serviceAccountName: Deployment server uses the ServiceAccount account',
    ]);
  });

  test.each<[string, JsonPatch]>([
    ['an account', JsonPatch.replace(`${POD}/serviceAccountName`, 'gone')],
    ['all keys of a Secret', JsonPatch.add(`${POD}/containers/0/envFrom`, [{ secretRef: { name: 'gone' } }])],
    ['all keys of a ConfigMap', JsonPatch.add(`${POD}/containers/0/envFrom`, [{ configMapRef: { name: 'gone' } }])],
    ['a Secret among others', JsonPatch.add(`${POD}/volumes/-`, { name: 'p', projected: { sources: [{ secret: { name: 'gone' } }] } })],
  ])('what a patch speaks of: %s', (_, patch) => {
    const chart = testChart();
    training(chart, 'train').job.addJsonPatch(patch);
    expect(rulesTold(chart)).toEqual(['error demo/train missing-reference']);
  });

  test('a claim that a patch has given another name', () => {
    const chart = testChart();
    const models = cephFs(chart, 'models');
    service(chart, 'server', { model: models.artifact('m') });
    models.claim.addJsonPatch(JsonPatch.replace('/metadata/name', 'weights'));
    expect(rulesTold(chart)).toEqual(['error demo/server missing-reference']);
  });

  test('without a namespace it is said so', () => {
    const chart = new Chart(testChart(), 'bare');
    const settings = configMap(elsewhere(chart), 'settings');
    service(chart, 'server', { mounts: [Mount.configMap('/etc/settings', settings)] });
    expect(told(chart)).toEqual([expect.stringContaining('which nothing in the app makes in its namespace (')]);
  });
});

describe('what a pod uses is right', () => {
  test('where the app makes it, wherever in the tree', () => {
    const chart = testChart();
    const inner = new Chart(chart, 'inner', { namespace: 'ml' });
    service(chart, 'server', {
      serviceAccount: serviceAccount(inner, 'account'),
      mounts: [Mount.secret('/secret', secret(inner, 'secret')), Mount.configMap('/config', configMap(inner, 'config'))],
      model: cephFs(inner, 'models').artifact('m'),
    });
    expect(told(chart)).toEqual([]);
  });

  test('where it is said to exist in the cluster', () => {
    const chart = testChart();
    const key = Secret.fromSecretName(chart, 'secret', 'there');
    service(chart, 'server', {
      serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'there'),
      mounts: [
        Mount.secret('/secret', key),
        Mount.configMap('/config', ConfigMap.fromConfigMapName(chart, 'config', 'there')),
        Mount.claim('/claim', PersistentVolumeClaim.fromClaimName(chart, 'claim', 'there')),
      ],
      envValues: { KEY: EnvValue.fromSecretValue({ secret: key, key: 'key' }) },
      model: CephDataset.fromClaimName(chart, 'models', 'models').artifact('m'),
    });
    expect(told(chart)).toEqual([]);
  });

  test('where the pod starts without it', () => {
    const chart = testChart();
    const key = { secret: secret(elsewhere(chart), 'secret'), key: 'key' };
    service(chart, 'server', { envValues: { KEY: EnvValue.fromSecretValue(key, { optional: true }) } });
    expect(told(chart)).toEqual([]);
  });

  test("in a user's own pods: what they use is not ours to judge", () => {
    const chart = testChart();
    cephFs(chart, 'data');
    ownDeployment(chart, 'web', { pod: { ...volumeOf('anything'), serviceAccountName: 'anybody' } });
    expect(told(chart)).toEqual([]);
  });
});

test('what is said to exist stands in the manifest, so that checks of the YAML alone know it', () => {
  const chart = testChart();
  const { deployment } = service(chart, 'server', {
    serviceAccount: ServiceAccount.fromServiceAccountName(chart, 'account', 'robot'),
    mounts: [Mount.secret('/secret', Secret.fromSecretName(chart, 'secret', 'there'))],
    model: CephDataset.fromClaimName(chart, 'models', 'models').artifact('m'),
  });
  expect(deployment.metadata.toJson().annotations).toEqual({
    'cdk8s-ml.io/external': 'PersistentVolumeClaim/models, Secret/there, ServiceAccount/robot',
  });
});
