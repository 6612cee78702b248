import { ModelService } from '../../lib';
import { RESOURCES, refusal, testChart } from '../support/charts';

const RIGHT = { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES };

function made(props: object): () => unknown {
  return () => new ModelService(testChart(), 'server', { ...RIGHT, ...props } as never);
}

test.each<[string, unknown, string]>([
  ['dataset', {}, "a service reads its model; for further data write mounts: [dataset.mount('/data', { readOnly: true })]"],
  ['strategy', {}, 'write rollout: Rollout.rolling({ maxSurge: 0, maxUnavailable: 1 }), or Rollout.recreate()'],
  ['minReplicas', 2, 'write autoscaling: Autoscaling.onCpu({ min: 2, max: 10 })'],
  ['terminationGracePeriodSeconds', 30, 'write drain: Duration.seconds(25) of cdk8s'],
  ['livenessProbe', {}, "write probes: Probes.http({ ready: '/ready', live: '/healthz' })"],
])('%s, which Kubernetes has and a service says otherwise, is refused with what to write', (name, value, fix) =>
  expect(refusal(made({ [name]: value }))).toEqual([`${name}: is not a known prop (${fix})`]),
);
