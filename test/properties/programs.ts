import { inspect } from 'node:util';
import type { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  AccessMode,
  CephCluster,
  CephDataset,
  type CephDatasetProps,
  CephSnapshotClass,
  type CephSnapshotClassProps,
  CephSource,
  CephStorage,
  CephStorageClass,
  type CephStorageClassProps,
  CephVolumes,
  CleanPodPolicy,
  DataSource,
  DatasetCopy,
  DatasetLoad,
  Gpu,
  GpuTrainingJob,
  type GpuTrainingJobProps,
  JobSetCluster,
  KueueClusterQueue,
  KueueResourceFlavor,
  MlNamespace,
  type MlNamespaceProps,
  ModelService,
  type ModelServiceProps,
  NamespaceEgress,
  Parallel,
  PodSecurityLevel,
  RbdFileSystem,
  RbdImageFeature,
  ReclaimPolicy,
  type Resources,
  RestartPolicy,
  Retention,
  StaticCephDataset,
  type StaticCephDatasetProps,
  StorageBackend,
  SuccessPolicy,
  TfJobCluster,
  type TfJobClusterProps,
  VolcanoQueue,
  VolumeBindingMode,
} from '../../lib';
import { CLUSTERS, jobSetCluster } from './clusters';
import * as pods from './pods';
import { clusterQueue, resourceFlavor, volcanoQueue } from './queues';
import { TRAINER } from './trainer';
import { datasetCopy, datasetLoad } from './transfers';
import * as values from './values';
import { some } from './values';
import { type Cluster, type In, made, newWorld, type World } from './world';

export type Props = Record<string, unknown>;

/** A program with one construct whose props are right. */
export interface Program {
  readonly cluster: Cluster;
  /** The chart with the construct `subject` in it; `change` makes other props of the right ones. */
  render(change?: (props: Props, world: World) => unknown): Chart;
  /** The props, as they are in a world of their own. */
  props(): Props;
}

function programs<P extends object>(
  type: new (scope: Construct, id: string, props: P) => Construct,
  props: fc.Arbitrary<In<P>>,
): fc.Arbitrary<Program> {
  return fc.tuple(values.cluster, props).map(([cluster, make]) => ({
    cluster,
    props: () => ({ ...(make(newWorld(cluster)) as Props) }),
    render: (change = (right) => right) => {
      const world = newWorld(cluster);
      // What a JavaScript program gives may be anything.
      new type(world.chart, 'subject', change({ ...(make(world) as Props) }, world) as P);
      return world.chart;
    },
    [fc.toStringMethod]: () => inspect({ cluster: cluster.options, props: make(newWorld(cluster)) }, { depth: 4 }),
  }));
}

/** Backends by the access modes that they can have. */
const storage = fc.oneof(
  fc.record({
    storage: values.className.map(CephStorage.cephFs),
    accessModes: fc.constantFrom<AccessMode[][]>(
      [AccessMode.READ_WRITE_MANY],
      [AccessMode.READ_ONLY_MANY, AccessMode.READ_WRITE_ONCE],
      [AccessMode.READ_WRITE_ONCE_POD],
    ),
  }),
  fc.record({
    storage: values.className.map(CephStorage.rbd),
    accessModes: fc.constantFrom<AccessMode[][]>([AccessMode.READ_WRITE_ONCE], [AccessMode.READ_WRITE_ONCE_POD]),
  }),
);
const dataSource = values.className.map((name) => DataSource.snapshotName(name, { size: '1Ki' }));
const claim = some({ name: values.className, namespace: values.name, labels: values.labels, dataSource });
const cephDataset: fc.Arbitrary<In<CephDatasetProps>> = fc
  .tuple(storage, values.bigSize, claim, values.care)
  .map(([how, size, more, care]) => () => ({ ...how, size, ...more, ...care }));

const cephSecret = fc.record({ name: values.className, namespace: values.name });
const cephCluster = fc.oneof(
  some({ operatorNamespace: values.name, clusterNamespace: values.name }).map(CephCluster.rook),
  fc
    .tuple(
      fc.record({ clusterId: fc.uuid(), provisionerSecret: cephSecret }),
      some({ snapshotterSecret: cephSecret, controllerExpandSecret: cephSecret, nodeStageSecret: cephSecret }),
    )
    .map(([needed, more]) => CephCluster.csi({ ...needed, ...more })),
);
const rbdOptions = some({
  imageFeatures: fc.constantFrom([RbdImageFeature.LAYERING], Object.values(RbdImageFeature)),
  fileSystem: fc.constantFrom(...Object.values(RbdFileSystem)),
});
const cephVolumes = fc.oneof(
  fc.tuple(values.name, some({ pool: values.name })).map(([fsName, options]) => CephVolumes.cephFs(fsName, options)),
  fc.tuple(values.name, rbdOptions).map(([pool, options]) => CephVolumes.rbd(pool, options)),
);
const classSettings = some({
  name: values.className,
  labels: values.labels,
  mountOptions: fc.constantFrom<string[][]>([], ['noatime'], ['noatime', 'discard']),
  allowVolumeExpansion: fc.boolean(),
  volumeBindingMode: fc.constantFrom(...Object.values(VolumeBindingMode)),
  reclaimPolicy: fc.constantFrom(...Object.values(ReclaimPolicy)),
});
const cephStorageClass: fc.Arbitrary<In<CephStorageClassProps>> = fc
  .tuple(fc.record({ cluster: cephCluster, volumes: cephVolumes }), classSettings)
  .map(([needed, more]) => () => ({ ...needed, ...more }));

