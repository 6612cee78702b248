import type { Chart } from 'cdk8s';
import { Gpu, GpuTrainingJob, VolcanoQueue, type VolcanoQueueProps } from '../../lib';
import { manifestOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

function withQueue(props: VolcanoQueueProps = {}): Chart {
  const chart = testChart();
  new VolcanoQueue(chart, 'team-a', props);
  return chart;
}

test('minimal', () => {
  const chart = withQueue();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = withQueue({
    name: 'research',
    labels: { team: 'platform' },
    weight: 3,
    capability: { cpu: '256', memory: '2Ti', gpus: [Gpu.nvidia(32)] },
    deserved: { cpu: '128', gpus: [Gpu.nvidia(16)], other: { 'rdma/hca': '8' } },
    guarantee: { gpus: [Gpu.nvidia(8)] },
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a training takes its queue from the construct, so that names can not differ', () => {
  const chart = testChart();
  const queue = new VolcanoQueue(chart, 'team-a').queue({ minMembers: 1 });
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, queue });
  expect(manifestOf(chart, 'PodGroup').spec).toEqual({ minMember: 1, queue: 'team-a' });
});

test.each<[string, unknown, string[]]>([
  ['no weight', { weight: 0 }, ['weight: must be a whole number from 1 to 65535, got 0 (for example 1)']],
  [
    'more kept than it has a right to',
    { guarantee: { cpu: '9' }, deserved: { cpu: '8' } },
    ['guarantee: keeps more cpu than deserved, 8, got "9" (write "9" in deserved, or more)'],
  ],
  [
    'something kept to which it has no right',
    { guarantee: { cpu: '9' } },
    ['guarantee: keeps cpu, of which deserved says nothing, got "9" (write "9" in deserved, or more)'],
  ],
  [
    'a right to more than it may have',
    { deserved: { gpus: [Gpu.nvidia(16)] }, capability: { gpus: [Gpu.nvidia(8)] } },
    ['deserved: gives a right to more nvidia.com/gpu than capability, 8, got "16" (write at most "8")'],
  ],
])('a wrong queue has its text: %s', (_, props, lines) => {
  expect(refusal(() => withQueue(props as VolcanoQueueProps))).toEqual(lines);
});
