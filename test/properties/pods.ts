import { Duration } from 'cdk8s';
import { EnvFieldPaths, EnvValue } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  Checkpoint,
  type Dataset,
  ImagePullPolicy,
  Isolation,
  type ModelArtifact,
  Mount,
  type Placement,
  ReplicaRestartPolicy,
} from '../../lib';
import * as values from './values';
import { some } from './values';
import { type In, made } from './world';

const path = fc.stringMatching(/^[a-z0-9]{1,6}(\/[a-z0-9]{1,6}(\.keras)?){0,2}$/);
const mountOptions = some({ readOnly: fc.boolean(), subPath: path });

/** A mount whose path is given last. */
const mount: fc.Arbitrary<In<(at: string) => Mount>> = fc.oneof(
  values.smallSize.map((size) => () => (at: string) => Mount.memory(at, size)),
  values.bigSize.map((size) => () => (at: string) => Mount.scratchDisk(at, size)),
  mountOptions.map(
    (how): In<(at: string) => Mount> =>
      (world) =>
      (at) =>
        world.get('images').mount(at, how),
  ),
  mountOptions.map(
    (how): In<(at: string) => Mount> =>
      (world) =>
      (at) =>
        Mount.claim(at, world.get('plusClaim'), how),
  ),
  fc.tuple(values.bigSize, values.className).map(
    ([size, storageClassName]): In<(at: string) => Mount> =>
      () =>
      (at) =>
        Mount.ephemeral(at, size, { storageClassName }),
  ),
  fc.constant<In<(at: string) => Mount>>((world) => (at) => world.get('archive').mount(at, { readOnly: true })),
  fc.constant<In<(at: string) => Mount>>((world) => (at) => Mount.secret(at, world.get('secret'))),
  fc.constant<In<(at: string) => Mount>>((world) => (at) => Mount.secret(at, world.get('knownSecret'))),
  fc.constant<In<(at: string) => Mount>>((world) => (at) => Mount.configMap(at, world.get('configMap'), { subPath: 'key' })),
  fc.constant<In<(at: string) => Mount>>((world) => (at) => Mount.configMap(at, world.get('knownConfigMap'))),
);
const mountPaths = fc.uniqueArray(fc.constantFrom('/mnt/a', '/mnt/b/', '/var/cache/x', '/tmp', '/a.b_c'), { maxLength: 2 });
const mounts: fc.Arbitrary<In<Mount[]>> = fc.tuple(mountPaths, mount, mount).map(
  ([paths, ...makers]) =>
    (world) =>
      paths.flatMap((at, i) => makers[i]?.(world)(at) ?? []),
);

const envValue: fc.Arbitrary<In<EnvValue>> = fc.oneof(
  values.text.map((text) => () => EnvValue.fromValue(text)),
  fc.constant<In<EnvValue>>((world) => EnvValue.fromSecretValue({ secret: world.get('secret'), key: 'k' })),
  fc.constant<In<EnvValue>>((world) => EnvValue.fromSecretValue({ secret: world.get('knownSecret'), key: 'k' }, { optional: true })),
  fc.constant<In<EnvValue>>((world) => EnvValue.fromConfigMap(world.get('knownConfigMap'), 'k')),
  fc.constant<In<EnvValue>>(() => EnvValue.fromFieldRef(EnvFieldPaths.POD_NAME)),
);
const envValues = fc
  .dictionary(fc.constantFrom('THEIRS_A', 'THEIRS_B'), envValue, { noNullPrototype: true })
  .map((fields) => (world: Parameters<In<unknown>>[0]) => made(fields, world));

const placements = values.placements.map(
  (rules): In<Placement[]> =>
    ({ cluster }) =>
      rules.map((rule) => rule(cluster.hasSpotNodes)),
);

/** What may be said of every pod. */
export const podFields = {
  imagePullPolicy: fc.constantFrom(...Object.values(ImagePullPolicy)),
  command: fc.array(values.text, { maxLength: 2 }),
  args: fc.array(values.text, { maxLength: 2 }),
  env: values.env,
  sharedMemory: values.smallSize,
  security: values.security,
  priorityClassName: values.className,
  schedulerName: values.className,
  runtimeClassName: values.className,
};
export const podFieldsInWorld = { envValues, mounts, placement: placements };