const cephSnapshotClass: fc.Arbitrary<In<CephSnapshotClassProps>> = fc
  .tuple(
    fc.record({ cluster: cephCluster, backend: fc.constantFrom(StorageBackend.CEPH_FS, StorageBackend.CEPH_RBD) }),
    some({ name: values.className, labels: values.labels, deletionPolicy: fc.constantFrom(...Object.values(ReclaimPolicy)) }),
  )
  .map(([needed, more]) => () => ({ ...needed, ...more }));

const source = fc.oneof(
  fc.record({
    source: fc.tuple(values.name, values.name).map(([fsName, path]) => CephSource.path(fsName, `/${path}`)),
    accessModes: fc.constantFrom<AccessMode[][]>([AccessMode.READ_WRITE_MANY], [AccessMode.READ_ONLY_MANY]),
  }),
  fc.record({ source: fc.tuple(values.name, values.name).map(([pool, image]) => CephSource.image(pool, image)) }),
);
const staticCephDataset: fc.Arbitrary<In<StaticCephDatasetProps>> = fc
  .tuple(
    source,
    fc.record({ cluster: cephCluster, size: values.bigSize }),
    some({ name: values.name, namespace: values.name, volumeName: values.className, labels: values.labels, nodeStageSecret: cephSecret }),
  )
  .map(([how, needed, more]) => () => ({ ...how, ...needed, ...more }));

