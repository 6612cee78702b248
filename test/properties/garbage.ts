import { inspect } from 'node:util';
import { Duration, JsonPatch, Lazy, Size } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  Autoscaling,
  Backup,
  Caller,
  CephCluster,
  CephDataset,
  CephFsMounting,
  CephSource,
  CephStorage,
  CephVolumes,
  Checkpoint,
  CopyMode,
  DataLoading,
  DataOrigin,
  DataSource,
  DatasetCache,
  Download,
  FluidRuntime,
  Gpu,
  Mount,
  Network,
  ObjectStore,
  Parallel,
  Placement,
  PodSecurity,
  Probes,
  Resources,
  Retention,
  Rollout,
  Schedule,
  ShardBy,
  SnapshotClass,
  Topology,
} from '../../lib';
import { type In, made, type World } from './world';

/** Value objects of the library, each of which is right in few places. */
const VALUE_OBJECTS = [
  Autoscaling.onCpu({ max: 3 }),
  Backup.daily({ keep: 7 }),
  Caller.namespace('ingress'),
  CephCluster.rook({ clusterNamespace: 'ceph' }),
  CephSource.path('myfs', '/a'),
  CephStorage.cephFs('rook-cephfs'),
  CephVolumes.cephFs('myfs'),
  CopyMode.copy(),
  DataOrigin.s3({ bucket: 'abc' }),
  DatasetCache.localDisk('1Gi'),
  DataSource.snapshotName('v1'),
  Gpu.nvidia(1),
  Mount.scratchDisk('/mnt/a', '1Gi'),
  ObjectStore.s3({ bucket: 'abc' }),
  Parallel.shards(3),
  // No default of any construct: what repeats one shows nothing.
  Placement.together(Topology.NODE),
  PodSecurity.baseline(),
  Probes.tcp(),
  Resources.guaranteed({ cpu: '8', memory: '64Gi' }),
  Retention.keep(),
  Rollout.recreate(),
  Schedule.daily(),
  Topology.ZONE,
];

/** What slips into props in JavaScript: the empty, the unready, the late. */
const SLIPS: readonly unknown[] = [
  ...[undefined, null, Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 2 ** 53, 0, '', ' ', '0', true, 5n, Symbol('s')],
  ...[
    [],
    {},
    [undefined],
    [null],
    [[]],
    [{}],
    { a: undefined },
    { a: null },
    { a: 1 },
    { a: {} },
    Object.create(null),
    [Object.create(null)],
  ],
  ...[() => ({}), class {}, new Date(0), new Map([['a', 'b']]), new Set(['a']), new Error('e'), Promise.resolve('x'), /x/],
  ...[
    Lazy.any({ produce: () => 'x' }),
    Duration.seconds(12_345),
    Duration.seconds(1.5),
    Duration.millis(1),
    Size.gibibytes(1),
    JsonPatch.remove('/spec'),
  ],
];

const key = fc.oneof(fc.constantFrom('a', 'constructor', 'toString', '__proto__', 'length'), fc.string({ maxLength: 4 }));
const anything = fc.anything({
  ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true },
  ...{ withBoxedValues: true, withSparseArray: true, withTypedArray: true, key, maxDepth: 2 },
});

/** The value in every world; a counterexample shows it. */
function always<T>(value: T): In<T> {
  return Object.assign(() => value, { [fc.toStringMethod]: () => inspect(value) });
}

/** Constructs where none is meant, alone, in a list and in a map: they know their whole app, and so themselves. */
const constructs = fc.constantFrom<In<unknown>>(
  ({ get }) => get('images'),
  ({ get }) => [get('images')],
  ({ get }) => ({ a: get('images') }),
  ({ get }) => get('secret'),
  ({ get }) => get('plusClaim'),
  ({ chart }) => chart,
);

const plain: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SLIPS) },
  { weight: 2, arbitrary: anything },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...VALUE_OBJECTS) },
);

/** Anything at all, by itself, in a list or in a map. */
export const garbage: fc.Arbitrary<In<unknown>> = fc.oneof(
  { weight: 4, arbitrary: plain.map(always) },
  { weight: 1, arbitrary: plain.map((each) => always([each])) },
  { weight: 1, arbitrary: plain.map((each) => always({ 'example.com/a': each })) },
  { weight: 1, arbitrary: plain.map((each) => always({ NAME: each })) },
  { weight: 1, arbitrary: constructs },
);

/** An object of another class for a value object, or for a text, number or list. */
export function ofAnotherClass(value: unknown): readonly unknown[] {
  return VALUE_OBJECTS.filter((each) => typeof value !== 'object' || value === null || each.constructor !== value.constructor);
}

/** A value that is made by a factory of the library, and the prop that takes it. */
export interface Factory {
  readonly field: string;
  /** The fields of the struct that it takes, where it takes one. */
  readonly options: readonly string[];
  make(first: never, second: never, world: World): unknown;
}

function factory(field: string, options: string, make: Factory['make']): Factory {
  return { field, options: options.split(' ').filter((name) => name !== ''), make };
}

