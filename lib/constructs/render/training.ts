import type { Duration } from 'cdk8s';
import type { Finding } from '../../values/finding';
import { objectName } from '../../values/name';
import { bool, duration, integer, optional } from '../../values/read';
import { baseModelFindings, type GivenModels } from '../../workload/options/model';

/** Props of every training that are said of its run. */
export interface RunProps extends GivenModels {
  readonly backoffLimit?: number;
  readonly activeDeadline?: Duration;
  readonly ttlAfterFinished?: Duration;
  readonly keepFinished?: boolean;
  readonly run?: string;
}

const DAY = 24 * 3600;
/** What Kubernetes can hold of it, in seconds. */
const LONGEST = 2 ** 31 - 1;

/** The defaults of a training's run; the reasons stand in the props' descriptions. */
const DEFAULTS = { backoffLimit: 4, activeDeadlineSeconds: 7 * DAY, ttlSecondsAfterFinished: 7 * DAY };

export const runShape = {
  backoffLimit: optional(integer(0, LONGEST)),
  activeDeadline: optional(duration(1)),
  ttlAfterFinished: optional(duration(0, LONGEST)),
  keepFinished: optional(bool),
  run: optional(objectName('label', 'r2')),
};

/** The run's settings as Kubernetes and the operators have them. */
export interface RunSettings {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished: number | undefined;
}

export function runSettings(props: RunProps): RunSettings {
  const ttl = props.ttlAfterFinished?.toSeconds() ?? DEFAULTS.ttlSecondsAfterFinished;
  return {
    backoffLimit: props.backoffLimit ?? DEFAULTS.backoffLimit,
    activeDeadlineSeconds: props.activeDeadline?.toSeconds() ?? DEFAULTS.activeDeadlineSeconds,
    ttlSecondsAfterFinished: props.keepFinished === true ? undefined : ttl,
  };
}

function ttlFindings({ keepFinished, ttlAfterFinished }: RunProps): Finding[] {
  if (keepFinished !== true || ttlAfterFinished === undefined) return [];
  return [
    {
      field: 'ttlAfterFinished',
      severity: 'error',
      rule: 'ttl-and-keep',
      message: 'says when the finished training goes, and keepFinished that it stays',
      fix: 'leave one out',
    },
  ];
}

export function runFindings(props: RunProps): Finding[] {
  return [...ttlFindings(props), ...baseModelFindings(props)];
}
