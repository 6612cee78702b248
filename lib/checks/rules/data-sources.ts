import { exceeds } from '../../values/quantity';
import { areDifferent, makerText, type VolumeMaker } from '../../values/storage';
import { BACKEND_ANNOTATION } from '../annotations';
import { volumesOf } from '../pods';
import { called, problemOf, type Rule, warningOf } from '../rule';
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
  readonly csi?: { readonly driver?: string; readonly volumeAttributes?: { readonly clusterID?: string } };
  readonly source?: { readonly persistentVolumeClaimName?: string };
  readonly volumeSnapshotClassName?: string;
}

const CLAIM = 'PersistentVolumeClaim';
const SNAPSHOT = 'VolumeSnapshot';
const COMPONENT = 'app.kubernetes.io/component';

function specOf({ manifest }: Entry): Spec {
  return manifest.spec ?? {};
}

/** An object of the whole cluster; cdk8s gives those of a user's own a namespace all the same. */
function ofCluster(view: View, kind: string, name: string | undefined): Entry | undefined {
  return view.ofKind(kind).find((entry) => entry.name === name);
}

/** A driver, with the Ceph cluster on which it works: one driver may know several. */
interface Maker extends VolumeMaker {
  readonly clusterId?: string;
}

function makerBy(driver: unknown, attributes: unknown): Maker {
  const { clusterID } = (attributes ?? {}) as { clusterID?: string };
  return { ...(typeof driver === 'string' ? { driver } : {}), ...(clusterID === undefined ? {} : { clusterId: clusterID }) };
}

function onOtherCluster(a: Maker, b: Maker): boolean {
  return a.clusterId !== undefined && b.clusterId !== undefined && a.clusterId !== b.clusterId;
}

function areStrange(a: Maker, b: Maker): boolean {
  return areDifferent(a, b) || onOtherCluster(a, b);
}

/** A maker, by what tells it from the other. */
function textOf(maker: Maker, other: Maker): string {
  return areDifferent(maker, other) ? makerText(maker) : `${makerText(maker)} in the Ceph cluster ${maker.clusterId}`;
}

/** Who makes the claim's volume: as its class or volume in the app says, or else as the dataset does. */
function makerOf(view: View, claim: Entry): Maker {
  const { storageClassName, volumeName } = specOf(claim);
  const storageClass = ofCluster(view, 'StorageClass', storageClassName);
  const volume = ofCluster(view, 'PersistentVolume', volumeName);
  const { driver: ofVolume, volumeAttributes } = (volume && specOf(volume).csi) ?? {};
  const driver = makerBy(storageClass?.manifest.provisioner ?? ofVolume, storageClass?.manifest.parameters ?? volumeAttributes);
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
    const [taker, maker] = [makerBy(snapshotClass.manifest.driver, snapshotClass.manifest.parameters), makerOf(view, claim)];
    if (!areStrange(taker, maker)) return [];
    return [
      problemOf(snapshot, {
        field: 'spec.volumeSnapshotClassName',
        rule: 'snapshot-driver',
        message: `${called(snapshotClass)} of ${snapshotClass.origin} takes snapshots with ${textOf(taker, maker)}, and ${called(claim)} of ${claim.origin} is on ${textOf(maker, taker)}`,
        fix: areDifferent(taker, maker) ? 'name a class of the same driver' : 'name a class of the same cluster',
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
      message: `${called(claim)} is on ${textOf(to, from)} and begins with ${data}, which is on ${textOf(from, to)}`,
      fix: areDifferent(from, to) ? 'put it on storage of the same driver' : 'put it on storage of the same cluster',
    };
    return [...(exceeds(sizeOf(origin), sizeOf(claim)) ? [small] : []), ...(areStrange(from, to) ? [strange] : [])].map((problem) =>
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

const LOAD = 'dataset-load';

/** The claims that Jobs of the app load, each with its load. */
function loaded(view: View): Map<Entry, Entry> {
  const loads = view.pods.filter(
    ({ entry }) => entry.ours && entry.manifest.kind === 'Job' && entry.manifest.metadata.labels?.[COMPONENT] === LOAD,
  );
  return new Map(
    loads.flatMap((group) =>
      volumesOf(group).flatMap(({ persistentVolumeClaim: use }) => {
        const claim = use === undefined ? undefined : view.find(CLAIM, group.entry.namespace, use.claimName);
        return claim === undefined ? [] : [[claim, group.entry] as const];
      }),
    ),
  );
}

/** The chart of an object, which is applied as a whole. */
function chartOf({ origin }: Entry): string | undefined {
  return origin.split('/')[0];
}

/** A snapshot or clone of a dataset that is loaded by the same chart: applied together it has what is there at that moment, which may be nothing. */
export const takenWhileLoading: Rule = (view) => {
  const snapshots = view.ofKind(SNAPSHOT).map((entry) => ({ entry, field: 'spec.source', claim: claimOf(view, entry) }));
  const clones = begun(view).map(({ claim: entry, field, source }) => ({ entry, field, claim: source }));
  const copies = [...snapshots, ...clones];
  const loads = copies.length === 0 ? new Map<Entry, Entry>() : loaded(view);
  return copies.flatMap(({ entry, field, claim }) => {
    const load = claim === undefined ? undefined : loads.get(claim);
    if (claim === undefined || load === undefined || chartOf(load) !== chartOf(entry)) return [];
    return [
      warningOf(entry, {
        field,
        rule: 'taken-while-loading',
        message: `${called(entry)} is taken of ${called(claim)} of ${claim.origin} as it is when both are applied, and ${called(load)} of ${load.origin} still loads it then`,
        fix: 'apply it when the load is done, from another chart; a backup takes snapshots later by its schedule',
      }),
    ];
  });
};
