import type { Chart } from 'cdk8s';
import { GpuTrainingJob, PreemptionPolicy, PriorityClass, type PriorityClassProps } from '../../lib';
import { manifestOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

function withClass(props: Partial<PriorityClassProps> = {}, id = 'urgent'): Chart {
  const chart = testChart();
  new PriorityClass(chart, id, { value: 1000, ...props });
  return chart;
}

test('minimal: pods that wait end no others', () => {
  const chart = withClass();
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = withClass({
    name: 'serving',
    labels: { team: 'platform' },
    value: 1_000_000_000,
    preemptionPolicy: PreemptionPolicy.PREEMPT_LOWER_PRIORITY,
    description: 'what users wait for',
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a training takes its class by its name', () => {
  const chart = testChart();
  const { name } = new PriorityClass(chart, 'urgent', { value: 1000 });
  new GpuTrainingJob(chart, 'train', { image: 'registry.example.com/ml/train:1.0', resources: RESOURCES, priorityClassName: name });
  expect(manifestOf(chart, 'Job').spec).toMatchObject({ template: { spec: { priorityClassName: 'urgent' } } });
});

test.each<[string, () => unknown, string[]]>([
  ['no value', () => withClass({ value: undefined as never }), ['value: is required (for example 1000)']],
  [
    "a value that is the cluster's own",
    () => withClass({ value: 1_000_000_001 }),
    ['value: must be a whole number from -2147483648 to 1000000000, got 1000000001 (for example 1000)'],
  ],
  [
    "a name of the cluster's own classes",
    () => withClass({}, 'system-urgent'),
    [`name: starts with system-, as the cluster's own classes alone may, got "system-urgent" (give it another name)`],
  ],
  [
    'a policy that is none',
    () => withClass({ preemptionPolicy: 'Always' as never }),
    ['preemptionPolicy: must be one of Never, PreemptLowerPriority, got "Always" (use the enum PreemptionPolicy)'],
  ],
])('a wrong class has its text: %s', (_, make, lines) => {
  expect(refusal(make)).toEqual(lines);
});
