import { App, Chart, Size } from 'cdk8s';
import {
  ConfigMap,
  type IConfigMap,
  type IPersistentVolumeClaim,
  type ISecret,
  PersistentVolumeAccessMode,
  PersistentVolumeClaim,
  Secret,
  ServiceAccount,
} from 'cdk8s-plus-27';
import { AccessMode, CephDataset, CephStorage, type ClusterProfile, type ClusterProfileOptions } from '../../lib';

/** A cluster that a program is written for. */
export interface Cluster {
  readonly profile: ClusterProfile;
  readonly options: ClusterProfileOptions & { readonly kubernetesVersion: string };
  readonly hasSpotNodes: boolean;
}

const shared = { storage: Size.gibibytes(1), accessModes: [PersistentVolumeAccessMode.READ_WRITE_MANY] };
const cephFs = (chart: Chart, id: string) => new CephDataset(chart, id, { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi' });

/** What props can refer to. Under `exactOptionalPropertyTypes` the classes of cdk8s-plus do not fit its own interfaces without being told so. */
const MAKERS = {
  images: cephFs,
  labels: cephFs,
  models: cephFs,
  block: (chart: Chart, id: string) => new CephDataset(chart, id, { storage: CephStorage.rbd('rook-ceph-block'), size: '50Gi' }),
  archive: (chart: Chart, id: string) => CephDataset.fromClaimName(chart, id, 'archive', { accessModes: [AccessMode.READ_ONLY_MANY] }),
  legacy: (chart: Chart, id: string) => CephDataset.fromClaimName(chart, id, 'legacy.data'),
  plusClaim: (chart: Chart, id: string) => new PersistentVolumeClaim(chart, id, shared) as IPersistentVolumeClaim,
  secret: (chart: Chart, id: string) => new Secret(chart, id) as ISecret,
  knownSecret: (chart: Chart, id: string) => Secret.fromSecretName(chart, id, 'known-secret'),
  configMap: (chart: Chart, id: string) => new ConfigMap(chart, id) as IConfigMap,
  knownConfigMap: (chart: Chart, id: string) => ConfigMap.fromConfigMapName(chart, id, 'known.config'),
  account: (chart: Chart, id: string) => new ServiceAccount(chart, id),
  knownAccount: (chart: Chart, id: string) => ServiceAccount.fromServiceAccountName(chart, id, 'known-account'),
};

type Name = keyof typeof MAKERS;

/** A chart in a cluster, and what props can refer to in it: each is made when it is first asked for, since most programs need few. */
export interface World {
  readonly chart: Chart;
  readonly cluster: Cluster;
  get<K extends Name>(name: K): ReturnType<(typeof MAKERS)[K]>;
}

/** What is made in a world, and is the same in each. */
export type In<T> = (world: World) => T;

/** Fields that were made in a world. */
type Made<F> = { [K in keyof F]: F[K] extends In<infer T> ? T : never };

export function made<F extends object>(fields: F, world: World): Made<F> {
  return Object.fromEntries(
    Object.entries<In<unknown>>(fields as Record<string, In<unknown>>).map(([key, make]) => [key, make(world)]),
  ) as Made<F>;
}

export function newWorld(cluster: Cluster): World {
  const app = new App();
  cluster.profile.attach(app, cluster.options);
  const chart = new Chart(app, 'demo', { namespace: 'ml' });
  const get = <K extends Name>(name: K) => (chart.node.tryFindChild(name) ?? MAKERS[name](chart, name)) as ReturnType<(typeof MAKERS)[K]>;
  return { chart, cluster, get };
}
