import { Parallel } from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { KINDS, kindOf } from '../../lib/workload/kinds/table';
import { TFJOB } from '../../lib/workload/kinds/tfjob';
import { chartAt, cluster, training } from '../pod/reading';
import { manifestOf } from '../support/charts';
import { planOf } from './plans';

const known = (apiVersion: string, kind: string) => kindOf({ apiVersion, kind });

function podsOf(manifest: Manifest) {
  const kind = kindOf(manifest);
  return kind?.podsInside(manifest).map(({ role, field, count, surge }) => ({ role, field, count, surge }));
}

test('each kind has one row', () => {
  const names = KINDS.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
  expect(new Set(names).size).toBe(names.length);
});

test('a kind of another version or group is not known', () => {
  expect(known('batch/v1beta1', 'CronJob')).toBeUndefined();
  expect(known('example.com/v1', 'Job')).toBeUndefined();
  expect(known('v1', 'ConfigMap')).toBeUndefined();
});

test.each([
  ['batch/v1', 'Job', false],
  ['kubeflow.org/v1', 'TFJob', false],
  ['batch/v1', 'CronJob', false],
  ['apps/v1', 'DaemonSet', false],
  ['v1', 'Pod', false],
  ['apps/v1', 'Deployment', true],
  ['apps/v1', 'StatefulSet', true],
  ['apps/v1', 'ReplicaSet', true],
])('whether a HorizontalPodAutoscaler can scale a %s %s: %p', (apiVersion, kind, scalable) => {
  expect(known(apiVersion, kind)?.scalable).toBe(scalable);
});

describe('the pods inside', () => {
  test('a job: one, or as many as run at once', () => {
    expect(podsOf(manifestOf(training({}, chartAt('1.33')), 'Job'))).toEqual([{ role: '', field: 'spec.template', count: 1, surge: 0 }]);
    expect(podsOf(manifestOf(training({ parallel: Parallel.shards(5) }), 'Job'))?.[0]?.count).toBe(5);
  });

  test('a TFJob: those of each role', () => {
    const pods = podsOf(manifestOf(cluster({ worker: { replicas: 4 }, parameterServer: { replicas: 2 } }), 'TFJob'));
    expect(pods).toEqual([
      { role: 'PS', field: 'spec.tfReplicaSpecs.PS.template', count: 2, surge: 0 },
      { role: 'Worker', field: 'spec.tfReplicaSpecs.Worker.template', count: 4, surge: 0 },
    ]);
  });

  test.each<[string, string, object, object[]]>([
    ['v1', 'Pod', { spec: { containers: [] } }, [{ field: '', count: 1 }]],
    ['apps/v1', 'StatefulSet', { spec: { replicas: 3, template: {} } }, [{ field: 'spec.template', count: 3 }]],
    ['apps/v1', 'Deployment', { spec: { replicas: 3, template: {} } }, [{ field: 'spec.template', count: 3, surge: 1 }]],
    ['apps/v1', 'Deployment', { spec: { replicas: 3, template: {}, strategy: { type: 'Recreate' } } }, [{ count: 3, surge: 0 }]],
    ['apps/v1', 'DaemonSet', { spec: { template: {} } }, [{ field: 'spec.template', count: 2 }]],
    [
      'batch/v1',
      'CronJob',
      { spec: { jobTemplate: { spec: { template: {}, parallelism: 2 } } } },
      [{ field: 'spec.jobTemplate.spec.template', count: 2 }],
    ],
    ['batch/v1', 'Job', {}, []],
    ['kubeflow.org/v1', 'TFJob', { spec: {} }, []],
  ])('%s %s that somebody else wrote: %j', (apiVersion, kind, content, pods) => {
    expect(podsOf({ apiVersion, kind, metadata: { name: 'a' }, ...content })).toMatchObject(pods);
  });
});

test('pods have the labels that their controllers add', () => {
  const job = manifestOf(training(), 'Job');
  expect(kindOf(job)?.podLabels?.(job, '')).toEqual({ 'job-name': 'train-model', 'batch.kubernetes.io/job-name': 'train-model' });
  const tfJob = manifestOf(cluster(), 'TFJob');
  expect(kindOf(tfJob)?.podLabels?.(tfJob, 'PS')).toEqual({
    'training.kubeflow.org/job-name': 'tfjob-example',
    'training.kubeflow.org/operator-name': 'tfjob-controller',
    'training.kubeflow.org/replica-type': 'ps',
  });
});

test('a role that the operator does not have is a mistake of ours', () => {
  expect(() => TFJOB.derivedNames(planOf('scheduler'), {} as never)).toThrow('a TFJob has no role scheduler');
});
