import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  Autoscaling,
  Backup,
  Caller,
  ClusterProfile,
  DataLoading,
  DatasetCache,
  DatasetPart,
  GdrLevel,
  Gpu,
  ImageTags,
  JobKind,
  NcclDebug,
  Network,
  Placement,
  PodSecurity,
  Probes,
  Resources,
  Retention,
  Rollout,
  TaintEffect,
  Topology,
  Weekday,
} from '../../lib';
import type { Cluster } from './world';

/** Some of the given fields: each is there or left out. */
export function some<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(fields, { requiredKeys: [] });
}

export const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,30}[a-z0-9])?$/);
export const className = fc.stringMatching(/^[a-z0-9]{1,9}(\.[a-z0-9]{1,9}){0,3}$/);
export const labelKey = fc.stringMatching(/^(example\.com\/)?[a-z]([-._A-Za-z0-9]{0,12}[A-Za-z0-9])?$/);
export const labelValue = fc.stringMatching(/^([A-Za-z0-9][-._A-Za-z0-9]{0,20}[A-Za-z0-9])?$/);
/** Texts of all sorts, among them those that some reader of YAML takes for something else. */
export const text = fc.oneof(
  fc.string(),
  fc.constantFrom('yes', 'null', '~', '0o7', '1_000', '12:30:00', '1e3', '# no', 'a: b', 'two\nlines', ' é '),
);
export const labels = fc.dictionary(labelKey, labelValue, { maxKeys: 3, noNullPrototype: true });
export const annotations = fc.dictionary(labelKey, text, { maxKeys: 3, noNullPrototype: true });
/** Neither names of other props' variables nor names that look like secrets. */
export const env = fc.dictionary(
  fc.oneof(fc.stringMatching(/^MY_[A-D0-9_]{1,6}$/), fc.constantFrom('HOME', 'OMP_NUM_THREADS', 'PYTHONUNBUFFERED')),
  fc.oneof(text, fc.constant('$(HOME)/x')),
  { maxKeys: 4, noNullPrototype: true },
);

export const duration = fc.oneof(
  fc.integer({ min: 1, max: 1e6 }).map(Duration.seconds),
  fc.integer({ min: 1, max: 99 }).map(Duration.hours),
);
export const cpu = fc.oneof(
  fc.integer({ min: 1, max: 64 }).map(String),
  fc.integer({ min: 100, max: 64_000 }).map((n) => `${n}m`),
  fc.constantFrom('1.5', '.5', '+2', '1e1', '0.25'),
);
/** At least four gigabytes, in many spellings: what other volumes in memory need is less. */
export const memory = fc.oneof(
  fc.integer({ min: 4, max: 2048 }).map((n) => `${n}Gi`),
  fc.constantFrom('64G', '1Ti', '5.5Gi', '8e9', '6144Mi', '4294967296', '70000000k'),
);
const keep = fc.integer({ min: 1, max: 100 });
const at = fc.constantFrom('00:00', '03:30', '23:59');
const job = { job: name, kind: fc.constantFrom(...Object.values(JobKind)), external: fc.constant(true) };
/** What looks after a dataset, and what becomes of it. */
export const care = fc.oneof(
  some({ retention: fc.constantFrom(Retention.keep(), Retention.deleteWithChart({ confirmDataLoss: true })) }),
  fc.record(
    {
      backup: fc.oneof(
        fc.record({ keep, at }).map(Backup.daily),
        fc.record({ keep, at, on: fc.constantFrom(...Object.values(Weekday)) }).map(Backup.weekly),
        fc
          .tuple(fc.constantFrom('@hourly', '*/5 1-3 * jan,jul ?', '0 0 29 2 *'), fc.record({ keep }))
          .map(([when, how]) => Backup.cron(when, how)),
      ),
      retention: fc.constant(Retention.deleteWithChart()),
    },
    { requiredKeys: ['backup'] },
  ),
  fc.record({ retention: fc.record(job).map(Retention.deleteAfterUse) }),
);

/** Less than one GiB. */
export const smallSize = fc.integer({ min: 1, max: 1023 }).map((n) => `${n}Mi`);
export const bigSize = fc.oneof(
  fc.integer({ min: 1, max: 9999 }).map((n) => `${n}Gi`),
  fc.constantFrom('1Ti', '1e12', '0.5Ti'),
);

const more = some({
  ephemeralStorage: bigSize,
  hugePages2Mi: fc.integer({ min: 1, max: 999 }).map((n) => `${2 * n}Mi`),
  hugePages1Gi: fc.constantFrom('1Gi', '1024Mi'),
  extended: fc.dictionary(fc.stringMatching(/^rdma\/[a-z]{1,9}$/), fc.integer({ min: 1, max: 8 }), { maxKeys: 2, noNullPrototype: true }),
});

