import type { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  CleanPodPolicy,
  type DistributedTrainingProps,
  Elastic,
  Gpu,
  JaxJobCluster,
  type JobSetClusterProps,
  MpiImplementation,
  MpiJobCluster,
  PaddleJobCluster,
  PyTorchJobCluster,
  RayJobCluster,
  Rendezvous,
  type ReplicasProps,
  Resources,
  RoleDependency,
  type RoleProps,
  XgboostJobCluster,
} from '../../lib';
import * as pods from './pods';
import * as values from './values';
import { some } from './values';
import { type In, made, type World } from './world';

/** What the clusters of all frameworks have in common: workers, and what one of them alone has. */
interface ClusterProps extends DistributedTrainingProps {
  readonly worker: ReplicasProps;
  readonly [own: string]: unknown;
}

const image = 'registry.example.com/ml/train:1.0';
const count = fc.integer({ min: 1, max: 10_000 });
const gpus = fc.integer({ min: 1, max: 8 }).map((n) => Gpu.nvidia(n));
const afterwards = fc.oneof(some({ ttlAfterFinished: values.duration }), fc.constantFrom({ keepFinished: true }, { keepFinished: false }));

/** A cluster whose roles may all have the GPUs of each other; `own` makes the fields of its framework. */
function clusterProps(own: fc.Arbitrary<(role: RoleProps, replicas: number) => object>): fc.Arbitrary<In<ClusterProps>> {
  const fields = some({ ...pods.trainingFields, cleanPodPolicy: fc.constantFrom(...Object.values(CleanPodPolicy)) });
  return fc
    .tuple(
      count,
      fc.option(gpus, { nil: undefined }),
      values.reservingResources,
      afterwards,
      fields,
      own,
      some(pods.roleFields),
      some(pods.trainingFieldsInWorld(true)),
    )
    .map(([replicas, gpu, resources, then, given, of, role, inWorld]) => (world: World) => {
      const { restartPolicy: _, ...fieldsOfRole } = unsaid(role);
      return pods.laidOut({
        image,
        resources,
        ...(gpu === undefined ? {} : { gpu }),
        ...then,
        ...unsaid(given),
        worker: { ...fieldsOfRole, replicas },
        ...of(fieldsOfRole, replicas),
        ...made(inWorld, world),
      }) as ClusterProps;
    });
}

const nothing = fc.constant(() => ({}));
const master = fc.boolean().map((has) => (role: RoleProps) => (has ? { master: role } : {}));
const elastic = fc
  .nat(9)
  .map((more) => (_: RoleProps, replicas: number) => ({ elastic: Elastic.between(1, Math.min(10_000, replicas + more)) }));
const mpi = fc
  .tuple(
    some({ mpiImplementation: fc.constantFrom(...Object.values(MpiImplementation)), sshAuthMountPath: fc.constant('/home/ml/.ssh') }),
    fc.boolean(),
  )
  .map(([fields, has]) => (role: RoleProps) => ({
    ...fields,
    launcher: { ...(has ? role : {}), resources: Resources.guaranteed({ cpu: '1', memory: '2Gi' }) },
  }));

/** What other operators do with single pods, how long what is finished stays, and threads, which are Ray's: KubeRay has no such. */
const NOT_OF_RAY = ['restartPolicy', 'cleanPodPolicy', 'ttlAfterFinished', 'dataLoading'];
/** What is said once, beside the groups. */
const ONCE = ['command', 'args'];

function without(fields: object, names: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !names.includes(name))
      .map(([name, value]) => [name, name === 'env' ? without(value, ['OMP_NUM_THREADS']) : value]),
  );
}

/** With a program that Ray's command line can pass on, and maybe a further group of workers and a head that says more. */
const ray = fc
  .tuple(
    clusterProps(fc.tuple(fc.boolean(), fc.boolean()).map((has) => (role: RoleProps) => ({ has, role }))),
    fc.constantFrom([], ['--note', 'two words']),
  )
  .map(([inWorld, args]) => (world: World) => {
    const { has, role, worker, ...props } = inWorld(world);
    const [hasGroup, hasHead] = has as readonly [boolean, boolean];
    const group = without(role as RoleProps, [...NOT_OF_RAY, ...ONCE]);
    return {
      ...without(props, NOT_OF_RAY),
      command: ['python', 'train.py'],
      args,
      worker: without(worker, [...NOT_OF_RAY, ...ONCE]),
      ...(hasGroup ? { workerGroups: { loaders: { ...group, replicas: 2 } } } : {}),
      ...(hasHead ? { head: group } : {}),
    } as unknown as ClusterProps;
  });

/** The operator, or what runs the processes, says it itself. */
const SAID_ALREADY = ['PYTHONUNBUFFERED'];

function unsaid<T extends { readonly env?: Record<string, string> }>(fields: T): T {
  if (fields.env === undefined) return fields;
  return { ...fields, env: Object.fromEntries(Object.entries(fields.env).filter(([name]) => !SAID_ALREADY.includes(name))) };
}

const exitCodes = fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 3 });
const dependsOn = fc.constantFrom(RoleDependency.ready('worker'), RoleDependency.complete('worker')).map((each) => [each]);

/** Workers as those of a cluster, and a role beside them that may wait for them. */
export const jobSetCluster: fc.Arbitrary<In<JobSetClusterProps>> = fc
  .tuple(
    clusterProps(nothing),
    some({
      rendezvous: fc.constantFrom(Rendezvous.TORCHRUN, Rendezvous.JAX, Rendezvous.TENSORFLOW),
      dataRoles: fc.constantFrom<string[][]>(['worker'], ['evaluator'], ['evaluator', 'worker']),
      successRoles: fc.constantFrom<string[][]>(['evaluator'], ['evaluator', 'worker']),
      failFastExitCodes: exitCodes,
    }),
    some({ dependsOn, replicas: fc.integer({ min: 1, max: 9 }) }),
  )
  .map(([cluster, own, beside]) => (world: World) => {
    const { worker, cleanPodPolicy: _, ...shared } = cluster(world);
    return {
      ...shared,
      ...own,
      roles: [
        { name: 'worker', ...worker },
        { name: 'evaluator', ...beside },
      ],
    };
  });

type Cluster = new (scope: Construct, id: string, props: ClusterProps) => Construct;

/** The clusters beside that of TensorFlow, which has programs of its own. MXNet wants an older operator than the clusters of the programs have. */
export const CLUSTERS: readonly { readonly name: string; readonly type: Cluster; readonly props: fc.Arbitrary<In<ClusterProps>> }[] = [
  { name: 'PyTorchJobCluster', type: PyTorchJobCluster, props: clusterProps(fc.oneof(nothing, master, elastic)) },
  { name: 'XgboostJobCluster', type: XgboostJobCluster, props: clusterProps(master) },
  { name: 'PaddleJobCluster', type: PaddleJobCluster, props: clusterProps(nothing) },
  { name: 'JaxJobCluster', type: JaxJobCluster, props: clusterProps(nothing) },
  { name: 'RayJobCluster', type: RayJobCluster as unknown as Cluster, props: ray },
  { name: 'MpiJobCluster', type: MpiJobCluster, props: clusterProps(mpi) },
];
