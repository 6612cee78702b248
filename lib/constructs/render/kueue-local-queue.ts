import { kueueObject } from '../../manifests/queues';
import { objectName } from '../../values/name';
import { optional, required, type Shape } from '../../values/read';
import type { KueueLocalQueueProps } from '../kueue-local-queue';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

/** Trainings name their queue in a label. */
const GRAMMAR = 'label';

const shape: Shape<KueueLocalQueueProps> = {
  ...namedShape(GRAMMAR),
  clusterQueue: required(objectName('subdomain', 'gpus'), 'stand-in', 'gpus'),
  namespace: optional(objectName('label', 'ml')),
};

const readProps = propsReader(shape);

/** The object of a namespace's queue. Pure. */
export function renderKueueLocalQueue(givenProps: KueueLocalQueueProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const { clusterQueue, namespace = context.namespace } = props;
  const { metadata, problems } = namedObject(props, context, { component: 'local-queue', grammar: GRAMMAR, namespace });
  return {
    manifests: [kueueObject('LocalQueue', metadata, { clusterQueue })],
    problems: allProblems(context, findings, problems),
  };
}
