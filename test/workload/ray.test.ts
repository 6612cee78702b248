import { kindOf } from '../../lib/workload/kinds/table';
import { IMAGE } from '../pod/reading';

describe('the checks see the pods that anybody writes', () => {
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'ray', image: IMAGE }] } };
  const workerGroupSpecs = [{ groupName: 'big', replicas: 2, minReplicas: 0, maxReplicas: 4, template }];
  const clusterSpec = { headGroupSpec: { template }, workerGroupSpecs };
  const places = (spec: string, surge: number[]) => [
    [`${spec}.headGroupSpec.template`, 'head', 1, surge[0]],
    [`${spec}.workerGroupSpecs[0].template`, 'big', 2, surge[1]],
  ];

  test.each([
    [
      'RayJob',
      { rayClusterSpec: clusterSpec, submitterPodTemplate: template },
      [...places('spec.rayClusterSpec', [0, 0]), ['spec.submitterPodTemplate', 'submitter', 1, 0]],
    ],
    ['RayJob', {}, []],
    ['RayCluster', clusterSpec, places('spec', [0, 0])],
    ['RayService', { rayClusterConfig: clusterSpec }, places('spec.rayClusterConfig', [1, 2])],
  ])('in a %s', (kind, spec, fields) => {
    const manifest = { apiVersion: 'ray.io/v1', kind, metadata: { name: 'own' }, spec };
    const pods = kindOf(manifest)?.podsInside(manifest) ?? [];
    expect(pods.map(({ field, role, count, surge }) => [field, role, count, surge])).toEqual(fields);
  });

  test('as many as the autoscaler may make, where it has a bound', () => {
    const group = (more: object) => ({ groupName: 'big', replicas: 1, template, ...more });
    const counts = (...groups: object[]) => {
      const spec = { enableInTreeAutoscaling: true, workerGroupSpecs: groups };
      const manifest = { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: { name: 'own' }, spec };
      return kindOf(manifest)
        ?.podsInside(manifest)
        .map(({ count }) => count);
    };
    expect(counts(group({ maxReplicas: 5 }), group({ maxReplicas: 2147483647 }), group({ minReplicas: 2, numOfHosts: 4 }))).toEqual([
      5, 1, 8,
    ]);
  });

  test('with the labels that KubeRay gives them', () => {
    const manifest = { apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: { name: 'own' }, spec: {} };
    const labels = (role: string) => kindOf(manifest)?.podLabels?.(manifest, role);
    expect(labels('head')).toEqual({ 'ray.io/is-ray-node': 'yes', 'ray.io/node-type': 'head', 'ray.io/group': 'headgroup' });
    expect(labels('big')).toEqual({ 'ray.io/is-ray-node': 'yes', 'ray.io/node-type': 'worker', 'ray.io/group': 'big' });
    expect(labels('submitter')).toEqual({});
  });
});
