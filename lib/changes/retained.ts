import type { Manifest } from '../pod/kubernetes';
import { fieldOf, groupKind, same } from './object';

/** The volume that a claim names, where the app makes it. */
function volumeOf(claim: Manifest, all: readonly Manifest[]): Manifest | undefined {
  const name = fieldOf(claim, 'spec.volumeName');
  if (groupKind(claim) !== 'PersistentVolumeClaim' || name === undefined) return undefined;
  return all.find((each) => groupKind(each) === 'PersistentVolume' && each.metadata.name === name);
}

/** The volume of a claim, where it keeps its data when the claim goes: Retain, which volumes by hand have where they say nothing. */
export function retainedOf(claim: Manifest, all: readonly Manifest[]): Manifest | undefined {
  const volume = volumeOf(claim, all);
  return volume === undefined || (fieldOf(volume, 'spec.persistentVolumeReclaimPolicy') ?? 'Retain') !== 'Retain' ? undefined : volume;
}

/** Where a CSI volume's data is: of a folder of CephFS the handle is but a name. */
function placeOf(volume: Manifest): unknown {
  const [driver, attributes, handle] = ['driver', 'volumeAttributes', 'volumeHandle'].map((field) => fieldOf(volume, `spec.csi.${field}`));
  const isFolder = fieldOf(volume, 'spec.csi.volumeAttributes.rootPath') !== undefined;
  return driver === undefined ? undefined : { driver, attributes, handle: isFolder ? undefined : handle };
}

/** Whether a claim is on the data of a volume. */
export function isOn(volume: Manifest, claim: Manifest, all: readonly Manifest[]): boolean {
  const other = volumeOf(claim, all);
  if (other === undefined) return false;
  const place = placeOf(volume);
  return other.metadata.name === volume.metadata.name || (place !== undefined && same(place, placeOf(other)));
}
