import fc from 'fast-check';
import { type ContainerAmounts, qosClass } from '../../lib/values/qos';
import { QosClass } from '../../lib/values/resources';
import { vectors } from './findings';

type Amounts = Record<string, string | number>;

interface PodCase {
  readonly name: string;
  readonly containers: ContainerAmounts['resources'][] | null;
  readonly initContainers?: ContainerAmounts['resources'][];
  readonly qosClassAfterDefaulting: string;
}

const CASES = vectors<PodCase>('qos.json');

function judged({ containers, initContainers }: PodCase): QosClass {
  return qosClass([...(initContainers ?? []), ...(containers ?? [])].map((resources) => (resources === undefined ? {} : { resources })));
}

describe("the verdicts of Kubernetes on pods' classes", () => {
  test.each(CASES)('$name is $qosClassAfterDefaulting', (one) => expect(judged(one)).toBe(one.qosClassAfterDefaulting));

  test('are 78, of all three classes', () => {
    const count = (wanted: QosClass): number => CASES.filter((one) => one.qosClassAfterDefaulting === wanted).length;
    expect([QosClass.GUARANTEED, QosClass.BURSTABLE, QosClass.BEST_EFFORT].map(count)).toEqual([27, 38, 13]);
    expect(CASES).toHaveLength(78);
  });
});

const FULL: Amounts = { cpu: '1', memory: '1Gi' };

function container(requests?: Amounts, limits?: Amounts): ContainerAmounts {
  return { resources: { ...(requests === undefined ? {} : { requests }), ...(limits === undefined ? {} : { limits }) } };
}

const RESERVED = container(FULL, FULL);

describe('the class of a pod', () => {
  test.each<[string, ContainerAmounts[], QosClass]>([
    ['requests that are the limits', [RESERVED], QosClass.GUARANTEED],
    ['equal amounts in other spellings', [container({ cpu: '1000m', memory: '1024Mi' }, FULL)], QosClass.GUARANTEED],
    ['equal amounts, a number and a text', [container({ cpu: 1, memory: 1073741824 }, FULL)], QosClass.GUARANTEED],
    ['limits alone, which become the requests', [container(undefined, FULL)], QosClass.GUARANTEED],
    ['one request and both limits', [container({ cpu: '1' }, FULL)], QosClass.GUARANTEED],
    ['equal amounts and a disk request below its limit', [container({ ...FULL, disk: '1' }, { ...FULL, disk: '2' })], QosClass.GUARANTEED],
    ['a reserved init container', [RESERVED, container(FULL, FULL)], QosClass.GUARANTEED],
    ['a sidecar without limits', [RESERVED, container({ cpu: '100m', memory: '64Mi' })], QosClass.BURSTABLE],
    ['a sidecar or init container that says nothing', [RESERVED, {}], QosClass.BURSTABLE],
    ['two containers whose sums alone are equal but one has no limit', [container(FULL, { cpu: '1' }), RESERVED], QosClass.BURSTABLE],
    ['no limit of CPU', [container(FULL, { memory: '1Gi' })], QosClass.BURSTABLE],
    ['no limit of memory', [container(FULL, { cpu: '1' })], QosClass.BURSTABLE],
    ['requests alone', [container(FULL)], QosClass.BURSTABLE],
    ['less reserved than allowed', [container({ cpu: '500m', memory: '1Gi' }, FULL)], QosClass.BURSTABLE],
    ['a request of zero beside its limit', [container({ cpu: '0', memory: '1Gi' }, FULL)], QosClass.BURSTABLE],
    ['a limit of CPU alone', [container(undefined, { cpu: '1' })], QosClass.BURSTABLE],
    ['zeros', [container({ cpu: '0', memory: 0 }, { cpu: '0' })], QosClass.BEST_EFFORT],
    [
      'GPUs and disk alone',
      [container({ 'nvidia.com/gpu': 1, 'ephemeral-storage': '1Gi' }, { 'nvidia.com/gpu': 1 })],
      QosClass.BEST_EFFORT,
    ],
    ['nothing', [{}, { resources: {} }], QosClass.BEST_EFFORT],
    ['no container', [], QosClass.BEST_EFFORT],
  ])('with %s is %s', (_, containers, expected) => expect(qosClass(containers)).toBe(expected));

  const amounts = fc.record({ cpu: fc.constantFrom('0', '1', '1000m'), memory: fc.constantFrom('1Gi', '1024Mi') }, { requiredKeys: [] });
  const containers = fc.array(
    fc.record({ requests: amounts, limits: amounts }).map((resources) => ({ resources })),
    { maxLength: 4 },
  );

  test('does not depend on the order of its containers', () => {
    fc.assert(fc.property(containers, (given) => expect(qosClass([...given].reverse())).toBe(qosClass(given))));
  });

  test('is never Guaranteed, nor BestEffort by more than it was, with a container that says nothing', () => {
    fc.assert(
      fc.property(containers, (given) => {
        const alone = qosClass(given);
        expect(qosClass([...given, {}])).toBe(alone === QosClass.GUARANTEED ? QosClass.BURSTABLE : alone);
      }),
    );
  });
});
