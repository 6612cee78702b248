import { priorityClass, workloadPriorityClass } from '../../manifests/queues';
import type { Finding } from '../../values/finding';
import { given } from '../../values/omit';
import { PreemptionPolicy } from '../../values/preemption-policy';
import { integer, oneOf, optional, required, type Shape, text } from '../../values/read';
import type { KueueWorkloadPriorityClassProps } from '../kueue-workload-priority-class';
import type { PriorityClassProps } from '../priority-class';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const LEAST = -(2 ** 31);
const GREATEST = 2 ** 31 - 1;
/** What is above it is of the cluster's own classes (kubernetes `pkg/apis/scheduling`, HighestUserDefinablePriority). */
const GREATEST_OF_USERS = 1_000_000_000;
const OF_THE_SYSTEM = 'system-';
/** Kueue's CRD. */
const LONGEST = 2048;
/** Trainings name their class in a label. */
const GRAMMAR = 'label';

const description = optional(text('experiments that can wait'));

const workloadShape: Shape<KueueWorkloadPriorityClassProps> = {
  ...namedShape(GRAMMAR),
  value: required(integer(LEAST, GREATEST, 1000), 1000),
  description,
};

const podShape: Shape<PriorityClassProps> = {
  ...namedShape(),
  value: required(integer(LEAST, GREATEST_OF_USERS, 1000), 1000),
  preemptionPolicy: optional(oneOf('PreemptionPolicy', Object.values(PreemptionPolicy))),
  description,
};

const readWorkloadProps = propsReader(workloadShape);
const readPodProps = propsReader(podShape);

function lengthFindings(said: string = ''): Finding[] {
  if (said.length <= LONGEST) return [];
  const message = `has ${said.length} characters, and Kueue takes ${LONGEST}`;
  return [{ field: 'description', severity: 'error', rule: 'description', message, fix: 'shorten it' }];
}

function systemFindings(name: string): Finding[] {
  if (!name.startsWith(OF_THE_SYSTEM)) return [];
  const message = `starts with ${OF_THE_SYSTEM}, as the cluster's own classes alone may`;
  return [{ field: 'name', value: name, severity: 'error', rule: 'priority-class', message, fix: 'give it another name' }];
}

/** The object of an order of trainings. Pure. */
export function renderKueueWorkloadPriorityClass(givenProps: KueueWorkloadPriorityClassProps, context: Context): Rendered {
  const { props, findings } = readWorkloadProps(givenProps, context);
  const { metadata, problems } = namedObject(props, context, { component: 'workload-priority-class', grammar: GRAMMAR });
  return {
    manifests: [workloadPriorityClass(metadata, given({ value: props.value, description: props.description }))],
    problems: allProblems(context, findings, [...problems, ...lengthFindings(props.description)]),
  };
}

/** The object of an order of pods. Pure. */
export function renderPriorityClass(givenProps: PriorityClassProps, context: Context): Rendered {
  const { props, findings } = readPodProps(givenProps, context);
  const { value, preemptionPolicy = PreemptionPolicy.NEVER } = props;
  const { metadata, problems } = namedObject(props, context, { component: 'priority-class' });
  return {
    manifests: [priorityClass(metadata, given({ value, preemptionPolicy, description: props.description }))],
    problems: allProblems(context, findings, [...problems, ...systemFindings(metadata.name)]),
  };
}
