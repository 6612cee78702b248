import { JsonPatch } from 'cdk8s';
import { ClusterProfile, Gpu, MlNamespace, TfJobCluster } from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, shownOf, told, training } from './apps';

// Warnings are told on standard error; what they say is asked of `Checks` here.
beforeAll(() => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => jest.restoreAllMocks());

function newest() {
  const chart = testChart();
  ClusterProfile.generic().attach(chart, { kubernetesVersion: '1.34' });
  return chart;
}

const TWO = Gpu.claim('gpu.nvidia.com', 2);
const POD = '/spec/template/spec';

describe('claims of devices', () => {
  test('are right as they are written', () => {
    const chart = newest();
    service(chart, 'serve', { gpu: TWO });
    training(chart, 'train', { gpu: TWO });
    expect(told(chart)).toEqual([]);
  });

  test('of a template that nothing makes are refused', () => {
    const chart = newest();
    const patch = JsonPatch.replace(`${POD}/resourceClaims/0/resourceClaimTemplateName`, 'gone');
    service(chart, 'serve', { gpu: TWO }).deployment.addJsonPatch(patch);
    expect(shownOf(chart)).toEqual([
      '[demo/serve] spec.template.spec.resourceClaims: Deployment serve uses the ResourceClaimTemplate gone, which nothing in the app makes in the namespace ml; it is patched by ' +
        'replace /spec/template/spec/resourceClaims/0/resourceClaimTemplateName (make it, or take it by fromXName of cdk8s-plus (a claim by CephDataset.fromClaimName) if it exists in the cluster)',
    ]);
    expect(rulesTold(chart)).toEqual(['warning demo/serve unused-template', 'error demo/serve missing-reference']);
  });

  test('that the API server refuses are found', () => {
    const chart = newest();
    ownDeployment(chart, 'web', {
      pod: {
        containers: [{ name: 'web', image: 'web:1.0', resources: { claims: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] } }],
        resourceClaims: [{ name: 'a', resourceClaimName: 'x' }, { name: 'a', resourceClaimName: 'x' }, { name: 'b' }],
      },
    });
    const fix = '(mend the claims of the pod and its containers)';
    expect(told(chart)).toEqual([
      `warning demo/web: spec.template.spec.resourceClaims: Deployment web has two claims named a ${fix}`,
      `warning demo/web: spec.template.spec.resourceClaims: Deployment web says for the claim b neither or both of a claim and a template ${fix}`,
      `warning demo/web: spec.template.spec.resourceClaims: Deployment web uses in container web the claim c, which the pod does not have ${fix}`,
    ]);
  });

  test('that no container gets are warned of', () => {
    const chart = newest();
    service(chart, 'serve', { gpu: TWO }).deployment.addJsonPatch(JsonPatch.remove(`${POD}/containers/0/resources/claims`));
    expect(told(chart)).toEqual([
      'warning demo/serve: spec.template.spec.resourceClaims: Deployment serve claims devices as gpu, which no container gets; it is patched by ' +
        'remove /spec/template/spec/containers/0/resources/claims (name it in resources.claims of a container, or leave it out)',
    ]);
  });

  test('by a template that no pod names are warned of', () => {
    const chart = newest();
    own(chart, 'idle', 'resource.k8s.io/v1', 'ResourceClaimTemplate', {}, { namespace: 'ml' });
    expect(told(chart)).toEqual([
      "warning demo/idle: metadata.name: ResourceClaimTemplate idle is named by no pod of the app (name it in the pod's resourceClaims, or leave it out)",
    ]);
  });
});

describe('a quota of devices', () => {
  test('is right by the name that Kubernetes counts, and holds against all pods of a workload', () => {
    const chart = newest();
    new MlNamespace(chart, 'ns', { quota: { gpus: [Gpu.claim('gpu.nvidia.com', 7)] } });
    new TfJobCluster(chart, 'train', { image: 'a.io/train:1.0', resources: RESOURCES, worker: { replicas: 4, gpu: TWO } });
    expect(shownOf(chart)).toEqual([
      '[demo/train] spec.tfReplicaSpecs.Worker.template.spec.containers: TFJob train needs 8 of gpu.nvidia.com.deviceclass.resource.k8s.io/devices for 4 pods, and ' +
        'ResourceQuota quota of demo/ns allows 7 in ml: it never fits (ask for less, or raise the quota)',
    ]);
  });

  test('counts what others claim by templates, but not what has no number', () => {
    const chart = newest();
    new MlNamespace(chart, 'ns', { quota: { gpus: [Gpu.claim('gpu.nvidia.com', 1)] } });
    const requests = [
      { name: 'a', exactly: { deviceClassName: 'gpu.nvidia.com', count: 1 } },
      { name: 'b', exactly: { deviceClassName: 'gpu.nvidia.com', allocationMode: 'All' } },
      { name: 'c', firstAvailable: [] },
    ];
    own(chart, 'all', 'resource.k8s.io/v1', 'ResourceClaimTemplate', { spec: { devices: { requests } } }, { namespace: 'ml' });
    const claims = { resourceClaims: [{ name: 'a', resourceClaimTemplateName: 'all' }] };
    const containers = [{ name: 'web', image: 'web:1.0', resources: { claims: [{ name: 'a' }] } }];
    ownDeployment(chart, 'web', { pod: { containers, ...claims } });
    expect(rulesTold(chart).filter((rule) => rule.includes('quota'))).toEqual([]);
  });
});
