import type { Chart } from 'cdk8s';
import {
  JobSetCluster,
  type JobSetClusterProps,
  type JobSetRoleProps,
  Parallel,
  Rendezvous,
  RoleDependency,
  SuccessPolicy,
} from '../../lib';
import { chartAt, IMAGE, training } from '../pod/reading';
import { RESOURCES, refusal, testChart } from '../support/charts';

const BASE = { image: IMAGE, resources: RESOURCES, roles: [{ name: 'worker' }, { name: 'helper' }] };

function refused(props: object, chart: Chart = testChart(), id = 'train'): string[] {
  return refusal(() => new JobSetCluster(chart, id, { ...BASE, ...props } as JobSetClusterProps));
}

function withRoles(...roles: object[]): Partial<JobSetClusterProps> {
  return { roles: roles as JobSetRoleProps[] };
}

const TENSORFLOW = { rendezvous: Rendezvous.TENSORFLOW };
const MXNET = { rendezvous: Rendezvous.MXNET };
const PS = { name: 'ps' };
const WORKER = { name: 'worker' };
const { ready, complete } = RoleDependency;

test.each<[string, object, string]>([
  ['no role', { roles: undefined }, `roles: is required (for example [{"name":"worker","replicas":4}])`],
  [
    'an empty list of roles',
    { roles: [] },
    "roles: must be a list of one at least, got [] (write roles: [{ name: 'worker', replicas: 4 }])",
  ],
  ['roles by their names', { roles: { worker: {} } }, 'roles: must be a list, got {"worker":{}} (put it in [ ])'],
  ['a role that is none', withRoles(WORKER, 'helper' as never), 'roles[1]: must be an object, got "helper" (write { name: value })'],
  ['a role without a name', withRoles(WORKER, {}), 'roles[1].name: is required (for example "worker")'],
  [
    'a role whose name no pod can have',
    withRoles({ name: 'My_Role' }),
    'roles[0].name: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "My_Role" (for example "my-role")',
  ],
  [
    'two roles of one name',
    withRoles(WORKER, PS, WORKER),
    'roles[2].name: is the name of roles[0] too, got "worker" (give each role a name of its own)',
  ],
  [
    'no pod of a role',
    withRoles({ ...WORKER, replicas: 0 }),
    'roles[0].replicas: must be a whole number from 1 to 10000, got 0 (for example 1)',
  ],
  ['a coordinator that is no role', { coordinator: 'chief' }, 'coordinator: is no role, got "chief" (there are worker, helper)'],
  ['data for a role that is none', { dataRoles: ['worker', 'x'] }, 'dataRoles[1]: is no role, got "x" (there are worker, helper)'],
  ['data for a role twice', { dataRoles: ['worker', 'worker'] }, 'dataRoles[1]: is said twice, got "worker" (leave it out)'],
  ['success by a role that is none', { successRoles: ['x'] }, 'successRoles[0]: is no role, got "x" (there are worker, helper)'],
  ['success by a role twice', { successRoles: ['helper', 'helper'] }, 'successRoles[1]: is said twice, got "helper" (leave it out)'],
  ['success by nobody', { successRoles: [] }, "successRoles: must be a list of one at least, got [] (leave it out, or write ['worker'])"],
  [
    'success by those that never end',
    { ...TENSORFLOW, ...withRoles(WORKER, PS), successRoles: ['ps'] },
    'successRoles[0]: never ends by itself, so that the training would never have succeeded, got "ps" (leave it out)',
  ],
  [
    'a first role that waits',
    withRoles({ ...WORKER, dependsOn: [ready('helper')] }, { name: 'helper' }),
    'roles[0].dependsOn[0]: is no role that stands before this one, got "helper" (put the role that is waited for before it)',
  ],
  [
    'a role that waits for a later one',
    withRoles(WORKER, { ...PS, dependsOn: [complete('helper')] }, { name: 'helper' }),
    'roles[1].dependsOn[0]: is no role that stands before this one, got "helper" (there are worker)',
  ],
  [
    'a role that waits for itself',
    withRoles(WORKER, { ...PS, dependsOn: [ready('ps')] }),
    'roles[1].dependsOn[0]: is no role that stands before this one, got "ps" (there are worker)',
  ],
  [
    'a role that waits for one twice',
    withRoles(WORKER, { ...PS, dependsOn: [ready('worker'), complete('worker')] }),
    'roles[1].dependsOn[1]: is waited for twice, got "worker" (leave one out)',
  ],
  [
    'a role that waits for the end of what never ends',
    { ...TENSORFLOW, ...withRoles(PS, { ...WORKER, dependsOn: [complete('ps')] }) },
    `roles[1].dependsOn[0]: never ends by itself, so that this role would never start, got "ps" (write RoleDependency.ready('ps'))`,
  ],
  [
    'a role that waits for more than JobSet takes',
    withRoles(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name })), {
      ...WORKER,
      dependsOn: ['a', 'b', 'c', 'd', 'e', 'f'].map(ready),
    }),
    'roles[6].dependsOn: are 6 roles, and JobSet takes 5 (leave out those that another one waits for)',
  ],
  [
    'a dependency that is none',
    withRoles(WORKER, { ...PS, dependsOn: ['worker'] }),
    `roles[1].dependsOn[0]: must be a RoleDependency, got "worker" (write RoleDependency.ready('server'))`,
  ],
  [
    'a dependency on no name',
    withRoles(WORKER, { ...PS, dependsOn: [ready('')] }),
    'roles[1].dependsOn[0].role: must be a string that is not empty, got "" (for example "server")',
  ],
  [
    'two chiefs',
    { ...TENSORFLOW, ...withRoles({ name: 'chief', replicas: 2 }) },
    'roles[0].replicas: must be 1: there is one chief, got 2 (leave it out)',
  ],
  [
    'a coordinator beside the chief',
    { ...TENSORFLOW, ...withRoles({ name: 'chief' }, WORKER), coordinator: 'worker' },
    'coordinator: does not coordinate with tensorflow: chief does, got "worker" (leave it out)',
  ],
  [
    'TensorFlow without workers',
    { ...TENSORFLOW, ...withRoles(PS) },
    'roles: have no chief and no worker (name them as tensorflow does: chief, worker, ps, evaluator)',
  ],
  [
    'MXNet without those that hold parameters',
    { ...MXNET, ...withRoles(WORKER) },
    'roles: have no scheduler and no server (name them as mxnet does: scheduler, server, worker)',
  ],
  [
    'MXNet with two schedulers',
    { ...MXNET, ...withRoles({ name: 'scheduler', replicas: 2 }, { name: 'server' }, WORKER) },
    'roles[0].replicas: must be 1: there is one scheduler, got 2 (leave it out)',
  ],
  [
    'a rendezvous that is none',
    { rendezvous: 'mpi' },
    'rendezvous: must be one of torchrun, jax, tensorflow, mxnet, got "mpi" (use the enum Rendezvous)',
  ],
  [
    'an exit code that says both',
    { failFastExitCodes: [42], ignoreExitCodes: [42] },
    'ignoreExitCodes: has 42, with which failFastExitCodes ends the job (leave it out of one of the two)',
  ],
  [
    'a variable of the rendezvous',
    { env: { PET_NNODES: '4' } },
    'env: writes env PET_NNODES, which rendezvous writes already (leave it out of env)',
  ],
  [
    'a variable of the rendezvous in a role',
    withRoles(WORKER, { name: 'helper', env: { WORKER_INDEX: '4' } }),
    'roles[1].env: writes env WORKER_INDEX, which rendezvous writes already (leave it out of roles[1].env)',
  ],
  [
    'a variable of the Job controller',
    { env: { JOB_COMPLETION_INDEX: '0' } },
    "env: writes env JOB_COMPLETION_INDEX, which the workload's controller writes already (leave it out of env)",
  ],
  [
    'a label of JobSet',
    { labels: { 'jobset.sigs.k8s.io/jobset-name': 'x' } },
    "labels: writes the label jobset.sigs.k8s.io/jobset-name, which the workload's controller writes already (leave it out of labels)",
  ],
  [
    'a label of the Job controller',
    { labels: { 'batch.kubernetes.io/job-name': 'x' } },
    "labels: writes the label batch.kubernetes.io/job-name, which the workload's controller writes already (leave it out of labels)",
  ],
  ['workers as of a cluster', { worker: { replicas: 2 } }, "worker: is not a known prop (write roles: [{ name: 'worker', replicas: 4 }])"],
  [
    'a restart policy',
    { restartPolicy: 'Never' },
    'restartPolicy: is not a known prop (a pod that fails starts all pods again: write backoffLimit, failFastExitCodes or ignoreExitCodes)',
  ],
  ['restarts by JobSet’s name', { maxRestarts: 2 }, 'maxRestarts: is not a known prop (write backoffLimit: 4)'],
  [
    'an order by JobSet’s name',
    { startupPolicy: 'InOrder' },
    "startupPolicy: is not a known prop (write dependsOn: [RoleDependency.ready('server')] in a role)",
  ],
  [
    'what is said for all in a role',
    withRoles({ ...WORKER, model: 'x' }),
    'roles[0].model: is not a known prop (it is said once for all roles: write it beside roles)',
  ],
])('%s is refused', (_, props, line) => expect(refused(props)).toEqual([line]));

