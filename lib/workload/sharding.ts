import type { MountPlan } from '../pod/plan';
import type { EnvVar } from '../values/env';
import type { Finding } from '../values/finding';
import type { Parallel } from '../values/parallel';
import { joined } from '../values/path';
import type { Sharding } from '../values/shard-by';
import type { Contribution, PodAddition, Target } from './contribution';
import { isReadOnlyClaim } from './dataset';
import { SHARD_INDEX } from './options/model';
import { waiting } from './options/waiting';

/** Where the Job controller writes a pod's index. */
export const INDEX_FIELD = "metadata.annotations['batch.kubernetes.io/job-completion-index']";

/** Where pods see the lists of files. */
export const SHARDS_PATH = '/shards';
/** What the Job that makes the lists writes when they are whole. */
export const COMPLETE = 'complete';

/** Nothing is divided where there is nothing. */
function withoutDataset(by: Sharding['kind']): Finding {
  return {
    field: 'dataset',
    severity: 'error',
    rule: 'shards-without-dataset',
    message: `is not given, and parallel divides it by ${by}`,
    fix: 'give it, or divide by ShardBy.index()',
  };
}

type Manifest = Extract<Sharding, { readonly kind: 'manifest' }>;

/** The folder of a training's lists, in their claim. */
export function shardFolder({ folder }: Manifest, trainingName: string): string {
  return joined(folder, trainingName);
}

/** The Job that makes the lists. */
export function shardsName({ name }: { readonly name: string }): string {
  return `${name}-shards`;
}

function unwritable(sharding: Sharding, { field }: Target): Finding[] {
  if (sharding.kind !== 'manifest' || !isReadOnlyClaim(sharding.claim)) return [];
  const message = 'is a claim that is only read (ReadOnlyMany), and lists are to be written to it';
  const fix = 'give a claim with ReadWriteMany: that of the model, for example';
  return [
    { field: `${field('parallel')}.by.claim`, value: sharding.claim.claimName, severity: 'error', rule: 'read-only-claim', message, fix },
  ];
}

function byManifest(sharding: Manifest, target: Target): PodAddition {
  const mount: MountPlan = { path: SHARDS_PATH, source: sharding.claim, readOnly: true, prop: target.field('parallel') };
  const folder = joined(SHARDS_PATH, shardFolder(sharding, target.plan.name));
  const awaited = { file: joined(folder, COMPLETE), what: `the Job ${shardsName(target.plan)}` };
  return {
    mounts: [mount],
    env: [{ name: 'SHARD_MANIFEST', value: `${folder}/shard-$(${SHARD_INDEX}).txt` }],
    initContainers: [waiting('wait-for-shards', awaited, mount, target.role.pod.main)],
  };
}

/** The part of the data that is each pod's own. */
export function divided({ count, _by }: Parallel, target: Target): Contribution {
  const { _sharding: sharding } = _by;
  const dataset = target.role.pod.main.mounts.find(({ prop }) => prop === 'dataset');
  const { env = [], ...more } = sharding.kind === 'manifest' ? byManifest(sharding, target) : {};
  const index: EnvVar[] = [
    { name: 'SHARD_COUNT', value: String(count) },
    { name: SHARD_INDEX, valueFrom: { fieldRef: { fieldPath: INDEX_FIELD } } },
  ];
  return {
    pod: { ...more, env: [...index, ...env] },
    problems: [
      ...(dataset === undefined && sharding.kind !== 'index' ? [withoutDataset(sharding.kind)] : []),
      ...unwritable(sharding, target),
    ],
  };
}