/** Memory is reserved in full, as a pod with a GPU needs it. */
export const reservingResources = fc.oneof(
  fc.tuple(cpu, memory, more).map(([c, m, rest]) => Resources.guaranteed({ cpu: c, memory: m, ...rest })),
  fc.tuple(cpu, memory, more).map(([c, m, rest]) => Resources.burstable({ cpu: c, memory: m, ...rest })),
);
export const resources = fc.oneof(
  reservingResources,
  fc.constant(Resources.bestEffort()),
  fc
    .tuple(fc.integer({ min: 1, max: 32 }), fc.nat(32), fc.integer({ min: 4, max: 512 }), fc.integer({ min: 1, max: 512 }), more)
    .map(([c, moreCpu, m, moreMemory, rest]) =>
      Resources.burstable({ cpu: `${c}`, cpuLimit: `${c + moreCpu}`, memory: `${m}Gi`, memoryLimit: `${m + moreMemory}Gi`, ...rest }),
    ),
);

const count = fc.integer({ min: 1, max: 16 });
export const gpu = fc.oneof(
  fc
    .tuple(count, some({ product: labelValue.filter((product) => product !== ''), memory: bigSize }))
    .map(([n, options]) => Gpu.nvidia(n, options)),
  fc.tuple(fc.constantFrom('1g.10gb', '3g.40gb', '1g.5gb+me'), count).map(([profile, n]) => Gpu.nvidiaMig(profile, n)),
  fc.constant(Gpu.nvidiaShared()),
  count.map(Gpu.amd),
  count.map(Gpu.intel),
  fc.tuple(fc.constantFrom('habana.ai/gaudi', 'gpu.intel.com/xe', 'nvidia.com/gpu'), count).map(([resource, n]) => Gpu.of(resource, n)),
);

const device = some({
  memory: bigSize,
  selectors: fc.constantFrom<string[][]>(['true']),
  matchAttribute: fc.constant('resource.kubernetes.io/pcieRoot'),
});
/** Devices of a class, of which older clusters know nothing. */
export const claimedGpu: fc.Arbitrary<(cluster: Cluster) => Gpu> = fc
  .tuple(
    count,
    fc.oneof(
      device.map((options) => ['gpu.nvidia.com', options] as const),
      className.map((name) => [name, {}] as const),
    ),
  )
  .map(
    ([n, [deviceClass, options]]) =>
      ({ options: { kubernetesVersion } }: Cluster) =>
        kubernetesVersion === '1.34' ? Gpu.claim(deviceClass, n, options) : Gpu.nvidia(n),
  );

const socket = { socketInterface: fc.constantFrom('eth0', 'net1'), ncclDebug: fc.constantFrom(...Object.values(NcclDebug)) };
const attached = fc.uniqueArray(
  fc.record({ name, namespace: name, interface: fc.constantFrom('net1', 'net2', 'ib0') }, { requiredKeys: ['name', 'interface'] }),
  { selector: (each) => each.interface, minLength: 1 },
);
export const network = fc.oneof(
  some(socket).map(Network.pods),
  fc.tuple(attached, some(socket)).map(([networks, options]) => Network.secondary(networks, options)),
  fc
    .tuple(
      count,
      some({
        ...socket,
        networks: attached,
        hca: fc.constantFrom('mlx5', '=mlx5_0:1'),
        gidIndex: count,
        gdrLevel: fc.constantFrom(...Object.values(GdrLevel)),
      }),
    )
    .map(([n, options]) => Network.rdma('example.com/hca', n, options)),
  // Huge pages are refused where nothing else is reserved.
  fc.tuple(count, some(socket)).map(([n, options]) => Network.efa(n, { ...options, hugePages: '0' })),
);

const topology = fc.oneof(fc.constantFrom(Topology.NODE, Topology.ZONE, Topology.RACK), labelKey.map(Topology.label));
const required = fc.constantFrom({}, { required: false }, { required: true });
/** Pods that the app does not have must be said to be elsewhere. */
const neighbours = fc.oneof(
  required,
  labels.filter((pods) => Object.keys(pods).length > 0).map((pods) => ({ pods, external: true, required: true })),
);
const always =
  <T>(value: T) =>
  () =>
    value;
