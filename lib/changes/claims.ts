import type { Manifest } from '../pod/kubernetes';
import type { Problem } from '../problems';
import { exceeds } from '../values/quantity';
import { type Heir, heirsOf } from './heirs';
import { called, fieldOf, groupKind, identity, type Placed } from './object';
import { isOn, retainedOf } from './retained';

const SIZE = 'spec.resources.requests.storage';

function sizeOf(claim: Manifest): string {
  return String(fieldOf(claim, SIZE) ?? '0');
}

/** Why a claim can't grow, as far as the app tells: volumes that were made by hand, and classes that say no. */
function whyFixed(claim: Manifest, now: readonly Placed[]): string | undefined {
  const name = fieldOf(claim, 'spec.storageClassName');
  if (name === '') return 'has no class, and Kubernetes lets claims grow whose volume a class has made';
  const found = now.find(({ manifest }) => manifest.kind === 'StorageClass' && manifest.metadata.name === name);
  if (found === undefined || found.manifest.allowVolumeExpansion === true) return undefined;
  return `is on the class ${String(name)} of ${found.origin}, which lets none grow`;
}

/** A claim that gets smaller, or larger where it can't. */
export function sizeChanges(earlier: Manifest, { origin, manifest }: Placed, now: readonly Placed[]): Problem[] {
  if (groupKind(manifest) !== 'PersistentVolumeClaim') return [];
  const [was, is] = [sizeOf(earlier), sizeOf(manifest)];
  const problem = { path: origin, field: SIZE, value: is, severity: 'error' };
  if (exceeds(was, is)) {
    const message = `${called(manifest)} has ${was}, and no claim gets smaller`;
    return [{ ...problem, rule: 'claim-shrinks', message, fix: `write ${was}; for less make a new dataset and copy the data` }];
  }
  const reason = exceeds(is, was) ? whyFixed(manifest, now) : undefined;
  if (reason === undefined) return [];
  return [{ ...problem, rule: 'claim-cannot-grow', message: `${called(manifest)} has ${was}, and ${reason}`, fix: `write ${was}` }];
}

/** What holds data, or what holds data is in. */
const KINDS = ['PersistentVolumeClaim', 'Namespace'];

/** What holds data as it was at one moment: another of them is no substitute, so none is taken for renamed. */
const SNAPSHOTS = ['snapshot.storage.k8s.io/VolumeSnapshot', 'groupsnapshot.storage.k8s.io/VolumeGroupSnapshot'];

/** Whether data is lost with it. A claim that a workload has for itself holds copies: `<workload>-cache`, which a new `run` renames. */
function holdsData(manifest: Manifest): boolean {
  const { 'app.kubernetes.io/managed-by': manager, 'app.kubernetes.io/component': component } = manifest.metadata.labels ?? {};
  const isCache = groupKind(manifest) === 'PersistentVolumeClaim' && manager === 'cdk8s-ml' && component !== 'dataset';
  return KINDS.includes(groupKind(manifest)) && !isCache;
}

function isKept({ metadata }: Manifest): boolean {
  return metadata.annotations?.['helm.sh/resource-policy'] === 'keep';
}

/** Whether one may have come of the other: of the same kind, class and size. */
function isAlike(gone: Manifest, fresh: Manifest): boolean {
  return (
    groupKind(fresh) === groupKind(gone) &&
    fieldOf(fresh, 'spec.storageClassName') === fieldOf(gone, 'spec.storageClassName') &&
    !exceeds(sizeOf(gone), sizeOf(fresh))
  );
}

/** What to write so that an object is the one that is gone. */
function nameOf({ metadata: { name, namespace } }: Manifest, fresh: Manifest): string {
  return `name: '${name}'${namespace === fresh.metadata.namespace ? '' : ` and namespace: '${namespace}'`}`;
}

function lost(gone: Manifest, heir: Heir | undefined): Problem {
  const fate = isKept(gone) ? 'it stays in the cluster, and nobody manages it' : 'where it is pruned, the data on it goes too';
  const common = { path: heir?.placed.origin ?? called(gone), field: 'metadata.name' };
  if (heir !== undefined) {
    const { manifest } = heir.placed;
    const message = `${called(gone)} is gone, and ${called(manifest)} is new: if code was moved, what is there now is empty; ${fate}`;
    const doubt = heir.isSure ? '' : ' where this is what it has become, which names do not tell here as there are several';
    return {
      ...common,
      severity: 'error',
      rule: 'renamed-data',
      message,
      fix: `write ${nameOf(gone, manifest)}${doubt}; where it is other data, add it in one release and take the old out in the next`,
    };
  }
  const message = `${called(gone)} is gone: ${fate}`;
  return { ...common, severity: 'warning', rule: 'data-gone', message, fix: 'see that nobody needs it' };
}

/** A claim that is gone, and whose data stays: another may be on it. */
function released(gone: Manifest, heir: Heir | undefined): Problem {
  const common = { field: 'metadata.name', severity: 'warning' };
  if (heir === undefined) {
    const message = `${called(gone)} is gone: its volume is retained, so the data stays where it is`;
    return { ...common, path: called(gone), rule: 'data-gone', message, fix: 'see that nobody needs it' };
  }
  const { origin, manifest } = heir.placed;
  const isSameVolume = fieldOf(manifest, 'spec.volumeName') === fieldOf(gone, 'spec.volumeName');
  const [what, old, them] = isSameVolume ? ['claim', 'claim', 'it'] : ['claim and volume', 'ones', 'them'];
  const message =
    `${called(gone)} is gone, and ${called(manifest)} is new: another ${what} on the same data, which stays where it is; ` +
    `where nothing is pruned, the old ${old} stay${isSameVolume ? 's' : ''} unused in the cluster`;
  const fix = `write ${nameOf(gone, manifest)}, or delete ${them} when no pod mounts the old claim`;
  return { ...common, path: origin, rule: 'renamed-claim', message, fix };
}

function lostSnapshot(gone: Manifest): Problem {
  const fate = isKept(gone)
    ? 'it stays in the cluster, and nobody manages it'
    : 'where it is pruned, what it holds goes too if its class deletes';
  const fix = 'see that nobody needs it: one of another name has the data as it is when it is taken';
  const message = `${called(gone)} is gone: ${fate}`;
  return { path: called(gone), field: 'metadata.name', severity: 'warning', rule: 'data-gone', message, fix };
}

/** Claims, snapshots and namespaces that are no longer in the app. */
export function goneData(earlier: readonly Manifest[], now: readonly Placed[]): Problem[] {
  const there = new Set(now.map(({ manifest }) => identity(manifest)));
  const was = new Set(earlier.map(identity));
  const gone = earlier.filter((manifest) => !there.has(identity(manifest)));
  const data = gone.filter(holdsData);
  const fresh = now.filter(({ manifest }) => holdsData(manifest) && !was.has(identity(manifest)));
  const all = now.map(({ manifest }) => manifest);
  const heirs = heirsOf(data, fresh, (one, other) => {
    const volume = retainedOf(one, earlier);
    return volume === undefined ? isAlike(one, other) : isOn(volume, other, all);
  });
  return [
    ...data.map((manifest) => (retainedOf(manifest, earlier) === undefined ? lost : released)(manifest, heirs.get(manifest))),
    ...gone.filter((manifest) => SNAPSHOTS.includes(groupKind(manifest))).map(lostSnapshot),
  ];
}
