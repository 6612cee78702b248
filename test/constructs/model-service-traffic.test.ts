import type { Chart } from 'cdk8s';
import { Autoscaling, Caller, Isolation, ModelService, type ModelServiceProps } from '../../lib';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart } from '../support/charts';

function chartWith(props: Partial<ModelServiceProps>): Chart {
  const chart = testChart();
  new ModelService(chart, 'server', { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES, ...props });
  return chart;
}

function kinds(props: Partial<ModelServiceProps>): string[] {
  return manifestsOf(chartWith(props)).map(({ kind }) => kind);
}

function refusalOf(props: Partial<ModelServiceProps>): string[] {
  return refusal(() => chartWith(props));
}

describe('replicas', () => {
  test('two run where nothing is said: one keeps serving while the other is replaced', () => {
    expect(manifestOf(chartWith({}), 'Deployment')).toHaveProperty('spec.replicas', 2);
  });

  test('as many run as are asked for', () => {
    expect(manifestOf(chartWith({ replicas: 7 }), 'Deployment')).toHaveProperty('spec.replicas', 7);
  });

  test('the Deployment has none of its own when something scales it, so that applying it again resets nothing', () => {
    expect(manifestOf(chartWith({ autoscaling: Autoscaling.onCpu({ max: 3 }) }), 'Deployment')).not.toHaveProperty('spec.replicas');
  });

  test('replicas beside autoscaling are refused', () => {
    expect(refusalOf({ replicas: 3, autoscaling: Autoscaling.onCpu({ max: 3 }) })).toEqual([
      'replicas: is decided by autoscaling (leave it out, or give autoscaling min and max)',
    ]);
  });
});

describe('the autoscaler', () => {
  function autoscaler(options: { max: number; min?: number; utilization?: number }): unknown {
    return manifestOf(chartWith({ autoscaling: Autoscaling.onCpu(options) }), 'HorizontalPodAutoscaler').spec;
  }

  test("scales the Deployment by the main container's CPU, since a sidecar's would hide it", () => {
    expect(autoscaler({ max: 10 })).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'server' },
      metrics: [
        {
          type: 'ContainerResource',
          containerResource: { name: 'cpu', container: 'main', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
    });
  });

  test('names a container that the pods have', () => {
    const deployment = manifestOf(chartWith({ autoscaling: Autoscaling.onCpu({ max: 10 }) }), 'Deployment');
    expect(deployment).toHaveProperty('spec.template.spec.containers[0].name', 'main');
  });

  test('goes down only after five quiet minutes, since a model takes long to load', () => {
    expect(autoscaler({ max: 10 })).toMatchObject({ behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } });
  });

  test('keeps two replicas where nothing is said, and not more than the most', () => {
    expect(autoscaler({ max: 10 })).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
    expect(autoscaler({ max: 1 })).toMatchObject({ minReplicas: 1, maxReplicas: 1 });
  });

  test('keeps the bounds and the utilization that are given', () => {
    expect(autoscaler({ min: 4, max: 5, utilization: 50 })).toMatchObject({ minReplicas: 4, maxReplicas: 5 });
    expect(autoscaler({ min: 4, max: 5, utilization: 50 })).toHaveProperty('metrics[0].containerResource.target.averageUtilization', 50);
  });
});

describe('the disruption budget', () => {
  const BUDGET = 'PodDisruptionBudget';

  test.each<[string, Partial<ModelServiceProps>, boolean]>([
    ['two replicas', { replicas: 2 }, true],
    ['one replica', { replicas: 1 }, false],
    ['an autoscaler with two at least', { autoscaling: Autoscaling.onCpu({ min: 2, max: 3 }) }, true],
    ['an autoscaler with one at least', { autoscaling: Autoscaling.onCpu({ min: 1, max: 3 }) }, false],
  ])('a service with %s has one only if two pods run at least', (_, props, expected) => {
    expect(kinds(props).includes(BUDGET)).toBe(expected);
  });

  test('lets one pod go at a time, and never holds a node for pods that are not ready', () => {
    expect(manifestOf(chartWith({}), BUDGET).spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  });
});

describe('the Service', () => {
  test("has port 80, which leads to the container's port by its name", () => {
    const chart = chartWith({ port: 8501 });
    expect(manifestOf(chart, 'Service')).toHaveProperty('spec.ports', [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }]);
    expect(manifestOf(chart, 'Deployment')).toHaveProperty('spec.template.spec.containers[0].ports', [
      { name: 'http', containerPort: 8501, protocol: 'TCP' },
    ]);
  });

  test('is reached inside the cluster alone', () => {
    expect(manifestOf(chartWith({}), 'Service')).toHaveProperty('spec.type', 'ClusterIP');
  });
});

describe('the NetworkPolicy', () => {
  function policy(props: Partial<ModelServiceProps>): unknown {
    return manifestOf(chartWith(props), 'NetworkPolicy').spec;
  }

  const PORTS = [{ port: 'http', protocol: 'TCP' }];

  test("lets anybody in, on the service's port alone, until callers are named", () => {
    expect(policy({})).toMatchObject({ ingress: [{ ports: PORTS }] });
    expect(policy({})).not.toHaveProperty('ingress[0].from');
  });

  test('lets the callers in, and nobody else', () => {
    expect(policy({ callers: [Caller.namespace('ingress-nginx'), Caller.pods({ app: 'web', tier: 'front' })] })).toMatchObject({
      ingress: [
        {
          ports: PORTS,
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } },
            { podSelector: { matchLabels: { app: 'web', tier: 'front' } } },
          ],
        },
      ],
    });
  });

  test('lets everything out, written as a rule', () => {
    expect(policy({})).toMatchObject({ policyTypes: ['Ingress', 'Egress'], egress: [{}] });
  });

  test('is not there where the namespace has its own rules', () => {
    expect(kinds({ isolation: Isolation.NONE })).not.toContain('NetworkPolicy');
    expect(kinds({ isolation: Isolation.NETWORK_POLICY })).toContain('NetworkPolicy');
  });

  test('an empty list of callers is refused: to Kubernetes an empty list of peers is everybody', () => {
    expect(refusalOf({ callers: [] }).map((text) => text.split(':')[0])).toEqual(['callers']);
  });

  test('callers without a policy are refused: nothing would hold others off', () => {
    const refused = refusalOf({ callers: [Caller.namespace('web')], isolation: Isolation.NONE });
    expect(refused.map((text) => text.split(':')[0])).toEqual(['callers']);
  });
});
