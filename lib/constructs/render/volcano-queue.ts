import { volcanoQueue } from '../../manifests/queues';
import { type Finding, placeIn } from '../../values/finding';
import { given } from '../../values/omit';
import { exceeds } from '../../values/quantity';
import { namedAmounts, type QueueAmounts, queueAmounts } from '../../values/queue-amounts';
import { integer, optional, type Shape } from '../../values/read';
import type { VolcanoQueueProps } from '../volcano-queue';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const MOST_WEIGHT = 65_535;
/** `Queue.volcano` takes as much. */
const GRAMMAR = 'label';

const shape: Shape<VolcanoQueueProps> = {
  ...namedShape(GRAMMAR),
  weight: optional(integer(1, MOST_WEIGHT)),
  capability: optional(queueAmounts),
  deserved: optional(queueAmounts),
  guarantee: optional(queueAmounts),
};

const readProps = propsReader(shape);

function named(amounts: QueueAmounts | undefined): Record<string, string> | undefined {
  return amounts && namedAmounts(amounts);
}

/** Volcano's webhook: guaranteed <= deserved <= capability (volcano `pkg/webhooks/admission/queues/validate`, v1.15.1). */
function orderFindings(props: VolcanoQueueProps): Finding[] {
  const findings: Finding[] = [];
  const kept = namedAmounts(props.guarantee ?? {});
  const right = namedAmounts(props.deserved ?? {});
  const most = namedAmounts(props.capability ?? {});
  for (const [name, amount] of Object.entries(kept)) {
    const bound = right[name];
    if (bound !== undefined && !exceeds(amount, bound)) continue;
    const message = bound === undefined ? `keeps ${name}, of which deserved says nothing` : `keeps more ${name} than deserved, ${bound}`;
    const fix = `write ${JSON.stringify(amount)} in deserved, or more`;
    placeIn(findings).at('guarantee').report({ value: amount, rule: 'queue-order', message, fix });
  }
  for (const [name, amount] of Object.entries(right)) {
    const bound = most[name];
    if (bound === undefined || !exceeds(amount, bound)) continue;
    const message = `gives a right to more ${name} than capability, ${bound}`;
    placeIn(findings)
      .at('deserved')
      .report({ value: amount, rule: 'queue-order', message, fix: `write at most ${JSON.stringify(bound)}` });
  }
  return findings;
}

/** The object of a queue of Volcano. Pure. */
export function renderVolcanoQueue(givenProps: VolcanoQueueProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const { weight, capability, deserved } = props;
  const { metadata, problems } = namedObject(props, context, { component: 'volcano-queue', grammar: GRAMMAR });
  const guarantee = props.guarantee && { resource: namedAmounts(props.guarantee) };
  return {
    manifests: [volcanoQueue(metadata, given({ weight, capability: named(capability), deserved: named(deserved), guarantee }))],
    problems: allProblems(context, findings, [...problems, ...orderFindings(props)]),
  };
}
