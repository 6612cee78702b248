import { emptyPod } from '../../lib/constructs/render/context';
import type { ContainerPlan, PodPlan } from '../../lib/pod/plan';
import { podTemplate } from '../../lib/pod/template';
import { container } from '../workload/plans';

function pod(more: Partial<PodPlan> = {}): PodPlan {
  return { ...emptyPod('main', { app: 'a' }), ...more };
}

const specOf = (plan: PodPlan) => podTemplate(plan).spec;
const withMain = (main: Partial<ContainerPlan>) => pod({ main: container('main', main) });

test('what is not said is left out, not written as nothing', () => {
  const { metadata, spec } = podTemplate(pod());
  expect(metadata).toEqual({ labels: { app: 'a' } });
  expect(Object.keys(spec).sort()).toEqual(['automountServiceAccountToken', 'containers', 'enableServiceLinks', 'securityContext']);
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
});

test('what is empty by intent stays: an argument, a grace of no time', () => {
  const plan = { ...withMain({ args: [''], env: [{ name: 'A', value: '' }] }), settings: { terminationGracePeriodSeconds: 0 } };
  expect(specOf(plan)).toMatchObject({ terminationGracePeriodSeconds: 0, containers: [{ args: [''], env: [{ name: 'A', value: '' }] }] });
});

test('the main container stands first, sidecars after it, and all are secured alike', () => {
  const spec = specOf(pod({ sidecars: [container('log')], initContainers: [container('copy')] }));
  expect(spec.containers.map(({ name }) => name)).toEqual(['main', 'log']);
  expect(spec.initContainers?.map(({ name }) => name)).toEqual(['copy']);
  const contexts = [...spec.containers, ...(spec.initContainers ?? [])].map(({ securityContext }) => JSON.stringify(securityContext));
  expect(new Set(contexts).size).toBe(1);
});

test('ports, probes and lifecycle are those of the container', () => {
  const probes = { readinessProbe: { httpGet: { path: '/ready', port: 'http' } } };
  const lifecycle = { preStop: { sleep: { seconds: 5 } } };
  expect(specOf(withMain({ ports: [{ name: 'http', port: 80 }], probes, lifecycle })).containers[0]).toMatchObject({
    ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
    ...probes,
    lifecycle,
  });
});

test.each([
  ['1Gi', undefined, '11Gi'],
  ['1Gi', true, '10Gi'],
  ['1500Mi', undefined, '11740Mi'],
] as const)('scratch space of %s (counted already: %p) makes a request for local disk of %s', (size, counted, sum) => {
  const amounts = { requests: { 'ephemeral-storage': '10Gi' }, limits: { 'ephemeral-storage': '10240Mi' } };
  const source = counted === undefined ? { kind: 'scratch' as const, size } : { kind: 'scratch' as const, size, counted };
  const { resources } =
    specOf(withMain({ amounts, mounts: [{ path: '/a', source, readOnly: false, prop: 'mounts' }] })).containers[0] ?? {};
  expect(resources?.requests).toEqual({ 'ephemeral-storage': sum });
});

test('without a request for local disk none is made up', () => {
  const mounts = [{ path: '/a', source: { kind: 'scratch', size: '1Gi' } as const, readOnly: false, prop: 'mounts' }];
  expect(specOf(withMain({ mounts })).containers[0]?.resources).toEqual({});
});

test('the same plan gives the same template, and is not changed', () => {
  const plan = pod({ annotations: { note: 'a' }, imagePullSecrets: ['registry'] });
  const before = JSON.stringify(plan);
  const first = podTemplate(plan);
  first.metadata.labels.app = 'changed';
  first.spec.containers.pop();
  expect(podTemplate(plan)).toMatchObject({ metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main' }] } });
  expect(JSON.stringify(plan)).toBe(before);
});
