import { CRON_JOB } from './cron-job';
import { DEPLOYMENT } from './deployment';
import { JAXJOB } from './jaxjob';
import { JOB } from './job';
import { JOB_SET } from './job-set';
import type { KindFacts } from './kind';
import { MPIJOB, MPIJOB_V1 } from './mpijob';
import { MXJOB } from './mxjob';
import { PADDLEJOB } from './paddlejob';
import { PYTORCHJOB } from './pytorchjob';
import { RAY_KINDS } from './ray';
import { RAYJOB } from './rayjob';
import { STANDARD } from './standard';
import { TFJOB } from './tfjob';
import { TRAINJOB } from './train-job';
import { CLUSTER_TRAINING_RUNTIME, TRAINING_RUNTIME } from './training-runtime';
import { XGBOOSTJOB } from './xgboostjob';

/** Every kind whose pods the library knows how to find. A new kind is a row here. */
export const KINDS: readonly KindFacts[] = [
  JOB,
  CRON_JOB,
  DEPLOYMENT,
  TFJOB,
  PYTORCHJOB,
  XGBOOSTJOB,
  PADDLEJOB,
  JAXJOB,
  MPIJOB,
  MPIJOB_V1,
  MXJOB,
  JOB_SET,
  RAYJOB,
  ...RAY_KINDS,
  TRAINJOB,
  CLUSTER_TRAINING_RUNTIME,
  TRAINING_RUNTIME,
  ...STANDARD,
];

const BY_NAME = new Map(KINDS.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));

/** What is known of an object's kind; undefined where it holds no pods or is not known. */
export function kindOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): KindFacts | undefined {
  return BY_NAME.get(`${apiVersion}/${kind}`);
}