test('resources that a role lacks are missed there, and wrong ones for all are told once', () => {
  expect(refused({ resources: undefined, ...withRoles({ ...WORKER, resources: RESOURCES }, { name: 'helper' }) })).toEqual([
    expect.stringMatching(/^roles\[1\]\.resources: is required/),
  ]);
  expect(refused({ resources: '8' })).toEqual([expect.stringMatching(/^resources: must be a Resources/)]);
});

test('a first pod that decides is refused where Kubernetes does not know of it', () => {
  const line =
    'successPolicy: needs Kubernetes 1.31, and the cluster profile has 1.30 (name a role of one pod as coordinator, or write SuccessPolicy.ALL_WORKERS where every pod of it ends by itself)';
  const several = withRoles({ ...WORKER, replicas: 2 });
  expect(refused({ ...several, successPolicy: SuccessPolicy.COORDINATOR }, chartAt('1.30'))).toEqual([line]);
  expect(refused({ ...TENSORFLOW, ...withRoles({ ...WORKER, replicas: 2 }, PS) }, chartAt('1.30'))).toEqual([line]);
  new JobSetCluster(chartAt('1.30'), 'train', { ...BASE, successPolicy: SuccessPolicy.COORDINATOR });
});

test('names are refused that pods could not have', () => {
  expect(refused({}, testChart(), 'a'.repeat(50))).toEqual([
    expect.stringContaining(
      `name: is too long: the pods' names, the longest will be "${'a'.repeat(50)}-worker-0-0-abcde", of 67 characters, and 63 are allowed`,
    ),
  ]);
  expect(refused({}, testChart(), '1st')).toEqual([expect.stringContaining(`makes the pods' names, the longest "1st-worker-0-0-abcde"`)]);
});

test('MXNet’s variables are for several roles, and workers of one Job are refused with the construct that has them', () => {
  expect(refusal(() => training({ parallel: Parallel.workers(2, { rendezvous: Rendezvous.MXNET }) }))).toEqual([
    'parallel.rendezvous: has scheduler, servers and workers, which are several roles, got "mxnet" (write a JobSetCluster)',
  ]);
});
