import type { Place } from '../values/finding';
import { objectName } from '../values/name';
import { given as known } from '../values/omit';
import { byteSize } from '../values/quantity';
import { type Checked, oneOf, optional, type Reader, required, struct, text } from '../values/read';
import { areDifferent, StorageBackend, type VolumeMaker } from '../values/storage';
import { Dataset, dataset } from './dataset';
import { DatasetSnapshot } from './dataset-snapshot';

/** What is known of a snapshot that exists in the cluster. What is left out is not judged. */
export interface ExistingSnapshotOptions {
  /**
   * The least size of what is made of it: `status.restoreSize` of the VolumeSnapshot.
   * @default - not known
   */
  readonly size?: string;
  /**
   * The CSI driver that took it, as `'rook-ceph.cephfs.csi.ceph.com'`.
   * @default - not known
   */
  readonly driver?: string;
  /**
   * What lies behind it.
   * @default - as the driver says
   */
  readonly backend?: StorageBackend;
}

/** An object of which a populator makes the data of a claim. */
export interface PopulatorSource {
  /** The API group of the object, as `'forklift.konveyor.io'`. */
  readonly apiGroup: string;
  /** Its kind, as `'OpenstackVolumePopulator'`. */
  readonly kind: string;
  /** Its name, in the claim's namespace. */
  readonly name: string;
}

/** What a claim begins with, as plain data. */
export interface SourceFacts extends VolumeMaker {
  readonly way: 'snapshot' | 'clone' | 'populator';
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  /** Nothing in the app makes it: it exists in the cluster. */
  readonly external: boolean;
  readonly namespace?: string;
  /** The least size of what is made of it. */
  readonly size?: string;
  /** The claim whose data it is. */
  readonly claimName?: string;
  /** The claim's volume was not made by a CSI driver. */
  readonly static?: true;
}

const SNAPSHOT = { way: 'snapshot', apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot' } as const;
const CLAIM = { way: 'clone', kind: 'PersistentVolumeClaim' } as const;
const NOTHING = { name: '', external: true };

const readOptions = struct<ExistingSnapshotOptions>({
  size: optional(byteSize('500Gi')),
  driver: optional(objectName('subdomain', 'rook-ceph.cephfs.csi.ceph.com')),
  backend: optional(oneOf('StorageBackend', Object.values(StorageBackend))),
});
const readPopulator = struct<PopulatorSource>({
  apiGroup: required(objectName('subdomain', 'forklift.konveyor.io'), 'stand-in', 'forklift.konveyor.io'),
  kind: required(text('OpenstackVolumePopulator'), 'stand-in', 'OpenstackVolumePopulator'),
  name: required(objectName('subdomain'), 'stand-in', 'my-image'),
});

const snapshot: Reader<DatasetSnapshot> = (given, place) => {
  if (given instanceof DatasetSnapshot) return given;
  const fix =
    typeof given === 'string' ? 'for one that exists in the cluster write DataSource.snapshotName' : "write images.snapshot('v1')";
  place.report({ value: given, rule: 'type', message: 'must be a DatasetSnapshot', fix });
  return undefined;
};

function checkExisting(name: string, options: ExistingSnapshotOptions, place: Place): void {
  objectName('subdomain')(name, place.at('name'));
  const { driver, backend } = readOptions(options, place) ?? {};
  if (driver === undefined || backend === undefined || !areDifferent({ driver }, { backend })) return;
  place.at('backend').report({
    value: backend,
    rule: 'storage-backend',
    message: `is not that of the driver ${driver}`,
    fix: 'give the driver alone',
  });
}

function snapshotFacts(of: DatasetSnapshot): SourceFacts {
  const { name, namespace } = of;
  return { ...SNAPSHOT, name, external: false, ...of._facts, ...known({ namespace }) };
}

function cloneFacts({ _claim: claim }: Dataset): SourceFacts {
  const { claimName, namespace, external, backend, driver, size, static: isStatic } = claim;
  return { ...CLAIM, name: claimName, external, claimName, ...known({ namespace, backend, driver, size, static: isStatic }) };
}

/** What a new dataset begins with, in place of nothing. Kubernetes reads it once, when it makes the volume, and refuses another one later. */
export class DataSource implements Checked {
  /**
   * A snapshot that this app takes. The new claim has its size at least, and is in its namespace and of its driver.
   *
   * On CephFS all data are copied, which takes its time, unless the dataset is `accessModes: [AccessMode.READ_ONLY_MANY]` alone: such a volume is shallow, shows the snapshot itself
   * and is there in constant time, whatever its size; no snapshot can be taken of it, and its snapshot stays as long as it does. On RBD what is not written anew is shared.
   * @see https://github.com/ceph/ceph-csi/blob/devel/docs/cephfs-snapshot-backed-volumes.md
   */
  public static snapshot(datasetSnapshot: DatasetSnapshot): DataSource {
    const right = datasetSnapshot instanceof DatasetSnapshot;
    const facts = right ? snapshotFacts(datasetSnapshot) : { ...SNAPSHOT, ...NOTHING };
    return new DataSource(facts, (place) => snapshot(datasetSnapshot, place));
  }

  /** A snapshot that exists in the namespace of the new claim, by its name: one of a backup, say. */
  public static snapshotName(name: string, options: ExistingSnapshotOptions = {}): DataSource {
    return new DataSource({ ...options, ...SNAPSHOT, name, external: true }, (place) => checkExisting(name, options, place));
  }

  /**
   * Another dataset, as it is when the volume is made. The new claim has its size at least, and is in its namespace and of its driver; its class may be another.
   * On CephFS all data are copied, whatever the access modes.
   * @see https://kubernetes.io/docs/concepts/storage/volume-pvc-datasource/
   */
  public static clone(source: Dataset): DataSource {
    const facts = source instanceof Dataset ? cloneFacts(source) : { ...CLAIM, ...NOTHING };
    return new DataSource(facts, (place) => dataset(source, place));
  }

  /**
   * An object of any kind, of which a populator of the cluster makes the data. Refused unless the cluster profile says that there are populators (`ClusterOperator.VOLUME_POPULATORS`):
   * without the one for this kind the claim waits for ever.
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-populators-and-data-sources
   */
  public static populator(source: PopulatorSource): DataSource {
    return new DataSource({ ...source, way: 'populator', external: true }, (place) => readPopulator(source, place));
  }

  private constructor(
    /** @internal */
    public readonly _facts: SourceFacts,
    private readonly check: (place: Place) => void,
  ) {}

  /** @internal */
  public _check(place: Place): void {
    this.check(place);
  }
}
