import { App, Chart } from 'cdk8s';
import { CephDataset, Checks, ClusterProfile, Gpu, MxJobCluster, type MxJobClusterProps, Queue } from '../../lib';
import type { PodTemplate } from '../../lib/pod/kubernetes';
import { IMAGE } from '../pod/reading';
import { manifestOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

/** A chart of a cluster that still has MXJobs. */
function olderChart(trainingOperatorVersion = '1.8'): Chart {
  const app = new App();
  ClusterProfile.generic().attach(app, { trainingOperatorVersion });
  return new Chart(app, 'chart', { namespace: 'ml' });
}

function made(props: Partial<MxJobClusterProps> = {}, chart: Chart = olderChart()): Chart {
  new MxJobCluster(chart, 'train', {
    image: IMAGE,
    resources: RESOURCES,
    worker: { replicas: 2 },
    parameterServer: { replicas: 1 },
    ...props,
  });
  return chart;
}

test('minimal', () => {
  const chart = made();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test.each([undefined, '1.9', '1.10'])('with a training operator of version %s it is refused, and the alternatives are named', (version) => {
  const chart = version === undefined ? testChart() : olderChart(version);
  const [line, ...others] = refusal(() => made({}, chart));
  expect(line).toContain(`needs an MXJob, and the cluster's training operator ${version ?? '1.9'} has none: 1.8 was the last`);
  expect(line).toContain('write a JobSetCluster with rendezvous: Rendezvous.MXNET and the roles scheduler, server and worker');
  expect(others).toEqual([]);
});

test('scheduler and parameter servers have no GPU, and workers alone have data and model', () => {
  const chart = olderChart();
  const dataset = CephDataset.fromClaimName(chart, 'images', 'images');
  const model = CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model.params');
  made({ gpu: Gpu.nvidia(1), dataset, model }, chart);
  const { mxReplicaSpecs, jobMode } = manifestOf(chart, 'MXJob').spec as {
    mxReplicaSpecs: Record<string, { replicas: number; template: PodTemplate }>;
    jobMode: string;
  };
  expect(jobMode).toBe('MXTrain');
  const roles = Object.entries(mxReplicaSpecs).map(
    ([
      role,
      {
        replicas,
        template: { spec },
      },
    ]) => {
      const [main] = spec.containers;
      expect(main).toMatchObject({ name: 'mxnet', ports: [{ name: 'mxjob-port', containerPort: 9091 }] });
      return [
        role,
        replicas,
        main?.resources?.limits?.['nvidia.com/gpu'],
        spec.volumes?.filter((each) => each.persistentVolumeClaim).length ?? 0,
      ];
    },
  );
  expect(roles).toEqual([
    ['Scheduler', 1, undefined, 0],
    ['Server', 1, undefined, 0],
    ['Worker', 2, '1', 2],
  ]);
});

test('a queue of Kueue, which knows no MXJob, is refused', () => {
  expect(refusal(() => made({ queue: Queue.kueue('team-a') }))).toEqual([
    'queue: is kueue, which knows no MXJob (since its version 0.11): the training would start at once ' +
      '(write Queue.volcano or Queue.coscheduling, or a JobSetCluster with rendezvous: Rendezvous.MXNET)',
  ]);
  expect(refusal(() => made({ queue: Queue.volcano('team-a') }))).toEqual([]);
});

test('variables that the operator writes are refused', () => {
  const names = ['MX_CONFIG', 'DMLC_ROLE', 'DMLC_PS_ROOT_URI', 'DMLC_NUM_WORKER', 'DMLC_WORKER_ID'];
  expect(refusal(() => made({ env: Object.fromEntries(names.map((name) => [name, '1'])) }))).toEqual(
    names.map((name) => `env: writes env ${name}, which the workload's controller writes already (leave it out of env)`),
  );
});

test.each(['1.4', 'v1.8', '2.0', '1'])('a training operator of version %s is not known', (trainingOperatorVersion) => {
  expect(refusal(() => ClusterProfile.generic().attach(new App(), { trainingOperatorVersion }))).toEqual([
    `trainingOperatorVersion: must be a minor version of the training operator from 1.5 on, got "${trainingOperatorVersion}" (for example "1.9")`,
  ]);
});
