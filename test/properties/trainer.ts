import type { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  ClusterTrainingRuntime,
  Queue,
  Runtime,
  TrainerFramework,
  TrainingRuntime,
  type TrainingRuntimeProps,
  TrainJob,
  type TrainJobProps,
} from '../../lib';
import * as pods from './pods';
import * as values from './values';
import { some } from './values';
import { type In, made, type World } from './world';

const image = 'registry.example.com/ml/train:1.0';
const nodes = fc.integer({ min: 1, max: 10_000 });
const framework = fc.constantFrom(TrainerFramework.torch(), TrainerFramework.jax(), TrainerFramework.xgboost(), TrainerFramework.plain());
/** Pods of the training itself are its own to place. */
const { placement: _13, serviceAccount: _, ...runtimeInWorld } = pods.workloadFieldsInWorld;
const { name: ofWorkload, ...podFields } = pods.workloadFields;
const ofRuntime = { ...podFields, backoffLimit: fc.nat(99), terminationGrace: values.duration, nodes };

const runtimeProps: fc.Arbitrary<In<TrainingRuntimeProps>> = fc
  .tuple(
    fc.record({ framework, image: fc.constant(image), resources: values.reservingResources }),
    some({ ...ofRuntime, name: ofWorkload }),
    some(runtimeInWorld),
  )
  .map(
    ([needed, fields, inWorld]) =>
      (world: World) =>
        ({ ...needed, ...fields, ...made(inWorld, world) }) as TrainingRuntimeProps,
  );

/** Of a gang the scheduler is its own. */
const gangs = fc.constantFrom(Queue.coscheduling(), Queue.volcano('team-a'));
/** For the whole cluster, where no claims and Secrets of a namespace are. */
const inGangs: fc.Arbitrary<In<TrainingRuntimeProps>> = fc.tuple(runtimeProps, gangs).map(([make, queue]) => (world: World) => {
  const { schedulerName: _1, mounts: _14, envValues: _15, ...props } = make(world);
  return { ...props, queue };
});

/** What a runtime says, and what no version of Kubeflow Trainer lets a training say. */
const {
  imagePullPolicy: _2,
  priorityClassName: _3,
  schedulerName: _4,
  runtimeClassName: _5,
  backoffLimit: _6,
  cache: _7,
  ...jobFields
} = pods.trainingFields;
const { placement: _8, ...jobInWorld } = pods.trainingFieldsInWorld(true);

const trainJobProps: fc.Arbitrary<In<TrainJobProps>> = fc
  .tuple(
    fc.record({ runtime: fc.constantFrom(Runtime.cluster('torch'), Runtime.namespaced('ours')), resources: values.reservingResources }),
    some({ ...jobFields, nodes, gpu: values.gpu, image: fc.constant(image) }),
    some(jobInWorld),
  )
  .map(
    ([needed, fields, inWorld]) =>
      (world: World) =>
        pods.laidOut({ ...needed, ...fields, ...made(inWorld, world) }) as TrainJobProps,
  );

/** A training of a runtime of the program, which says the rest. */
const ofOwnRuntime: fc.Arbitrary<In<TrainJobProps>> = fc
  .tuple(runtimeProps, trainJobProps)
  .map(([makeRuntime, makeJob]) => (world: World) => {
    const { mounts: _9, env: _10, envValues: _11, ...runtime } = makeRuntime(world);
    const { mounts = [], ...job } = makeJob(world);
    // In the place of a mount of the runtime, whose volume nothing mounts then.
    const own = mounts.filter(({ path }) => path !== '/tmp');
    // What the runtime says of amounts, and the training does not, is refused.
    const amounts = job.resources === undefined ? {} : { resources: job.resources };
    const made1 = world.chart.node.tryFindChild('runtime') as ClusterTrainingRuntime | undefined;
    return {
      ...job,
      ...(own.length === 0 ? {} : { mounts: own }),
      runtime: made1 ?? new ClusterTrainingRuntime(world.chart, 'runtime', { ...runtime, ...amounts, name: 'runtime' }),
    };
  });

type Type<P> = new (scope: Construct, id: string, props: P) => Construct;
type Row<P extends object> = readonly [name: string, type: Type<P>, props: fc.Arbitrary<In<P>>];

/** Trainings of Kubeflow Trainer, and runtimes. */
export const TRAINER: readonly [Row<TrainJobProps>, Row<TrainJobProps>, Row<TrainingRuntimeProps>, Row<TrainingRuntimeProps>] = [
  ['TrainJob', TrainJob, trainJobProps],
  ['TrainJob of a runtime of the program', TrainJob, ofOwnRuntime],
  ['ClusterTrainingRuntime', ClusterTrainingRuntime, inGangs],
  ['TrainingRuntime', TrainingRuntime, runtimeProps],
];