/** Rules by pods that end, which need the policy Never, or a policy alone. */
const ends = fc.oneof(
  some({
    failFastExitCodes: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 }),
    ignoreExitCodes: fc.array(fc.integer({ min: 100, max: 255 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.constantFrom({ restartPolicy: RestartPolicy.NEVER }, { restartPolicy: RestartPolicy.ON_FAILURE }),
);
const afterwards = fc.oneof(some({ ttlAfterFinished: values.duration }), fc.constantFrom({ keepFinished: true }, { keepFinished: false }));
const shards = fc.integer({ min: 1, max: 100_000 }).map((count) => ({ parallel: Parallel.shards(count) }));

interface Compute {
  readonly resources: Resources;
  readonly gpu?: (cluster: Cluster) => Gpu;
}

function pod(withGpu: boolean): fc.Arbitrary<Compute> {
  const gpu = fc.oneof(
    values.gpu.map((each) => () => each),
    values.claimedGpu,
  );
  return withGpu ? fc.record({ gpu, resources: values.reservingResources }) : fc.record({ resources: values.resources });
}

/** With the devices that the cluster can give. */
function ofCluster({ gpu, ...compute }: Compute, { cluster }: World) {
  return gpu === undefined ? compute : { ...compute, gpu: gpu(cluster) };
}

const gpuTrainingJob: fc.Arbitrary<In<GpuTrainingJobProps>> = fc
  .tuple(fc.boolean(), fc.boolean())
  .chain(([withGpu, several]) =>
    fc.tuple(
      values.image,
      pod(withGpu),
      several ? shards : ends,
      afterwards,
      some(pods.trainingFields),
      some(pods.trainingFieldsInWorld(several)),
    ),
  )
  .map(
    ([image, compute, how, then, fields, inWorld]) =>
      (world) =>
        pods.laidOut({ ...image, ...ofCluster(compute, world), ...how, ...then, ...fields, ...made(inWorld, world) }),
  );

/** A role of a TFJob, with GPUs of its own or those of all roles. */
function role(withGpu: boolean, count: fc.Arbitrary<{ replicas: number } | object>) {
  return fc
    .tuple(values.image, pod(withGpu), count, some(pods.roleFields), some(pods.podFieldsInWorld))
    .map(([image, compute, replicas, fields, inWorld]) => (world: World) => ({
      ...image,
      ...ofCluster(compute, world),
      ...replicas,
      ...fields,
      ...made(inWorld, world),
    }));
}

const replicas = fc.record({ replicas: fc.integer({ min: 1, max: 10_000 }) });
const single = fc.constant({});

const tfJobCluster: fc.Arbitrary<In<TfJobClusterProps>> = fc
  .boolean()
  .chain((withGpu) =>
    fc.tuple(
      values.image,
      pod(withGpu),
      fc.record({ worker: role(withGpu, replicas) as fc.Arbitrary<In<TfJobClusterProps['worker']>> }),
      some({ parameterServer: role(false, replicas), chief: role(withGpu, single), evaluator: role(withGpu, single) }),
      afterwards,
      some({
        ...pods.trainingFields,
        restartPolicy: pods.roleFields.restartPolicy,
        cleanPodPolicy: fc.constantFrom(...Object.values(CleanPodPolicy)),
        successPolicy: fc.constantFrom(...Object.values(SuccessPolicy)),
      }),
      some(pods.trainingFieldsInWorld(true)),
    ),
  )
  .map(
    ([image, compute, worker, roles, then, fields, inWorld]) =>
      (world) =>
        pods.laidOut({
          ...image,
          ...ofCluster(compute, world),
          ...then,
          ...fields,
          ...made(worker, world),
          ...made(roles, world),
          ...made(inWorld, world),
        }) as TfJobClusterProps,
  );

/** One replica, which may have a block device for itself, or several. */
function scale(several: boolean) {
  if (!several) return fc.record({ replicas: fc.constant(1), rollout: values.surgeless }, { requiredKeys: ['replicas'] });
  const fixed = some({ replicas: fc.integer({ min: 2, max: 10_000 }), rollout: values.rollout });
  return fc.oneof(fixed, fc.record({ autoscaling: values.autoscaling, rollout: values.rollout, resources: values.reservingResources }));
}

const modelService: fc.Arbitrary<In<ModelServiceProps>> = fc
  .tuple(fc.boolean(), fc.boolean())
  .chain(([withGpu, several]) =>
    fc.tuple(
      values.image,
      pod(withGpu),
      scale(several),
      fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }),
      fc.oneof(some({ callers: values.callers }), some({ isolation: pods.isolation })),
      some({
        ...pods.workloadFields,
        probes: values.probes,
        drain: values.duration,
        revisionHistoryLimit: fc.nat(1000),
      }),
      some({ ...pods.workloadFieldsInWorld, model: several ? pods.artifactOf('models', 'archive') : pods.artifactOf('models', 'block') }),
    ),
  )
  .map(([image, compute, count, port, reach, fields, inWorld]) => (world) => ({
    ...image,
    ...ofCluster(compute, world),
    ...count,
    ...port,
    ...reach,
    ...fields,
    ...made(inWorld, world),
  }));

const amount = { cpu: fc.constantFrom('100m', '2'), memory: fc.constantFrom('1Gi', '2Gi'), ephemeralStorage: fc.constant('1Gi') };
const gpuQuota = fc.constantFrom<Gpu[][]>(
  [Gpu.nvidia(0)],
  [Gpu.claim('gpu.nvidia.com', 64)],
  [Gpu.nvidia(16), Gpu.amd(4)],
  [Gpu.nvidiaMig('1g.10gb', 7)],
);
const mlNamespace: fc.Arbitrary<In<MlNamespaceProps>> = some({
  name: values.name,
  labels: values.labels,
  annotations: values.labels,
  podSecurity: fc.constantFrom(...Object.values(PodSecurityLevel)),
  quota: some({
    gpus: gpuQuota,
    extended: fc.constant({ 'vpc.amazonaws.com/efa': 32 }),
    ...{ cpu: fc.constantFrom('8', '500m'), memory: values.bigSize, storage: values.bigSize },
    storageOfClasses: fc.dictionary(values.className, values.bigSize, { maxKeys: 2 }),
    ...{ claims: fc.nat(100), pods: fc.nat(100) },
  }),
  containers: fc.oneof(some({ defaultRequest: some(amount) }), some({ min: some(amount) }), some({ max: some(amount) })),
  claims: fc.oneof(fc.record({ min: values.bigSize }), fc.record({ max: values.bigSize })),
  egress: fc.constantFrom(...Object.values(NamespaceEgress)),
  retention: fc.constantFrom(Retention.keep(), Retention.deleteWithChart({ confirmDataLoss: true })),
}).map((props) => () => props);

/** Programs of each construct, over all that its props can be. */
export const PROGRAMS: readonly (readonly [string, fc.Arbitrary<Program>])[] = [
  ['CephDataset', programs(CephDataset, cephDataset)],
  ['CephSnapshotClass', programs(CephSnapshotClass, cephSnapshotClass)],
  ['CephStorageClass', programs(CephStorageClass, cephStorageClass)],
  ['StaticCephDataset', programs(StaticCephDataset, staticCephDataset)],
  ['DatasetLoad', programs(DatasetLoad, datasetLoad)],
  ['DatasetCopy', programs(DatasetCopy, datasetCopy)],
  ['GpuTrainingJob', programs(GpuTrainingJob, gpuTrainingJob)],
  ['TfJobCluster', programs(TfJobCluster, tfJobCluster)],
  ['JobSetCluster', programs(JobSetCluster, jobSetCluster)],
  ...CLUSTERS.map(({ name, type, props }) => [name, programs(type, props)] as const),
  ...TRAINER.map(([name, type, props]) => [name, programs<object>(type as never, props)] as const),
  ['ModelService', programs(ModelService, modelService)],
  ['MlNamespace', programs(MlNamespace, mlNamespace)],
  ['KueueClusterQueue', programs(KueueClusterQueue, clusterQueue)],
  ['KueueResourceFlavor', programs(KueueResourceFlavor, resourceFlavor)],
  ['VolcanoQueue', programs(VolcanoQueue, volcanoQueue)],
];