/** A rule; whether the cluster has spot nodes decides whether one can be about them. */
const rule: fc.Arbitrary<(hasSpotNodes: boolean) => Placement> = fc.oneof(
  fc.tuple(topology, neighbours).map(([where, options]) => always(Placement.together(where, options))),
  fc.tuple(topology, fc.constantFrom({}, { required: false })).map(([where, options]) => always(Placement.apart(where, options))),
  fc
    .tuple(labels, fc.constantFrom({}, { required: false }))
    .map(([pods, must]) => always(Placement.on({ ...pods, 'example.com/pool': 'gpu' }, must))),
  // Two required values of one label are refused.
  fc.constant(always(Placement.on({ 'example.com/pool': 'gpu' }, { required: true }))),
  fc
    .tuple(labelKey, some({ value: labelValue, effect: fc.constantFrom(...Object.values(TaintEffect)) }))
    .map(([key, options]) => always(Placement.tolerate(key, options))),
  fc.constant((hasSpotNodes: boolean) => (hasSpotNodes ? Placement.spot() : Placement.tolerate('spot'))),
);
const spread = fc
  .tuple(topology, required, some({ maxSkew: count }))
  .map(([where, must, options]) => always(Placement.spread(where, { ...must, ...options })));
/** At most one spread: Kubernetes takes one for each topology. */
export const placements = fc.tuple(fc.array(rule, { maxLength: 3 }), fc.array(spread, { maxLength: 1 })).map((rules) => rules.flat());

export const security = fc.oneof(
  some({ user: fc.integer({ min: 1, max: 2 ** 31 - 1 }), group: count, writableRoot: fc.boolean() }).map(PodSecurity.restricted),
  some({ fsGroup: fc.integer({ min: 0, max: 2 ** 31 - 1 }) }).map(PodSecurity.baseline),
);
export const probes = fc.oneof(
  some({ ready: fc.constantFrom('/ready', '/v1/r'), live: fc.constantFrom('/healthz', '/'), startup: duration }).map(Probes.http),
  some({ startup: duration }).map(Probes.tcp),
);
export const autoscaling = fc
  .tuple(fc.nat(99), count, some({ utilization: fc.integer({ min: 1, max: 100 }) }), fc.boolean())
  .map(([extra, min, rest, says]) => Autoscaling.onCpu({ max: min + extra, ...rest, ...(says ? { min } : {}) }));
export const surgeless = fc.oneof(
  fc.constant(Rollout.recreate()),
  count.map((maxUnavailable) => Rollout.rolling({ maxSurge: 0, maxUnavailable })),
);
export const rollout = fc.oneof(surgeless, some({ maxSurge: count, maxUnavailable: fc.nat(9) }).map(Rollout.rolling));
export const callers = fc.array(
  fc.oneof(labels.filter((pods) => Object.keys(pods).length > 0).map(Caller.pods), name.map(Caller.namespace)),
  { minLength: 1, maxLength: 3 },
);

const cacheOptions = some({ part: fc.constantFrom(...Object.values(DatasetPart)), image: fc.constantFrom('busybox:1.37', 'a/b:1') });
export const cache = fc.oneof(
  fc.tuple(bigSize, cacheOptions).map(([size, options]) => DatasetCache.localDisk(size, options)),
  fc.tuple(smallSize, cacheOptions).map(([size, options]) => DatasetCache.memory(size, options)),
  fc
    .tuple(bigSize, cacheOptions, className)
    .map(([size, options, storageClassName]) => DatasetCache.perPod(size, { ...options, storageClassName })),
);

export const dataLoading = some({
  workers: fc.integer({ min: 1, max: 64 }),
  prefetch: fc.integer({ min: 1, max: 9 }),
  batchSize: smallSize,
}).map(DataLoading.of);

const fixed = ['registry.example.com:5000/ml/train:1.0', 'train:v2_a.b-c', `ghcr.io/a/b@sha256:${'0f'.repeat(32)}`];
export const image = fc.oneof(
  fc.constantFrom(...fixed).map((reference) => ({ image: reference })),
  fc.constantFrom('train', 'ml/train:latest', ...fixed).map((reference) => ({ image: reference, imageTags: ImageTags.MOVING })),
);

const versions = fc.integer({ min: 27, max: 34 }).map((minor) => `1.${minor}`);
/** Every rule about nodes can be said of these clusters, but for spot nodes, which only clouds have. */
export const cluster: fc.Arbitrary<Cluster> = fc
  .tuple(
    fc.constantFrom('generic', 'gke', 'eks', 'aks'),
    versions,
    fc.array(className, { maxLength: 2 }),
    some({ gpuTaintKey: labelKey, gpuProductLabel: labelKey }),
  )
  .map(([cloud, kubernetesVersion, imagePullSecrets, rest]) => ({
    profile: ClusterProfile[cloud as 'gke'](),
    hasSpotNodes: cloud !== 'generic',
    options: {
      kubernetesVersion,
      imagePullSecrets,
      rackLabel: 'example.com/rack',
      gpuMemoryLabel: 'example.com/gpu-memory',
      // The clouds' own labels have values of their own.
      ...(cloud === 'gke' || cloud === 'eks' ? { gpuProductLabel: 'example.com/gpu-product' } : {}),
      ...rest,
    },
  }));
