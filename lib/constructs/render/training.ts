import type { Duration } from 'cdk8s';
import type { Finding } from '../../values/finding';
import { objectName } from '../../values/name';
import { bool, duration, integer, optional } from '../../values/read';
import type { CheckpointProps } from '../../workload/options/checkpoint';
import { baseModelFindings, type GivenModels } from '../../workload/options/model';
import type { WorkloadPlan } from '../../workload/plan';

/** Props of every training that are said of its run. */
export interface RunProps extends GivenModels, CheckpointProps {
  readonly backoffLimit?: number;
  readonly activeDeadline?: Duration;
  readonly ttlAfterFinished?: Duration;
  readonly keepFinished?: boolean;
  readonly run?: string;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
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

/** After how long a training's work is too much to lose, where the user himself says that it may take so long. */
const LONG_SECONDS = DAY / 2;

/** Why a training is sure to be interrupted, or loses much where it is; undefined where neither is known. */
function interruption(props: RunProps, { roles }: WorkloadPlan, elastic: boolean): string | undefined {
  if (roles.some(({ onSpot }) => onSpot)) return 'its pods may run on spot nodes, which are taken back at any time';
  if (elastic) return 'elastic starts all workers again whenever one comes or goes';
  const hours = Math.floor((props.activeDeadline?.toSeconds() ?? 0) / HOUR);
  const isLong = (props.activeDeadline?.toSeconds() ?? 0) > LONG_SECONDS && props.backoffLimit !== 0;
  return isLong && roles.some(({ usesGpu }) => usesGpu) ? `it may work for ${hours} hours on GPUs, and is tried again` : undefined;
}

function checkpointFindings(props: RunProps, plan: WorkloadPlan, elastic: boolean): Finding[] {
  const why = props.checkpoint === undefined ? interruption(props, plan, elastic) : undefined;
  if (why === undefined) return [];
  const message = `is not given, and ${why}: each time it begins anew`;
  const fix = 'write checkpoint: Checkpoint.to(dataset, { every: Duration.minutes(30) }), and go on from CHECKPOINT_PATH';
  return [{ field: 'checkpoint', severity: 'warning', rule: 'no-checkpoint', message, fix }];
}

/** What is wrong with a training's run. `elastic`: workers may come and go while it runs. */
export function runFindings(props: RunProps, plan: WorkloadPlan, elastic = false): Finding[] {
  return [...ttlFindings(props), ...baseModelFindings(props), ...checkpointFindings(props, plan, elastic)];
}
