import type { Chart } from 'cdk8s';
import {
  ClusterTrainingRuntime,
  InitializerSource,
  RoleDependency,
  Runtime,
  TrainerFramework,
  TrainJob,
  type TrainJobProps,
} from 'cdk8s-ml';
import { cluster, edited, jobSet, RESOURCES, type Refusal, ray, right, second, secondObject } from './refusal';

/** A training by the runtime that Kubeflow Trainer comes with. */
const trainJob =
  (props: Partial<TrainJobProps> = {}, id = 'train') =>
  (chart: Chart) =>
    new TrainJob(chart, id, { runtime: Runtime.cluster('torch-distributed'), resources: RESOURCES, ...props });

const LOADED = { dataset: InitializerSource.huggingFace('tatsu-lab/alpaca') };

/** A runtime as a user may write it. */
function runtimeWith(replicas: number, container: string): object {
  const labels = { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' };
  const spec = { template: { spec: { containers: [{ name: container, image: 'registry.example.com/ml/train:1.0' }] } } };
  return { template: { spec: { replicatedJobs: [{ name: 'node', replicas, template: { metadata: { labels }, spec } }] } } };
}

const RUNTIME = ['trainer.kubeflow.org/v1alpha1', 'TrainingRuntime'] as const;

const OF_JOB_SET = /admission webhook "vjobset\.kb\.io" denied/;
const roles = (...dependsOn: RoleDependency[][]) =>
  ['worker', 'server', 'judge'].map((name, i) => ({ name, dependsOn: dependsOn[i] ?? [] }));
const wrong = (path: string, value: unknown) => () => edited(right(jobSet()), 'JobSet', path, value);

const LONG = 'a'.repeat(48);

/** What the webhooks of the operators, and the schema of a JobSet, do not take. */
export const BY_WEBHOOKS: readonly Refusal[] = [
  {
    mistake: 'a name of a TFJob that starts with a digit',
    rule: 'name',
    make: cluster({}, '1st'),
    objects: () => edited(right(cluster()), 'TFJob', 'metadata.name', '1st'),
    outcome: { refused: /admission webhook "validator\.tfjob\.training-operator\.kubeflow\.org" denied/ },
  },
  {
    mistake: 'a name of a JobSet that starts with a digit',
    rule: 'name',
    make: jobSet({}, '1st'),
    objects: wrong('metadata.name', '1st'),
    outcome: { refused: OF_JOB_SET },
  },
  {
    mistake: 'a name of a JobSet whose pods would have too long a name',
    rule: 'name-length',
    make: jobSet({}, 'a'.repeat(50)),
    objects: () => edited(wrong('metadata.name', 'a'.repeat(50))(), 'JobSet', 'spec.coordinator', undefined),
    outcome: { refused: /pod names generated for this JobSet will exceed 63 characters/ },
  },
  {
    mistake: 'success by a role that is none',
    rule: 'no-such-role',
    make: jobSet({ successRoles: ['nobody'] }),
    objects: wrong('spec.successPolicy.targetReplicatedJobs', ['nobody']),
    outcome: { refused: /invalid replicatedJob name 'nobody'/ },
  },
  {
    mistake: 'a coordinator that is no role',
    rule: 'no-such-role',
    make: jobSet({ coordinator: 'nobody' }),
    objects: wrong('spec.coordinator.replicatedJob', 'nobody'),
    outcome: { refused: /coordinator replicatedJob nobody does not exist/ },
  },
  {
    mistake: 'a first role that waits',
    rule: 'role-dependency',
    make: jobSet({ roles: roles([RoleDependency.ready('server')]) }),
    objects: wrong('spec.replicatedJobs.0.dependsOn', [{ name: 'server', status: 'Ready' }]),
    outcome: { refused: /DependsOn can't be set for the first ReplicatedJob/ },
  },
  {
    mistake: 'a role that waits for a later one',
    rule: 'role-dependency',
    make: jobSet({ roles: roles([], [RoleDependency.ready('judge')]) }),
    objects: wrong('spec.replicatedJobs.1.dependsOn', [{ name: 'judge', status: 'Ready' }]),
    outcome: { refused: /replicatedJob: server cannot depend on replicatedJob: judge/ },
  },
  {
    mistake: 'a role that waits for one twice',
    rule: 'role-dependency',
    make: jobSet({ roles: roles([], [RoleDependency.ready('worker'), RoleDependency.complete('worker')]) }),
    objects: wrong(
      'spec.replicatedJobs.1.dependsOn',
      ['Ready', 'Complete'].map((status) => ({ name: 'worker', status })),
    ),
    outcome: { refused: /dependsOn\[1\]: Duplicate value/ },
  },
  {
    mistake: 'two roles of one name',
    rule: 'role-twice',
    make: jobSet({ roles: [{ name: 'worker' }, { name: 'worker' }] }),
    objects: wrong('spec.replicatedJobs.1.name', 'worker'),
    outcome: { refused: /replicatedJobs\[1\]: Duplicate value/ },
  },
  {
    mistake: 'a name of a RayJob to which KubeRay can append nothing',
    rule: 'name-length',
    make: ray({}, LONG),
    objects: () => edited(right(ray()), 'RayJob', 'metadata.name', LONG),
    outcome: { refused: /admission webhook "vrayjob\.kb\.io" denied.*no more than 47 characters/ },
  },
  {
    mistake: 'a name of a TrainJob that starts with a digit',
    rule: 'name',
    make: trainJob({}, '1st'),
    objects: () => edited(right(trainJob()), 'TrainJob', 'metadata.name', '1st'),
    outcome: { refused: /metadata\.name must match RFC 1035/ },
  },
  {
    mistake: 'a variable of a TrainJob that Kubeflow Trainer writes for torchrun',
    rule: 'two-writers',
    make: trainJob({ env: { PET_NNODES: '2' } }),
    objects: () => edited(right(trainJob()), 'TrainJob', 'spec.trainer.env', [{ name: 'PET_NNODES', value: '2' }]),
    outcome: { refused: /must not have reserved envs.*PET_NNODES/ },
  },
  {
    mistake: 'a dataset of a TrainJob that no initializer of its runtime loads',
    rule: 'trainer-initializer',
    make: (chart) => {
      const facts = { framework: TrainerFramework.torch(), image: 'registry.example.com/ml/train:1.0', resources: RESOURCES };
      return trainJob({ runtime: new ClusterTrainingRuntime(chart, 'runtime', facts), initializer: LOADED })(chart);
    },
    objects: () => right(trainJob({ initializer: LOADED })),
    outcome: { refused: /must have dataset-initializer job/ },
  },
  {
    mistake: 'a place of a dataset that is no URI',
    rule: 'storage-uri',
    make: trainJob({ initializer: { dataset: InitializerSource.uri('tatsu-lab/alpaca') } }),
    objects: () => edited(right(trainJob({ initializer: LOADED })), 'TrainJob', 'spec.initializer.dataset.storageUri', 'tatsu-lab/alpaca'),
    outcome: { refused: /must be a valid URI/ },
  },
  {
    mistake: 'a runtime with several replicas of what trains',
    rule: 'wrong-runtime',
    make: (chart) => second(chart, ...RUNTIME, runtimeWith(2, 'node')),
    objects: () => [secondObject(...RUNTIME, runtimeWith(2, 'node'))],
    outcome: { refused: /always must be 1/ },
  },
  {
    mistake: 'a runtime whose container has another name',
    rule: 'wrong-runtime',
    make: (chart) => second(chart, ...RUNTIME, runtimeWith(1, 'main')),
    objects: () => [secondObject(...RUNTIME, runtimeWith(1, 'main'))],
    outcome: { refused: /must contain the required container/ },
  },
];
