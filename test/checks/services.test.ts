import { JsonPatch } from 'cdk8s';
import { Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import { Autoscaling, Resources, TfJobCluster } from '../../lib';
import { RESOURCES, testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, shownOf, told, training } from './apps';

const MAIN = '/spec/template/spec/containers/0';

function scaler(chart: ReturnType<typeof testChart>, id: string, kind: string, name: string, apiVersion = 'apps/v1'): void {
  own(chart, id, 'autoscaling/v2', 'HorizontalPodAutoscaler', { scaleTargetRef: { apiVersion, kind, name }, maxReplicas: 5 });
}

describe("a Service's port by name", () => {
  test('that its pods do not have is refused if it is ours', () => {
    const chart = testChart();
    service(chart, 'server').deployment.addJsonPatch(JsonPatch.replace(`${MAIN}/ports/0/name`, 'web'));
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.ports: Service server sends to the port http, which its pods do not have (name a port of the container)',
    ]);
  });

  test("that its pods do not have is warned of if it is the user's", () => {
    const chart = testChart();
    service(chart, 'server');
    own(chart, 'metrics', 'v1', 'Service', {
      selector: { 'app.kubernetes.io/instance': 'server' },
      ports: [{ port: 9090, targetPort: 'metrics' }],
    });
    expect(rulesTold(chart)).toEqual(['warning demo/metrics missing-port']);
  });

  test('that its pods have, or a number, is right: pods need not name what they listen on', () => {
    const chart = testChart();
    service(chart, 'server');
    const ports = [{ port: 80, targetPort: 'http' }, { port: 81, targetPort: 9090 }, { port: 82 }];
    own(chart, 'more', 'v1', 'Service', { selector: { 'app.kubernetes.io/instance': 'server' }, ports });
    expect(told(chart)).toEqual([]);
  });
});

describe('an autoscaler', () => {
  test('of ours whose target a patch takes away is refused', () => {
    const chart = testChart();
    const { autoscaler } = service(chart, 'server', { autoscaling: Autoscaling.onCpu({ max: 3 }) });
    autoscaler?.addJsonPatch(JsonPatch.replace('/spec/scaleTargetRef/name', 'other'));
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.scaleTargetRef: HorizontalPodAutoscaler server scales Deployment other, which the app does not have; ' +
        'it is patched by replace /spec/scaleTargetRef/name (scale a Deployment without replicas)',
    ]);
  });

  test('of ours whose target a patch gives replicas is refused', () => {
    const chart = testChart();
    const { deployment } = service(chart, 'server', { autoscaling: Autoscaling.onCpu({ max: 3 }) });
    deployment.addJsonPatch(JsonPatch.add('/spec/replicas', 3));
    expect(shownOf(chart)).toEqual([
      '[demo/server] spec.scaleTargetRef: HorizontalPodAutoscaler server scales Deployment server, whose spec.replicas resets it each time ' +
        'it is applied (scale a Deployment without replicas)',
    ]);
  });

  test('of the user on a Job or a TFJob of ours is refused: they have no scale', () => {
    const chart = testChart();
    training(chart, 'train');
    new TfJobCluster(chart, 'cluster', { image: 'train:1.0', resources: RESOURCES, worker: { replicas: 2 } });
    scaler(chart, 'a', 'Job', 'train', 'batch/v1');
    scaler(chart, 'b', 'TFJob', 'cluster', 'kubeflow.org/v1');
    expect(told(chart)).toEqual([
      'error demo/a: spec.scaleTargetRef: HorizontalPodAutoscaler a scales a Job, which has no scale subresource ' +
        '(scale a Deployment without replicas)',
      'error demo/b: spec.scaleTargetRef: HorizontalPodAutoscaler b scales a TFJob, which has no scale subresource ' +
        '(scale a Deployment without replicas)',
    ]);
  });

  const LET_OURS_SCALE =
    'leave it out and give the ModelService autoscaling: Autoscaling.onCpu({ max: 10 }); or, for other metrics, take its replicas away: ' +
    "service.deployment.addJsonPatch(JsonPatch.remove('/spec/replicas'))";

  test('of the user on a Deployment of ours with replicas is refused, with what to write', () => {
    const chart = testChart();
    const { deployment } = service(chart, 'server');
    scaler(chart, 'hpa', 'Deployment', 'server');
    expect(told(chart)).toEqual([
      'error demo/hpa: spec.scaleTargetRef: HorizontalPodAutoscaler hpa scales Deployment server, whose spec.replicas resets it each time it ' +
        `is applied (${LET_OURS_SCALE})`,
    ]);
    deployment.addJsonPatch(JsonPatch.remove('/spec/replicas'));
    expect(told(chart)).toEqual([]);
  });

  test("of KEDA is judged as Kubernetes' own", () => {
    const chart = testChart();
    service(chart, 'server');
    own(chart, 'keda', 'keda.sh/v1alpha1', 'ScaledObject', { scaleTargetRef: { name: 'server' }, maxReplicaCount: 3 });
    service(chart, 'other', { autoscaling: Autoscaling.onCpu({ max: 3 }) });
    own(chart, 'second', 'keda.sh/v1alpha1', 'ScaledObject', { scaleTargetRef: { name: 'other' } });
    expect(rulesTold(chart)).toEqual(['error demo/keda scaler-target', 'error demo/second two-scalers']);
  });

  test("of the user on a user's Deployment with replicas is warned of", () => {
    const chart = testChart();
    training(chart, 'train', { resources: Resources.burstable({ cpu: '1', memory: '1Gi' }) });
    ownDeployment(chart, 'web');
    scaler(chart, 'hpa', 'Deployment', 'web');
    expect(rulesTold(chart)).toEqual(['warning demo/hpa scaler-target']);
  });

  test('of cdk8s-plus on its Deployment, of ours on ours, and on what the app does not have, is right', () => {
    const chart = testChart();
    service(chart, 'server', { autoscaling: Autoscaling.onCpu({ max: 3 }) });
    const target = new Deployment(chart, 'web', { containers: [{ image: 'web:1.0' }] });
    new HorizontalPodAutoscaler(chart, 'hpa', {
      target,
      maxReplicas: 3,
      metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(70))],
    });
    ownDeployment(chart, 'own', { replicas: undefined });
    scaler(chart, 'to-own', 'Deployment', 'own');
    scaler(chart, 'elsewhere', 'Deployment', 'elsewhere');
    expect(told(chart)).toEqual([]);
  });

  test('beside another on one target is refused where one is ours', () => {
    const chart = testChart();
    service(chart, 'server', { autoscaling: Autoscaling.onCpu({ max: 3 }) });
    scaler(chart, 'second', 'Deployment', 'server');
    expect(told(chart)).toEqual([
      'error demo/second: spec.scaleTargetRef: HorizontalPodAutoscaler second and HorizontalPodAutoscaler server of demo/server scale one ' +
        'Deployment, server (leave one out)',
    ]);
  });

  test("beside another on one target is warned of where both are the user's", () => {
    const chart = testChart();
    training(chart, 'train', { resources: Resources.burstable({ cpu: '1', memory: '1Gi' }) });
    ownDeployment(chart, 'web', { replicas: undefined });
    scaler(chart, 'one', 'Deployment', 'web');
    scaler(chart, 'two', 'Deployment', 'web');
    expect(rulesTold(chart)).toEqual(['warning demo/two two-scalers']);
  });
});
