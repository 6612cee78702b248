import type { PersistentVolumeSpec } from 'kubernetes-types/core/v1';
import { isBelow, normal } from '../../values/path';
import { isReadOnly } from '../../values/storage';
import { amountOf } from '../amounts';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, View } from '../view';

type VolumeSpec = Partial<PersistentVolumeSpec>;

/** Where in Ceph a volume is. */
interface Place {
  readonly entry: Entry;
  /** The file system or pool, with its cluster and driver. */
  readonly within: string;
  /** The folder; of an image its name. */
  readonly path: string;
  readonly isImage: boolean;
  readonly handle: string;
  readonly writes: boolean;
}

function specOf(entry: Entry): VolumeSpec {
  return (entry.manifest.spec ?? {}) as VolumeSpec;
}

function placeOf(entry: Entry): Place[] {
  const { csi, accessModes } = specOf(entry);
  const { clusterID = '', fsName, rootPath, pool } = csi?.volumeAttributes ?? {};
  if (csi === undefined) return [];
  const { driver, volumeHandle: handle } = csi;
  const common = { entry, handle: `${driver}/${handle}`, writes: !isReadOnly(accessModes) };
  if (fsName !== undefined && rootPath !== undefined) {
    return [{ ...common, within: `${driver}/${clusterID}/${fsName}`, path: normal(rootPath), isImage: false }];
  }
  return pool === undefined ? [] : [{ ...common, within: `${driver}/${clusterID}/${pool}`, path: handle, isImage: true }];
}

const VIEW_FIX = "use one dataset for it; to read it in another namespace, write dataset.viewIn(chart, 'view')";

function where({ path, isImage }: Place): string {
  return isImage ? `the image ${path}` : path === '' ? '/' : path;
}

/** What is wrong between a volume and an earlier one. */
function clash(first: Place, second: Place): ReturnType<typeof problemOf>[] {
  const other = `${called(first.entry)} of ${first.entry.origin}`;
  const problem = (rule: string, field: string, message: string, fix = VIEW_FIX) =>
    problemOf(
      { ...second.entry, ours: first.entry.ours || second.entry.ours },
      { field: `spec.csi.${field}`, rule, message: `${called(second.entry)} ${message}`, fix },
    );
  const same = first.within === second.within;
  if (same && first.path === second.path && (second.isImage || (first.writes && second.writes))) {
    return [
      problem(
        'two-datasets-on-one-path',
        'volumeAttributes',
        `is on ${where(second)}, as is ${other}: neither knows what the other writes`,
      ),
    ];
  }
  if (first.handle === second.handle) {
    const message = `has the handle of ${other}: nodes take both for one volume`;
    return [problem('volume-handle', 'volumeHandle', message, 'give one of them another volumeName')];
  }
  const nested = same && first.path !== second.path && (isBelow(first.path, second.path) || isBelow(second.path, first.path));
  if (!nested || second.isImage || !(first.writes || second.writes)) return [];
  const message = `is on ${where(second)}, and ${other} on ${where(first)}: what is written to one is seen, or replaced, in the other`;
  return [{ ...problem('nested-datasets', 'volumeAttributes', message), severity: 'warning' }];
}

/** Two volumes on the same data, of which both are written, or one inside the other. */
export const datasetsOnOnePath: Rule = (view) => {
  const places = view.ofKind('PersistentVolume').flatMap(placeOf);
  return places.flatMap((second, i) => places.slice(0, i).flatMap((first) => clash(first, second)));
};

interface ClaimSpec {
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly volumeMode?: string;
  readonly resources?: { readonly requests?: { readonly storage?: unknown } };
}

/** Why a claim never gets the volume that it names, or that names it. */
function whyUnbound(claim: Entry, volume: Entry): string[] {
  const wanted = (claim.manifest.spec ?? {}) as ClaimSpec;
  const { claimRef, capacity, accessModes = [], storageClassName = '', volumeMode = 'Filesystem' } = specOf(volume);
  const missing = (wanted.accessModes ?? []).filter((mode) => !accessModes.includes(mode));
  const isForOther = claimRef !== undefined && (claimRef.name !== claim.name || claimRef.namespace !== claim.namespace);
  const isOther = wanted.volumeName !== undefined && wanted.volumeName !== volume.name;
  return [
    ...(isForOther ? [`it is for the claim ${claimRef?.namespace}/${claimRef?.name}`] : []),
    ...(isOther ? [`the claim names the volume ${wanted.volumeName}`] : []),
    ...((wanted.storageClassName ?? '') === storageClassName
      ? []
      : [`its class is "${storageClassName}", the claim's "${wanted.storageClassName ?? ''}"`]),
    ...(missing.length === 0 ? [] : [`it has not the access mode ${missing.join(', ')}`]),
    ...((wanted.volumeMode ?? 'Filesystem') === volumeMode ? [] : [`its mode is ${volumeMode}`]),
    ...(amountOf(wanted.resources?.requests?.storage ?? 0) > amountOf(capacity?.storage ?? 0) ? [`it has ${capacity?.storage}`] : []),
  ];
}

/** Claims and volumes of the app that speak of each other, from either side. */
function boundPairs(view: View): (readonly [claim: Entry, volume: Entry])[] {
  const claims = view.ofKind('PersistentVolumeClaim');
  return view.ofKind('PersistentVolume').flatMap((volume) => {
    const { claimRef } = specOf(volume);
    return claims
      .filter((claim) => {
        const named = ((claim.manifest.spec ?? {}) as ClaimSpec).volumeName === volume.name;
        return named || (claimRef?.name === claim.name && claimRef?.namespace === claim.namespace);
      })
      .map((claim) => [claim, volume] as const);
  });
}

/** A volume and a claim that are meant for each other, and don't fit: the claim waits for ever. */
export const unboundPairs: Rule = (view) =>
  boundPairs(view).flatMap(([claim, volume]) =>
    whyUnbound(claim, volume).map((reason) =>
      problemOf(
        { ...claim, ours: claim.ours || volume.ours },
        {
          field: 'spec.volumeName',
          rule: 'never-binds',
          message: `${called(claim)} never gets ${called(volume)} of ${volume.origin}: ${reason}`,
          fix: 'let volume and claim agree in class, modes and size, and name each other',
        },
      ),
    ),
  );
