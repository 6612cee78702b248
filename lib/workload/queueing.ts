import { coschedulingPodGroup, volcanoPodGroup } from '../manifests/pod-group';
import { errorAt, type Finding } from '../values/finding';
import { given } from '../values/omit';
import type { Queue } from '../values/queue';
import type { Contribution, Target } from './contribution';
import { metadataOf } from './plan';

const KUEUE_QUEUE = 'kueue.x-k8s.io/queue-name';
const KUEUE_PRIORITY = 'kueue.x-k8s.io/priority-class';
const VOLCANO_GROUP = 'scheduling.k8s.io/group-name';
const COSCHEDULING_GROUP = 'scheduling.x-k8s.io/pod-group';

const COSCHEDULER = 'scheduler-plugins-scheduler';
/** As long as scheduler-plugins' own documentation waits is too short for nodes that have yet to come. */
const SCHEDULE_TIMEOUT_SECONDS = 300;

/** All pods of all roles, of which those that may come later are not waited for. */
function membersOf({ plan }: Target): number {
  return plan.roles.reduce((sum, role) => sum + role.count.min, 0);
}

function kueue({ _queue: name = '', _options: { priority } }: Queue): Contribution {
  return { labels: given({ [KUEUE_QUEUE]: name, [KUEUE_PRIORITY]: priority }) as Record<string, string> };
}

/** The operator makes the PodGroup, and puts the pods in it. */
function byOperator(queue: Queue, minMember: number): Contribution {
  const scheduleTimeoutSeconds = queue._kind === 'coscheduling' ? timeoutOf(queue) : undefined;
  return { schedulingPolicy: given({ minAvailable: minMember, queue: queue._queue, scheduleTimeoutSeconds }) };
}

/** After how long without room its pods give up what they have been promised, in seconds. */
export function timeoutOf({ _options: { scheduleTimeout } }: Queue): number {
  return scheduleTimeout?.toSeconds() ?? SCHEDULE_TIMEOUT_SECONDS;
}

/** The scheduler with the coscheduling plugin. */
export function coschedulerOf({ _options: { schedulerName } }: Queue): string {
  return schedulerName ?? COSCHEDULER;
}

function byPodGroup(queue: Queue, minMember: number, { plan }: Target): Contribution {
  const metadata = metadataOf(plan);
  if (queue._kind === 'volcano') {
    return {
      pod: { settings: { schedulerName: 'volcano' }, annotations: { [VOLCANO_GROUP]: plan.name } },
      siblings: [volcanoPodGroup(metadata, { minMember, queue: queue._queue ?? '' })],
    };
  }
  return {
    pod: { settings: { schedulerName: coschedulerOf(queue) }, labels: { [COSCHEDULING_GROUP]: plan.name } },
    siblings: [coschedulingPodGroup(metadata, { minMember, scheduleTimeoutSeconds: timeoutOf(queue) })],
  };
}

/** The gang's pods are placed by the scheduler that knows it. */
function schedulerFindings({ _kind }: Queue, { role, field }: Target): Finding[] {
  const value = role.pod.settings.schedulerName;
  if (value === undefined) return [];
  const message = `names a scheduler, and queue is ${_kind}, which has its own`;
  return [errorAt(field('schedulerName'), 'two-schedulers', message, 'leave it out', value)];
}

function memberFindings({ _options: { minMembers } }: Queue, members: number): Finding[] {
  if (minMembers === undefined || minMembers === members) return [];
  const at = { field: 'queue.minMembers', value: minMembers, rule: 'gang-members' };
  if (minMembers > members) {
    return [
      {
        ...at,
        severity: 'error',
        message: `is more than the ${members} pods that there are, which would wait for ever`,
        fix: 'leave it out',
      },
    ];
  }
  const message = `lets the training start with ${minMembers} of ${members} pods, which then wait for the rest with their GPUs held`;
  return [{ ...at, severity: 'warning', message, fix: 'leave it out, unless the program can go on with fewer' }];
}

/** The PodGroup of a TrainJob is asked for in its runtime. */
function inRuntime({ _kind }: Queue, { field }: Target): Finding {
  const message = `is ${_kind}, which Kubeflow Trainer is told in the runtime, for all trainings that name it`;
  const fix = 'write it in a TrainingRuntime or ClusterTrainingRuntime; of a TrainJob itself queue is Queue.kueue';
  return errorAt(field('queue'), 'trainer-gang', message, fix);
}

/** Labels of another mechanism that the user has written himself: two would hold each other back. */
function twoMechanisms({ _kind }: Queue, { plan, role }: Target): Finding[] {
  const others = { [KUEUE_QUEUE]: 'kueue', [COSCHEDULING_GROUP]: 'coscheduling' };
  return Object.entries(others).flatMap(([key, kind]) => {
    if (kind === _kind || !(key in plan.labels || key in role.pod.labels)) return [];
    const message = `is ${_kind}, and the label ${key} asks for ${kind} too`;
    return [errorAt('queue', 'two-queues', message, 'take one of the two away')];
  });
}

/** What a training's queue asks for. */
export function queueing(queue: Queue, target: Target): Contribution {
  const mechanisms = twoMechanisms(queue, target);
  if (queue._kind === 'kueue') return { ...kueue(queue), problems: mechanisms };
  if (target.plan.gangBy === 'runtime') return { problems: [...mechanisms, inRuntime(queue, target)] };
  const problems = [...mechanisms, ...schedulerFindings(queue, target)];
  if (problems.length > 0) return { problems };
  const members = membersOf(target);
  const minMember = queue._options.minMembers ?? members;
  const gang = target.plan.gangBy === 'operator' ? byOperator(queue, minMember) : byPodGroup(queue, minMember, target);
  return { ...gang, problems: memberFindings(queue, members) };
}
