import type { Place } from './finding';
import { objectName } from './name';
import { given } from './omit';
import { type Checked, optional, required, struct, textWhere } from './read';
import { type CephBackend, cephDriver } from './storage';

/** A Secret of any namespace, by its name. */
export interface CephSecret {
  /** Its name. */
  readonly name: string;
  /** Its namespace: mostly that of the Ceph-CSI driver or of Rook's cluster. */
  readonly namespace: string;
}

/** A Ceph cluster whose driver was installed by itself. */
export interface CephCsiOptions {
  /** The cluster's id in the driver's ConfigMap, mostly the `fsid` that `ceph fsid` tells: at most 36 bytes. */
  readonly clusterId: string;
  /** With the Ceph user that makes and removes volumes. */
  readonly provisionerSecret: CephSecret;
  /**
   * With the Ceph user that takes and removes snapshots.
   * @default - that of the provisioner
   */
  readonly snapshotterSecret?: CephSecret;
  /**
   * With the Ceph user that grows volumes.
   * @default - that of the provisioner
   */
  readonly controllerExpandSecret?: CephSecret;
  /**
   * With the Ceph user that mounts volumes on nodes.
   * @default - that of the provisioner
   */
  readonly nodeStageSecret?: CephSecret;
}

/** A Ceph cluster of Rook's. */
export interface RookOptions {
  /**
   * The namespace of Rook's operator: the driver's name begins with it.
   * @default 'rook-ceph'
   */
  readonly operatorNamespace?: string;
  /**
   * The namespace of the CephCluster, which is its id too, and where Rook keeps the drivers' Secrets.
   * @default 'rook-ceph'
   */
  readonly clusterNamespace?: string;
}

/** What classes of volumes and snapshots say of their Ceph cluster. */
interface ClusterFacts {
  /** What stands before `cephfs.csi.ceph.com`. */
  readonly driverPrefix: string;
  readonly clusterId: string;
  readonly secrets: (backend: CephBackend) => Readonly<Record<string, CephSecret>> & { readonly 'node-stage': CephSecret };
  readonly snapshotterSecret: (backend: CephBackend) => CephSecret;
}

const ROOK = 'rook-ceph';
/** ceph-csi: "any unique string that is not exceeding 36 bytes". */
const CLUSTER_ID_BYTES = 36;

const STAND_IN = { name: 'csi-secret', namespace: 'ceph-csi' };
/** A Secret of any namespace. */
export const cephSecret = struct<CephSecret>({
  name: required(objectName('subdomain'), STAND_IN.name, 'csi-cephfs-secret'),
  namespace: required(objectName('label'), STAND_IN.namespace),
});

const clusterId = textWhere('b9127830-b0cc-4e34-aa47-9d1a2e9949a8', (id) =>
  Buffer.byteLength(id) <= CLUSTER_ID_BYTES
    ? undefined
    : {
        rule: 'ceph-cluster-id',
        message: `has ${Buffer.byteLength(id)} bytes, and ceph-csi keeps ${CLUSTER_ID_BYTES} in a volume's id`,
        fix: "give the clusterID of the driver's ConfigMap, mostly what `ceph fsid` tells",
      },
);

const csiOptions = struct<CephCsiOptions>({
  clusterId: required(clusterId, 'stand-in', 'b9127830-b0cc-4e34-aa47-9d1a2e9949a8'),
  provisionerSecret: required(cephSecret, STAND_IN, { name: 'csi-cephfs-secret', namespace: 'ceph-csi' }),
  snapshotterSecret: optional(cephSecret),
  controllerExpandSecret: optional(cephSecret),
  nodeStageSecret: optional(cephSecret),
});
const rookOptions = struct<RookOptions>({
  operatorNamespace: optional(objectName('label')),
  clusterNamespace: optional(objectName('label')),
});

function csiFacts(options: CephCsiOptions): ClusterFacts {
  const { provisionerSecret, controllerExpandSecret = provisionerSecret, nodeStageSecret = provisionerSecret } = options;
  return {
    driverPrefix: '',
    clusterId: options.clusterId,
    secrets: () => ({ provisioner: provisionerSecret, 'controller-expand': controllerExpandSecret, 'node-stage': nodeStageSecret }),
    snapshotterSecret: () => options.snapshotterSecret ?? provisionerSecret,
  };
}

function rookFacts({ operatorNamespace = ROOK, clusterNamespace = ROOK }: RookOptions): ClusterFacts {
  const provisionerSecret = (backend: CephBackend) => ({ name: `rook-csi-${backend}-provisioner`, namespace: clusterNamespace });
  return {
    driverPrefix: `${operatorNamespace}.`,
    clusterId: clusterNamespace,
    secrets: (backend) => {
      const provisioner = provisionerSecret(backend);
      const node = { name: `rook-csi-${backend}-node`, namespace: clusterNamespace };
      return { provisioner, 'controller-expand': provisioner, 'controller-publish': provisioner, 'node-stage': node };
    },
    snapshotterSecret: provisionerSecret,
  };
}

/** A Ceph cluster, as its CSI drivers know it: the drivers' names, the cluster's id and the Secrets with its users. */
export class CephCluster implements Checked {
  /**
   * Drivers that were installed by themselves: `cephfs.csi.ceph.com` and `rbd.csi.ceph.com`.
   * @see https://github.com/ceph/ceph-csi
   */
  public static csi(options: CephCsiOptions): CephCluster {
    return new CephCluster(options ?? {}, csiOptions, csiFacts);
  }

  /**
   * Drivers of Rook's: `rook-ceph.cephfs.csi.ceph.com`, with the Secrets that Rook makes (`rook-csi-cephfs-provisioner`, `rook-csi-cephfs-node`, ...).
   * @see https://rook.io/docs/rook/latest-release/Storage-Configuration/Shared-Filesystem-CephFS/filesystem-storage/
   */
  public static rook(options: RookOptions = {}): CephCluster {
    return new CephCluster(options, rookOptions, rookFacts);
  }

  /** @internal */
  private constructor(
    private readonly options: unknown,
    private readonly read: (options: unknown, place: Place) => object | undefined,
    private readonly factsOf: (options: never) => ClusterFacts,
  ) {}

  /** @internal */
  public _driver(backend: CephBackend): string {
    return `${this.facts.driverPrefix}${cephDriver(backend)}`;
  }

  /** @internal */
  public get _clusterId(): string {
    return this.facts.clusterId;
  }

  /** @internal */
  public _nodeStageSecret(backend: CephBackend): CephSecret {
    return this.facts.secrets(backend)['node-stage'];
  }

  /**
   * Of a StorageClass.
   * @internal
   */
  public _parameters(backend: CephBackend): Record<string, string> {
    return this.parameters(this.facts.secrets(backend));
  }

  /**
   * Of a VolumeSnapshotClass.
   * @internal
   */
  public _snapshotParameters(backend: CephBackend): Record<string, string> {
    return this.parameters({ snapshotter: this.facts.snapshotterSecret(backend) });
  }

  /** @internal */
  public _check(place: Place): void {
    this.read(this.options, place);
  }

  private parameters(secrets: Readonly<Record<string, CephSecret>>): Record<string, string> {
    const of = Object.entries(secrets).flatMap(([role, { name, namespace }]) => [
      [`csi.storage.k8s.io/${role}-secret-name`, name],
      [`csi.storage.k8s.io/${role}-secret-namespace`, namespace],
    ]);
    return given({ clusterID: this.facts.clusterId, ...Object.fromEntries(of) });
  }

  private get facts(): ClusterFacts {
    return this.factsOf(this.options as never);
  }
}
