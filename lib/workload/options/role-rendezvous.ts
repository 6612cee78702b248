import { Rendezvous } from '../../values/enums';
import type { EnvVar } from '../../values/env';
import { oneOf, optional, text } from '../../values/read';
import type { Option, Target } from '../contribution';
import { frameworkRoles } from '../framework-roles';
import { hostOf } from '../kinds/job-set';
import type { Role } from '../plan';
import { INDEX, jax, type Meeting, PORT_NAME, RENDEZVOUS_PORTS, type Task, tensorFlow, torchrun, WORKER_INDEX } from '../rendezvous';

export interface RoleRendezvousProps {
  readonly rendezvous?: Rendezvous;
  readonly coordinator?: string;
}

export const rendezvousShape = {
  rendezvous: optional(oneOf('Rendezvous', Object.values(Rendezvous))),
  coordinator: optional(text('worker')),
};

function hostsOf(tasks: readonly Task[], type: string): readonly string[] {
  return tasks.find((task) => task.type === type)?.hosts ?? [];
}

/** As the training operator writes them (v1.8, `pkg/controller.v1/mxnet`). With DMLC_USE_KUBERNETES the scheduler listens on all of its addresses: its name is known only when it runs (dmlc/ps-lite). */
function mxnet({ own, tasks }: Meeting): EnvVar[] {
  return [
    INDEX,
    { name: 'DMLC_ROLE', value: own.type },
    { name: 'DMLC_PS_ROOT_URI', value: hostsOf(tasks, 'scheduler')[0] ?? '' },
    { name: 'DMLC_PS_ROOT_PORT', value: String(RENDEZVOUS_PORTS[Rendezvous.MXNET]) },
    { name: 'DMLC_NUM_SERVER', value: String(hostsOf(tasks, 'server').length) },
    { name: 'DMLC_NUM_WORKER', value: String(hostsOf(tasks, 'worker').length) },
    { name: 'DMLC_USE_KUBERNETES', value: '1' },
    ...(own.type === 'worker' ? [{ name: 'DMLC_WORKER_ID', value: `$(${WORKER_INDEX})` }] : []),
  ];
}

const VARIABLES: Readonly<Record<Rendezvous, (meeting: Meeting) => EnvVar[]>> = {
  [Rendezvous.TORCHRUN]: torchrun,
  [Rendezvous.JAX]: jax,
  [Rendezvous.TENSORFLOW]: tensorFlow,
  [Rendezvous.MXNET]: mxnet,
};

function taskOf({ name, count }: Role, { plan }: Target): Task {
  return { type: name, hosts: Array.from({ length: count.max }, (_, index) => hostOf(plan, name, index)) };
}

/** The names of those who meet, and of those who are told of them. */
function rolesOf(rendezvous: Rendezvous, coordinator: string): { readonly members: readonly string[]; readonly told: readonly string[] } {
  const named = frameworkRoles(rendezvous);
  if (named === undefined) return { members: [coordinator], told: [coordinator] };
  return { members: named.members, told: [...named.members, ...named.readers] };
}

/** How pods of several roles find each other, by the names that JobSet gives them. A role that the framework does not know is told its number alone. */
export const roleRendezvous: Option<RoleRendezvousProps> = {
  name: 'rendezvous',
  shape: rendezvousShape,
  contribute: ({ rendezvous = Rendezvous.TORCHRUN, coordinator = '' }, target) => {
    const { role, plan } = target;
    const { members, told } = rolesOf(rendezvous, coordinator);
    if (!told.includes(role.name)) return { pod: { env: [INDEX] } };
    const tasks = plan.roles.filter(({ name }) => members.includes(name)).map((each) => taskOf(each, target));
    const meeting = { own: taskOf(role, target), tasks, processes: role.processes ?? 1 };
    return { pod: { env: VARIABLES[rendezvous](meeting), ports: [{ name: PORT_NAME, port: RENDEZVOUS_PORTS[rendezvous] }] } };
  },
};
