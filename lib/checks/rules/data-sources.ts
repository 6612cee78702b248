import { exceeds } from '../../values/quantity';
import { areDifferent, makerText, type VolumeMaker } from '../../values/storage';
import { BACKEND_ANNOTATION } from '../annotations';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, View } from '../view';

interface Reference {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** Of claims, volumes and snapshots, what is read here. */
interface Spec {
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: unknown } };
  readonly dataSource?: Reference;
  readonly dataSourceRef?: Reference;
  readonly csi?: { readonly driver?: string };
  readonly source?: { readonly persistentVolumeClaimName?: string };
  readonly volumeSnapshotClassName?: string;
}

const CLAIM = 'PersistentVolumeClaim';
const SNAPSHOT = 'VolumeSnapshot';

function specOf({ manifest }: Entry): Spec {
  return manifest.spec ?? {};
}

/** An object of the whole cluster; cdk8s gives those of a user's own a namespace all the same. */
function ofCluster(view: View, kind: string, name: string | undefined): Entry | undefined {
  return view.ofKind(kind).find((entry) => entry.name === name);
}

function driverOf(value: unknown): VolumeMaker {
  return typeof value === 'string' ? { driver: value } : {};
}

/** Who makes the claim's volume: as its class or volume in the app says, or else as the dataset does. */
function makerOf(view: View, claim: Entry): VolumeMaker {
  const { storageClassName, volumeName } = specOf(claim);
  const storageClass = ofCluster(view, 'StorageClass', storageClassName);
  const volume = ofCluster(view, 'PersistentVolume', volumeName);
  const driver = driverOf(storageClass?.manifest.provisioner ?? (volume && specOf(volume).csi?.driver));
  const backend = claim.manifest.metadata.annotations?.[BACKEND_ANNOTATION] as VolumeMaker['backend'];
  return { ...(backend === undefined ? {} : { backend }), ...driver };
}

function claimOf(view: View, snapshot: Entry): Entry | undefined {
  return view.find(CLAIM, snapshot.namespace, specOf(snapshot).source?.persistentVolumeClaimName ?? '');
}

/** A snapshot with a class whose driver did not make the volume: it is never taken. */
export const snapshotOfOtherDriver: Rule = (view) =>
  view.ofKind(SNAPSHOT).flatMap((snapshot) => {
    const snapshotClass = ofCluster(view, 'VolumeSnapshotClass', specOf(snapshot).volumeSnapshotClassName);
    const claim = claimOf(view, snapshot);
    if (snapshotClass === undefined || claim === undefined) return [];
    const [taker, maker] = [driverOf(snapshotClass.manifest.driver), makerOf(view, claim)];
    if (!areDifferent(taker, maker)) return [];
    return [
      problemOf(snapshot, {
        field: 'spec.volumeSnapshotClassName',
        rule: 'snapshot-driver',
        message: `${called(snapshotClass)} of ${snapshotClass.origin} takes snapshots with ${makerText(taker)}, and ${called(claim)} of ${claim.origin} is on ${makerText(maker)}`,
        fix: 'name a class of the same driver',
      }),
    ];
  });

interface Begun {
  readonly claim: Entry;
  /** The field that says with what it begins. */
  readonly field: string;
  readonly kind: string;
  readonly name: string;
  readonly source: Entry | undefined;
}

/** The claims that begin with a claim or a snapshot. */
function begun(view: View): Begun[] {
  return view.ofKind(CLAIM).flatMap((claim) => {
    const { dataSource, dataSourceRef } = specOf(claim);
    const { kind = '', name = '', namespace = claim.namespace } = dataSource ?? dataSourceRef ?? {};
    if (kind !== CLAIM && kind !== SNAPSHOT) return [];
    const field = dataSource === undefined ? 'spec.dataSourceRef' : 'spec.dataSource';
    return [{ claim, field, kind, name, source: view.find(kind, namespace, name) }];
  });
}

function sizeOf(claim: Entry): string {
  return String(specOf(claim).resources?.requests?.storage ?? '');
}

/** A claim that is smaller than that whose data it begins with, or on another driver: its volume is never made. */
export const claimCannotBegin: Rule = (view) =>
  begun(view).flatMap(({ claim, field, source }) => {
    const origin = source?.manifest.kind === SNAPSHOT ? claimOf(view, source) : source;
    if (source === undefined || origin === undefined) return [];
    const data =
      source === origin ? `${called(origin)} of ${origin.origin}` : `${called(source)}, of ${called(origin)} of ${origin.origin}`;
    const [from, to] = [makerOf(view, origin), makerOf(view, claim)];
    const small = {
      field: 'spec.resources.requests.storage',
      rule: 'data-source-size',
      message: `${called(claim)} of ${sizeOf(claim)} begins with ${data}, which has ${sizeOf(origin)}`,
      fix: `give it ${sizeOf(origin)} or more`,
    };
    const strange = {
      field,
      rule: 'data-source-driver',
      message: `${called(claim)} is on ${makerText(to)} and begins with ${data}, which is on ${makerText(from)}`,
      fix: 'put it on storage of the same driver',
    };
    return [...(exceeds(sizeOf(origin), sizeOf(claim)) ? [small] : []), ...(areDifferent(from, to) ? [strange] : [])].map((problem) =>
      problemOf(claim, problem),
    );
  });

interface Missing {
  readonly entry: Entry;
  readonly field: string;
  readonly kind: string;
  readonly name: string;
}

/** What a claim begins with, and what a snapshot is of, where the app does not have it. */
function missing(view: View): Missing[] {
  const sources = begun(view).filter(({ source }) => source === undefined);
  const snapshots = view.ofKind(SNAPSHOT).flatMap((entry) => {
    const name = specOf(entry).source?.persistentVolumeClaimName;
    return name === undefined || claimOf(view, entry) !== undefined
      ? []
      : [{ entry, field: 'spec.source.persistentVolumeClaimName', kind: CLAIM, name }];
  });
  return [...sources.map(({ claim, field, kind, name }) => ({ entry: claim, field, kind, name })), ...snapshots];
}

/** Of the library's own objects: those of the user's may speak of what exists in the cluster. */
export const missingDataSource: Rule = (view) =>
  missing(view)
    .filter(({ entry, kind, name }) => entry.ours && !view.isExternal(entry, kind, name))
    .map(({ entry, field, kind, name }) =>
      problemOf(entry, {
        field,
        rule: 'missing-reference',
        message: `${called(entry)} is made of the ${kind} ${name}, which nothing in the app makes in ${entry.namespace === '' ? 'its namespace' : `the namespace ${entry.namespace}`}`,
        fix: 'make it, or say that it exists in the cluster (DataSource.snapshotName, CephDataset.fromClaimName)',
      }),
    );
