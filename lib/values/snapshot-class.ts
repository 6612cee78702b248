import type { Place } from './finding';
import { objectName } from './name';
import { given } from './omit';
import type { Checked } from './read';
import type { ReclaimPolicy } from './storage';

interface SnapshotClassFacts {
  readonly name: string;
  readonly driver?: string;
  readonly deletionPolicy?: ReclaimPolicy;
}

/** How a cluster takes snapshots: its VolumeSnapshotClass, by the name of one that exists, or as `snapshotClass` of a `CephSnapshotClass`. */
export class SnapshotClass implements Checked {
  /** A class that exists in the cluster. What is not known of it is not judged. */
  public static named(name: string): SnapshotClass {
    return new SnapshotClass({ name });
  }

  /** @internal */
  public static _of(facts: Required<SnapshotClassFacts>): SnapshotClass {
    return new SnapshotClass(facts);
  }

  /** The VolumeSnapshotClass. */
  public readonly name: string;
  /** The CSI driver, as `rook-ceph.cephfs.csi.ceph.com`, and undefined where only the class's name is known. */
  public readonly driver?: string;
  /** What happens to a snapshot in the storage when its VolumeSnapshot is deleted, and undefined where only the class's name is known. */
  public readonly deletionPolicy?: ReclaimPolicy;

  private constructor(facts: SnapshotClassFacts) {
    this.name = facts.name;
    Object.assign(this, given({ driver: facts.driver, deletionPolicy: facts.deletionPolicy }));
  }

  /** @internal */
  public _check(place: Place): void {
    objectName('subdomain')(this.name, place.at('name'));
  }
}
