import { RoleDependency } from 'cdk8s-ml';
import { cluster, edited, jobSet, type Refusal, ray, right } from './refusal';

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
    rule: 'name',
    make: ray({}, LONG),
    objects: () => edited(right(ray()), 'RayJob', 'metadata.name', LONG),
    outcome: { refused: /admission webhook "vrayjob\.kb\.io" denied.*no more than 47 characters/ },
  },
];
