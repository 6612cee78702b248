import type { MountPlan } from '../pod/plan';
import { errorAt, type Finding } from '../values/finding';
import type { ClaimSource } from '../values/mount';
import { joined } from '../values/path';
import { isForOneNode } from '../values/storage';
import type { Contribution, Target } from './contribution';
import type { DatasetFilling } from './dataset-filling';
import { waiting } from './options/waiting';

const NO_DATASET = errorAt(
  'dataset',
  'load-without-dataset',
  'is not given, and loadedBy says who fills it',
  'give it, or leave loadedBy out; nothing waits for datasets and models',
);

function isSame(a: ClaimSource, b: ClaimSource): boolean {
  return a.claimName === b.claimName && (a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace);
}

function claimFindings({ dataset, node }: DatasetFilling, read: MountPlan): Finding[] {
  if (read.source.kind !== 'claim') return [];
  const { claimName, accessModes } = read.source;
  if (!isSame(dataset._claim, read.source)) {
    const message = `is ${node.path}, which fills the claim ${dataset.name}, and the training reads ${claimName}`;
    return [errorAt('loadedBy', 'load-of-another', message, 'name the load of the dataset that is read')];
  }
  if (!isForOneNode(accessModes)) return [];
  const message = `makes the training wait on the claim ${claimName}, which is for one node (${accessModes?.join(', ')}): it may hold it where the load can't run`;
  return [errorAt('loadedBy', 'load-on-one-node', message, 'use CephFS (ReadWriteMany), or apply the training when the load is done')];
}

/** What waits in a pod until its dataset is loaded. */
export function awaitedLoad(load: DatasetFilling, { role }: Target): Contribution {
  const { main } = role.pod;
  const read = main.mounts.find(({ prop }) => prop === 'dataset');
  if (read === undefined) return { problems: [NO_DATASET] };
  const awaited = { file: joined(read.path, load.marker), what: load.node.path };
  return {
    pod: { initContainers: [waiting('wait-for-dataset', awaited, read, main)] },
    problems: claimFindings(load, read),
  };
}
