import { type ClusterFacts, type GatedField, has, since } from '../../profile/facts';
import { RestartPolicy } from '../../values/enums';
import { errorAt, type Finding } from '../../values/finding';
import { integer, list, optional, type Shape } from '../../values/read';
import type { GpuTrainingJobProps } from '../gpu-training-job';

const MOST_CODES = 255;

const ALONE = 'leave restartPolicy out';

/** Kubernetes takes what judges or counts single pods with restartPolicy Never alone: otherwise the kubelet restarts them unseen. */
function restartFindings(props: GpuTrainingJobProps): Finding[] {
  if (props.restartPolicy !== RestartPolicy.ON_FAILURE) return [];
  const codes = (['failFastExitCodes', 'ignoreExitCodes'] as const).filter((field) => props[field] !== undefined);
  const indexes = 'must be Never with parallel: Kubernetes counts retries of each index by pods that end';
  return [
    ...codes.map((field) =>
      errorAt(field, 'restart-policy', 'needs restartPolicy Never: Kubernetes judges exit codes of pods that end', ALONE),
    ),
    ...(props.parallel === undefined ? [] : [errorAt('restartPolicy', 'restart-policy', indexes, ALONE)]),
  ];
}

type ExitCodeProps = Pick<GpuTrainingJobProps, 'failFastExitCodes' | 'ignoreExitCodes'>;

/** The readers of exit codes that mean something. */
export const exitCodeShape: Shape<ExitCodeProps> = {
  failFastExitCodes: optional(list(integer(1, MOST_CODES, 42))),
  ignoreExitCodes: optional(list(integer(1, MOST_CODES, 75))),
};

/** A code that says both: the first rule wins, and the other is never asked. */
export function codeFindings({ failFastExitCodes = [], ignoreExitCodes = [] }: ExitCodeProps): Finding[] {
  const both = ignoreExitCodes.find((code) => failFastExitCodes.includes(code));
  if (both === undefined) return [];
  const message = `has ${both}, with which failFastExitCodes ends the job`;
  return [errorAt('ignoreExitCodes', 'exit-code-twice', message, 'leave it out of one of the two')];
}

/** A field that the cluster's Kubernetes does not have yet. */
export function tooNew(field: string, gated: GatedField, cluster: ClusterFacts, fix: string): Finding[] {
  if (has(gated, cluster)) return [];
  const message = `needs Kubernetes ${since(gated)}, and the cluster profile has ${cluster.kubernetesVersion}`;
  return [errorAt(field, 'kubernetes-version', message, fix)];
}

/** What is wrong with how a Job tries again, and with when it is done. */
export function retryFindings(props: GpuTrainingJobProps, cluster: ClusterFacts): Finding[] {
  const { parallel } = props;
  const allEnd = 'leave it out, and let every worker end by itself';
  return [
    ...restartFindings(props),
    ...codeFindings(props),
    ...(parallel?._maxFailed ? tooNew('parallel.maxFailed', 'backoffLimitPerIndex', cluster, 'leave it out') : []),
    ...(parallel?._firstDecides ? tooNew('parallel.successPolicy', 'successPolicy', cluster, allEnd) : []),
  ];
}