export const FACTORIES: readonly Factory[] = [
  factory('resources', 'cpu memory ephemeralStorage extended exclusiveCpus hugePages2Mi hugePages1Gi', (amounts) =>
    Resources.guaranteed(amounts),
  ),
  factory('resources', 'cpu memory cpuLimit memoryLimit extended', (amounts) => Resources.burstable(amounts)),
  factory('gpu', 'product memory', (count, options) => Gpu.nvidia(count, options)),
  factory('gpu', 'product memory selectors matchAttribute', (deviceClass, options) => Gpu.claim(deviceClass, 1, options)),
  factory('gpu', '', (deviceClass, count) => Gpu.claim(deviceClass, count)),
  factory('network', 'socketInterface ncclDebug networks hca gidIndex gdrLevel', (name, options) => Network.rdma(name, 1, options)),
  factory('network', 'socketInterface ncclDebug hugePages', (count, options) => Network.efa(count, options)),
  factory('network', 'socketInterface ncclDebug', (networks, options) => Network.secondary(networks, options)),
  factory('network', 'name namespace interface', (network) => Network.secondary([network])),
  factory('network', 'socketInterface ncclDebug', (options) => Network.pods(options)),
  factory('gpu', '', (profile, count) => Gpu.nvidiaMig(profile, count)),
  factory('gpu', '', (resource, count) => Gpu.of(resource, count)),
  factory('placement', 'required pods external', (topology, options) => [Placement.together(topology, options)]),
  factory('placement', 'required pods external', (_, options) => [Placement.apart(Topology.NODE, options)]),
  factory('placement', 'required maxSkew', (key, options) => [Placement.spread(Topology.label(key), options)]),
  factory('placement', 'required', (labels, options) => [Placement.on(labels, options)]),
  factory('placement', 'required', (options) => [Placement.spot(options)]),
  factory('flavors', '', (count) => [{ flavor: 'a100', nominal: { gpus: [Gpu.nvidia(count)] } }]),
  factory('tolerations', 'value effect', (key, options) => [Placement.tolerate(key, options)]),
  factory('capability', '', (resource, count) => ({ gpus: [Gpu.of(resource, count)] })),
  factory('placement', 'value effect', (key, options) => [Placement.tolerate(key, options)]),
  factory('security', 'user group writableRoot', (options) => PodSecurity.restricted(options)),
  factory('security', 'fsGroup', (options) => PodSecurity.baseline(options)),
  factory('probes', 'ready live startup', (options) => Probes.http(options)),
  factory('probes', 'startup', (options) => Probes.tcp(options)),
  factory('autoscaling', 'min max utilization', (options) => Autoscaling.onCpu(options)),
  factory('rollout', 'maxSurge maxUnavailable', (options) => Rollout.rolling(options)),
  factory('callers', 'example.com/a', (labels) => [Caller.pods(labels)]),
  factory('callers', '', (name) => [Caller.namespace(name)]),
  factory('parallel', 'by maxFailed', (count, options) => Parallel.shards(count, options)),
  factory('parallel', 'rendezvous successPolicy', (count, options) => Parallel.workers(count, options)),
  factory('checkpoint', 'every keep path writing', (dataset, options) => Checkpoint.to(dataset, options)),
  factory('checkpoint', 'every keep path writing', (options, _, { get }) => Checkpoint.to(get('images'), options)),
  factory('parallel', '', (path) => Parallel.shards(2, { by: ShardBy.directory(path) })),
  factory('parallel', 'folder files', (claim, options) => Parallel.shards(2, { by: ShardBy.manifest(claim, options) })),
  factory('retention', 'confirmDataLoss', (options) => Retention.deleteWithChart(options)),
  factory('retention', 'job kind external snapshotFirst snapshotClass confirmDataLoss', (options) => Retention.deleteAfterUse(options)),
  factory('backup', 'keep at timeZone snapshotClass', (options) => Backup.daily(options)),
  factory('backup', 'keep at on timeZone snapshotClass', (options) => Backup.weekly(options)),
  factory('backup', 'keep timeZone snapshotClass', (schedule, options) => Backup.cron(schedule, options)),
  factory('storage', '', (name) => CephStorage.rbd(name)),
  factory('cluster', 'operatorNamespace clusterNamespace', (options) => CephCluster.rook(options)),
  factory('cluster', 'clusterId provisionerSecret snapshotterSecret controllerExpandSecret nodeStageSecret', (options) =>
    CephCluster.csi(options),
  ),
  factory('source', '', (fsName, path) => CephSource.path(fsName, path)),
  factory('source', 'imageFeatures', (image, options) => CephSource.image('pool' as never, image, options)),
  factory('volumes', 'readAhead', (options) => CephVolumes.cephFs('myfs', { mounting: CephFsMounting.parallelReading(options) })),
  factory('volumes', 'pool mounting', (fsName, options) => CephVolumes.cephFs(fsName, options)),
  factory('volumes', 'imageFeatures fileSystem', (pool, options) => CephVolumes.rbd(pool, options)),
  factory('mounts', 'readOnly subPath', (path, options, { get }) => [get('images').mount(path, options)]),
  factory('mounts', 'readOnly subPath', (claim, options) => [Mount.claim('/mnt/a', claim, options)]),
  factory('mounts', 'readOnly subPath', (secret, options) => [Mount.secret('/mnt/a', secret, options)]),
  factory('mounts', 'readOnly subPath', (configMap, options) => [Mount.configMap('/mnt/a', configMap, options)]),
  factory('cache', 'part image', (size, options) => DatasetCache.localDisk(size, options)),
  factory('cache', 'part image', (size, options) => DatasetCache.memory(size, options)),
  factory('dataSource', 'size driver backend', (name, options) => DataSource.snapshotName(name, options)),
  factory('dataSource', 'apiGroup kind name', (source) => DataSource.populator(source)),
  factory('dataSource', '', (dataset) => DataSource.clone(dataset)),
  factory('dataSource', 'name snapshotClass labels', (snapshot, options, { get }) =>
    DataSource.snapshot(options === undefined ? snapshot : get('images').snapshot('v1', options)),
  ),
  factory('snapshotClass', '', (name) => SnapshotClass.named(name)),
  factory('from', 'bucket prefix endpoint region credentials', (options) => DataOrigin.s3(options)),
  factory('from', 'repository revision kind endpoint include token', (options) => DataOrigin.hub(options)),
  factory('from', 'path', (claim, options) => DataOrigin.claim(claim, options)),
  factory('from', 'sha256 path', (url, options) => DataOrigin.http([Download.file(url, options)])),
  factory('from', 'sha256 folder', (url, options) => DataOrigin.http([Download.archive(url, options)])),
  factory('from', '', (downloads) => DataOrigin.http(downloads)),
  factory('to', 'bucket prefix endpoint region credentials', (options) => ObjectStore.s3(options)),
  factory('mode', 'confirmDeletion', (options) => CopyMode.sync(options)),
  factory('schedule', 'timeZone', (expression, options) => Schedule.cron(expression, options)),
  factory('cache', 'part image storage storageClassName', (size, options) => DatasetCache.perPod(size, options)),
  factory('cache', 'part image storageClassName', (size, options) => DatasetCache.nodeLocal(size, options)),
  factory('cache', 'runtime medium path replicas part', (size, options) => DatasetCache.fluid(size, options)),
  factory('cache', 'fileSystem metadata path', (options) => DatasetCache.fluid('1Gi', { runtime: FluidRuntime.juiceFs(options) })),
  factory('dataLoading', 'workers prefetch threads batchSize', (options) => DataLoading.of(options)),
  factory('mounts', 'storage storageClassName accessModes', (size, options) => [Mount.ephemeral('/mnt/a', size, options)]),
  factory('mounts', '', (path, size) => [Mount.memory(path, size)]),
  factory('mounts', '', (path, size) => [Mount.scratchDisk(path, size)]),
  factory('model', 'mountPath', (path, options, { get }) => get('models').artifact(path, options)),
  factory('baseModel', 'mountPath', (path, options, { get }) => get('models').artifact(path, options)),
  factory('dataset', 'namespace accessModes storage size', (name, options, { chart }) =>
    CephDataset.fromClaimName(chart, 'x', name, options),
  ),
  factory('dataset', 'namespace accessModes storage size', (claim, options, { chart }) =>
    CephDataset.fromClaim(chart, 'x', claim, options),
  ),
  // What passes for an object of cdk8s or cdk8s-plus until somebody looks into it.
  factory('envValues', '', (value) => ({ NAME: { value } })),
  factory('envValues', 'secretKeyRef configMapKeyRef fieldRef resourceFieldRef', (valueFrom) => ({ NAME: { valueFrom } })),
  factory('envValues', 'name key optional fieldPath', (ref) => ({ NAME: { valueFrom: { secretKeyRef: ref } } })),
  factory('envValues', '', (key, _, { get }) => ({ NAME: EnvValue.fromSecretValue({ secret: get('secret'), key }) })),
  factory('serviceAccount', '', (name) => ({ kind: 'ServiceAccount', name })),
  factory('activeDeadline', '', (seconds) => ({ toSeconds: () => seconds })),
  factory('drain', '', (seconds) => ({ toSeconds: () => seconds })),
];

/** Arguments of a factory: garbage, or a struct of its fields with garbage in them. */
export function argumentsOf({ options }: Factory): fc.Arbitrary<readonly [In<unknown>, In<unknown>]> {
  const right = fc.constantFrom<In<unknown>>(...['4', 'a.b/c', '/x', '1g.10gb', 1, { 'example.com/a': 'b' }, Topology.NODE].map(always));
  const struct = fc
    .dictionary(fc.constantFrom('unknown', ...options), garbage, { maxKeys: 3, noNullPrototype: true })
    .map(
      (fields): In<unknown> =>
        Object.assign((world: World): unknown => made(fields, world), { [fc.toStringMethod]: () => fc.stringify(fields) }),
    );
  const argument = fc.oneof(garbage, struct, right);
  return fc.tuple(argument, argument);
}
