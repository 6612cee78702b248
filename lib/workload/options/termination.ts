import type { Duration } from 'cdk8s';
import { duration, optional } from '../../values/read';
import type { Option } from '../contribution';

export interface TerminationProps {
  readonly terminationGrace?: Duration;
}

/** How long a training has from SIGTERM to SIGKILL: two minutes to write what it has. */
const DEFAULT_SECONDS = 120;

/** The time that a program has to end by itself. */
export const termination: Option<TerminationProps> = {
  name: 'terminationGrace',
  shape: { terminationGrace: optional(duration(1)) },
  contribute: (props) => ({
    pod: { settings: { terminationGracePeriodSeconds: props.terminationGrace?.toSeconds() ?? DEFAULT_SECONDS } },
  }),
};
