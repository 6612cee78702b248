import type { Duration } from 'cdk8s';
import type { Finding } from '../../values/finding';
import { duration, optional } from '../../values/read';
import type { Option, Target } from '../contribution';
import { type CheckpointProps, checkpoint } from './checkpoint';

export interface TerminationProps {
  readonly terminationGrace?: Duration;
}

/** How long a training has from SIGTERM to SIGKILL: two minutes to write what it has. */
const DEFAULT_SECONDS = 120;
/** Until a program that was told to end begins to write: a step of it, and a little. */
const STEP_SECONDS = 60;

function contribution(props: TerminationProps, seconds: number) {
  return { pod: { settings: { terminationGracePeriodSeconds: props.terminationGrace?.toSeconds() ?? seconds } } };
}

/** The time that a program has to end by itself. */
export const termination: Option<TerminationProps> = {
  name: 'terminationGrace',
  shape: { terminationGrace: optional(duration(1)) },
  contribute: (props) => contribution(props, DEFAULT_SECONDS),
};

function tooShort(writing: number, given: Duration | undefined, { field }: Target): Finding[] {
  const seconds = given?.toSeconds() ?? writing;
  if (seconds >= writing) return [];
  const message = `is less than the ${writing} seconds that writing a checkpoint may take: it is killed in the middle`;
  const fix = 'leave it out, or say in Checkpoint.to how long writing takes';
  return [{ field: field('terminationGrace'), value: seconds, severity: 'warning', rule: 'grace-of-checkpoint', message, fix }];
}

/** The same of a training, which may have a checkpoint to write first. */
export const trainingTermination: Option<TerminationProps & CheckpointProps> = {
  name: termination.name,
  shape: { ...termination.shape, ...checkpoint.shape },
  contribute: (props, target) => {
    if (props.checkpoint === undefined) return contribution(props, DEFAULT_SECONDS);
    const writing = props.checkpoint._writingSeconds;
    return {
      ...contribution(props, Math.max(DEFAULT_SECONDS, writing + STEP_SECONDS)),
      problems: tooShort(writing, props.terminationGrace, target),
    };
  },
};