export const isolation = fc.constantFrom(...Object.values(Isolation));

/** What may be said of every workload. */
export const workloadFields = {
  ...podFields,
  name: values.name,
  labels: values.labels,
  annotations: values.annotations,
  podAnnotations: values.annotations,
};
export const workloadFieldsInWorld = {
  ...podFieldsInWorld,
  serviceAccount: fc.constantFrom('account' as const, 'knownAccount' as const).map(
    (kind): In<Account> =>
      (world) =>
        world.get(kind),
  ),
};
type Account = ReturnType<Parameters<In<unknown>>[0]['get']> & { readonly kind: string };

/** What may be said of every training. */
export const trainingFields = {
  ...workloadFields,
  isolation,
  datasetLayout: some({ mountPath: fc.constantFrom('/data', '/srv/data'), train: path, test: path }),
  cache: values.cache,
  dataLoading: values.dataLoading,
  network: values.network,
  backoffLimit: fc.nat(99),
  suspended: fc.boolean(),
  activeDeadline: values.duration,
  terminationGrace: values.duration,
  run: fc.stringMatching(/^r[0-9]{1,3}$/),
};

type DatasetName = 'images' | 'labels' | 'models' | 'block' | 'legacy' | 'archive';

function datasetOf(...names: readonly DatasetName[]): fc.Arbitrary<In<Dataset>> {
  return fc.constantFrom(...names).map((name) => (world) => world.get(name));
}

export function artifactOf(...names: readonly DatasetName[]): fc.Arbitrary<In<ModelArtifact>> {
  const options = fc.constantFrom({}, { mountPath: '/srv/model/' });
  return fc.tuple(datasetOf(...names), path, options).map(
    ([dataset, file, how]) =>
      (world) =>
        dataset(world).artifact(file, how),
  );
}

const checkpointOptions = some({
  keep: fc.integer({ min: 1, max: 10_000 }),
  path,
  writing: fc.constantFrom(Duration.seconds(1), Duration.minutes(9)),
});

function checkpointIn(...names: readonly DatasetName[]): fc.Arbitrary<In<Checkpoint>> {
  return fc.tuple(datasetOf(...names), checkpointOptions).map(
    ([dataset, options]) =>
      (world) =>
        Checkpoint.to(dataset(world), { every: Duration.minutes(10), ...options }),
  );
}

/** A block device belongs to one node, so that several pods have none. */
export function trainingFieldsInWorld(several: boolean) {
  const furtherDatasets = fc.dictionary(fc.constantFrom('labels', 'more-2'), datasetOf('images', 'labels', 'archive'), {
    noNullPrototype: true,
  });
  return {
    ...workloadFieldsInWorld,
    dataset: several ? datasetOf('images', 'legacy', 'archive') : datasetOf('images', 'archive', 'block'),
    datasets: furtherDatasets.map((fields) => (world: Parameters<In<unknown>>[0]) => made(fields, world)),
    model: several ? artifactOf('models', 'legacy') : artifactOf('models', 'block'),
    checkpoint: several ? checkpointIn('models', 'legacy') : checkpointIn('models', 'block'),
    // Never a claim that a model is written to: one path for both is refused.
    baseModel: artifactOf('images', 'archive'),
  };
}

/** What may be said anew for each role of a TFJob. */
export const roleFields = {
  ...podFields,
  network: values.network,
  restartPolicy: fc.constantFrom(...Object.values(ReplicaRestartPolicy)),
  terminationGrace: values.duration,
};

/** A layout says where the parts of a dataset are, and a cache copies one: both are refused without it. */
export function laidOut<T extends object>(props: T): T {
  const { datasetLayout: _, cache: __, ...others } = props as { readonly datasetLayout?: unknown; readonly cache?: unknown };
  return 'dataset' in props ? props : (others as T);
}
