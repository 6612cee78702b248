import * as fc from 'fast-check';
import {
  Gpu,
  type KueueClusterQueueProps,
  type KueueResourceFlavorProps,
  Placement,
  QueueingStrategy,
  QueuePreemption,
  type VolcanoQueueProps,
} from '../../lib';
import * as values from './values';
import { some } from './values';
import type { In } from './world';

function fixed<P>(props: fc.Arbitrary<P>): fc.Arbitrary<In<P>> {
  return props.map((each) => () => each);
}

const gpus = fc.constantFrom<Gpu[][]>([Gpu.nvidia(0)], [Gpu.nvidia(16), Gpu.amd(4)]);
const amounts = some({
  memory: values.bigSize,
  hugePages2Mi: fc.constantFrom('0', '20Gi'),
  gpus,
  pods: fc.nat(100),
  other: fc.constant({ 'rdma/hca': '8' }),
}).map((each) => ({
  ...each,
  cpu: '8',
}));
const named = { name: values.name, labels: values.labels };
const queue = fc.record({ flavor: values.name, nominal: amounts }).map((flavor) => [flavor]);

export const clusterQueue: fc.Arbitrary<In<KueueClusterQueueProps>> = fixed(
  fc.record(
    {
      ...named,
      flavors: queue,
      cohort: values.name,
      namespaces: fc.constantFrom(['ml'], ['ml', 'vision']),
      namespaceLabels: values.labels,
      queueingStrategy: fc.constantFrom(QueueingStrategy.STRICT_FIFO, QueueingStrategy.BEST_EFFORT_FIFO),
      preemption: some({ withinClusterQueue: fc.constantFrom(...Object.values(QueuePreemption)) }),
    },
    { requiredKeys: ['flavors'] },
  ),
);

export const resourceFlavor: fc.Arbitrary<In<KueueResourceFlavorProps>> = fixed(
  some({
    ...named,
    nodeLabels: fc.constant({ 'example.com/pool': 'a100' }),
    tolerations: fc.constant([Placement.tolerate('example.com/spot')]),
  }),
);

export const volcanoQueue: fc.Arbitrary<In<VolcanoQueueProps>> = fixed(
  some({ ...named, weight: fc.integer({ min: 1, max: 9 }), capability: amounts, deserved: fc.constant({ cpu: '1' }) }),
);
