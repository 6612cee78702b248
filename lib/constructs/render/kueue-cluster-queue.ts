import { kueueObject } from '../../manifests/queues';
import { CohortReclaim, flavorQuota, kueuePreemption, QueueingStrategy } from '../../values/cluster-queue';
import type { Finding } from '../../values/finding';
import { labelKey, labelValue, objectName } from '../../values/name';
import { given, unlessBare } from '../../values/omit';
import { map, oneOf, optional, required, type Shape, someOf } from '../../values/read';
import type { KueueClusterQueueProps } from '../kueue-cluster-queue';
import type { Context } from './context';
import { namedObject, namedShape } from './named-object';
import { flavorFindings, resourceGroups } from './resource-groups';
import { allProblems, propsReader, type Rendered } from './workload';

const EXAMPLE = "[{ flavor: 'a100', nominal: { cpu: '128', memory: '1Ti', gpus: [Gpu.nvidia(16)] } }]";

const shape: Shape<KueueClusterQueueProps> = {
  ...namedShape(),
  flavors: required(someOf(flavorQuota, `for example ${EXAMPLE}`), [], EXAMPLE),
  cohort: optional(objectName('subdomain', 'ml')),
  namespaces: optional(someOf(objectName('label', 'ml'), "for example ['ml'], or leave it out for all")),
  namespaceLabels: optional(map(labelKey, labelValue)),
  queueingStrategy: optional(oneOf('QueueingStrategy', Object.values(QueueingStrategy))),
  preemption: optional(kueuePreemption),
};

const readProps = propsReader(shape);

/** Kubernetes gives it to each namespace by itself. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

function namespaceSelector({ namespaces, namespaceLabels = {} }: KueueClusterQueueProps) {
  const matchExpressions = namespaces && [{ key: NAMESPACE_NAME, operator: 'In', values: namespaces }];
  return given({ matchExpressions, matchLabels: unlessBare(namespaceLabels) });
}

function reclaimFindings({ cohort, preemption }: KueueClusterQueueProps): Finding[] {
  const reclaim = preemption?.reclaimWithinCohort ?? CohortReclaim.NEVER;
  if (cohort !== undefined || reclaim === CohortReclaim.NEVER) return [];
  const message = 'is for queues of a cohort: what is lent to nobody is not taken back';
  const fix = "write cohort: 'ml', or leave it out";
  return [{ field: 'preemption.reclaimWithinCohort', value: reclaim, severity: 'error', rule: 'queue-cohort', message, fix }];
}

/** The object of a queue with a quota. Pure. */
export function renderKueueClusterQueue(givenProps: KueueClusterQueueProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const { flavors, cohort, queueingStrategy, preemption } = props;
  const { metadata, problems } = namedObject(props, context, { component: 'cluster-queue' });
  const groups = resourceGroups(flavors);
  const spec = given({
    cohortName: cohort,
    namespaceSelector: namespaceSelector(props),
    queueingStrategy,
    preemption,
    resourceGroups: groups,
  });
  return {
    manifests: [kueueObject('ClusterQueue', metadata, spec)],
    problems: allProblems(context, findings, [...problems, ...flavorFindings(flavors, groups, cohort), ...reclaimFindings(props)]),
  };
}
