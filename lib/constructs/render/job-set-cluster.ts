import { Rendezvous, SuccessPolicy } from '../../values/enums';
import type { Finding, Place } from '../../values/finding';
import { objectName } from '../../values/name';
import { given } from '../../values/omit';
import { integer, list, oneOf, optional, type Reader, required, type Shape, someOf, struct, value } from '../../values/read';
import { RoleDependency } from '../../values/role-dependency';
import { frameworkRoles } from '../../workload/framework-roles';
import { JOB_SET, type JobSetSettings } from '../../workload/kinds/job-set';
import { rendezvousShape, roleRendezvous } from '../../workload/options/role-rendezvous';
import { TRAINING_OPTIONS } from '../../workload/options/table';
import { workers } from '../../workload/options/workers';
import type { ModelUse } from '../../workload/plan';
import type { JobSetClusterProps, JobSetRoleProps } from '../job-set-cluster';
import type { Context } from './context';
import { type Cast, roleFindings } from './job-set-roles';
import { roleNotes, TRAINING_NOTES } from './notes';
import { MOST_REPLICAS } from './replica-job';
import { codeFindings, exitCodeShape, tooNew } from './retries';
import { allRolesShape, type GivenRole, renderRoles, rolePodShape } from './roles';
import { runSettings } from './training';
import { propsReader, type Rendered } from './workload';

const ROLES = "write roles: [{ name: 'worker', replicas: 4 }]";
const AGAIN = 'a pod that fails starts all pods again: write backoffLimit, failFastExitCodes or ignoreExitCodes';
/** What JobSet takes. */
const MOST_DEPENDENCIES = 5;

const roleName = objectName('label', 'worker');
const roleNames = optional(someOf(roleName, "leave it out, or write ['worker']"));

const dependency = value(RoleDependency, "RoleDependency.ready('server')");

const readDependencies: Reader<RoleDependency[]> = (dependsOn, place) => {
  const read = list(dependency)(dependsOn, place);
  if (read === undefined || read.length <= MOST_DEPENDENCIES) return read;
  const message = `are ${read.length} roles, and JobSet takes ${MOST_DEPENDENCIES}`;
  place.report({ rule: 'role-dependency', message, fix: 'leave out those that another one waits for' });
  return undefined;
};

const roleShape: Shape<JobSetRoleProps> = {
  ...rolePodShape,
  name: required(roleName, 'role', 'worker'),
  replicas: optional(integer(1, MOST_REPLICAS)),
  dependsOn: optional(readDependencies),
};

const { several } = roleNotes('each pod finds its number in WORKER_INDEX', 'roles');
const readRole = struct(roleShape, 'refuse', { ...several, restartPolicy: AGAIN });
const anyRoles = someOf<unknown>((role) => role ?? {}, ROLES);

/** Each stays at its place, whatever is wrong in it: others are known by theirs. */
const readRoles: Reader<JobSetRoleProps[]> = (roles: unknown, place: Place) => {
  if (anyRoles(roles, place) === undefined || !Array.isArray(roles)) return undefined;
  return roles.map((role, index) => readRole(role, place.at(`[${index}]`)) ?? { name: 'role' });
};

const shape: Shape<JobSetClusterProps> = {
  ...allRolesShape,
  ...rendezvousShape,
  ...exitCodeShape,
  roles: required(readRoles, [{ name: 'worker' }], [{ name: 'worker', replicas: 4 }]),
  dataRoles: roleNames,
  successRoles: roleNames,
  successPolicy: optional(oneOf('SuccessPolicy', Object.values(SuccessPolicy), Object.keys(SuccessPolicy))),
};

const readProps = propsReader(shape, {
  ...TRAINING_NOTES,
  ...Object.fromEntries(['worker', 'parallel', 'parallelism', 'completions', 'replicas', 'replicatedJobs'].map((name) => [name, ROLES])),
  restartPolicy: AGAIN,
  failurePolicy: AGAIN,
  startupPolicy: "write dependsOn: [RoleDependency.ready('server')] in a role",
  maxRestarts: 'write backoffLimit: 4',
});

function castOf({ roles, rendezvous = Rendezvous.TORCHRUN, coordinator }: JobSetClusterProps): Cast {
  const names = roles.map(({ name }) => name);
  const named = frameworkRoles(rendezvous);
  const known = coordinator !== undefined && names.includes(coordinator) ? coordinator : undefined;
  const first = named?.coordinators.find((name) => names.includes(name)) ?? names[0] ?? '';
  return { roles, rendezvous, named, coordinator: known ?? first };
}

function modelUse(name: string, { coordinator, named }: Cast): ModelUse {
  if (name === coordinator) return 'write';
  return named?.readers.includes(name) === true ? 'read' : 'none';
}

/** torchrun starts a process for each GPU. */
function processesOf({ name, gpu }: JobSetRoleProps, props: JobSetClusterProps, cast: Cast): number | undefined {
  if (cast.rendezvous !== Rendezvous.TORCHRUN || name !== cast.coordinator) return undefined;
  return (gpu ?? props.gpu)?.count ?? 1;
}

function givenRole(role: JobSetRoleProps, index: number, props: JobSetClusterProps, cast: Cast): GivenRole<JobSetRoleProps> {
  const { name, replicas = 1, dependsOn = [] } = role;
  const holds = cast.named?.holders.includes(name) === true;
  return given({
    name,
    field: `roles[${index}]`,
    props: role,
    readsData: props.dataRoles?.includes(name) ?? !holds,
    modelUse: modelUse(name, cast),
    processes: processesOf(role, props, cast),
    // Pods that are made later are none that a gang waits for.
    count: { min: dependsOn.length === 0 ? replicas : 0, max: replicas },
    ownOnly: holds ? ['gpu'] : [],
  });
}

/** Each once: what is wrong with another of the same name is said. */
function givenRoles(props: JobSetClusterProps, cast: Cast): GivenRole[] {
  const roles = props.roles.map((role, index) => givenRole(role, index, props, cast));
  return roles.filter(({ name }, index) => roles.findIndex((other) => other.name === name) === index);
}

function firstDecides({ successPolicy }: JobSetClusterProps, { roles, named, coordinator }: Cast): boolean {
  const pods = roles.find(({ name }) => name === coordinator)?.replicas ?? 1;
  const hasEndless = roles.some(({ name }) => named?.endless.includes(name));
  const policy = successPolicy ?? (hasEndless ? SuccessPolicy.COORDINATOR : SuccessPolicy.ALL_WORKERS);
  return policy === SuccessPolicy.COORDINATOR && pods > 1;
}

function settingsOf(props: JobSetClusterProps, cast: Cast): JobSetSettings {
  const { failFastExitCodes = [], ignoreExitCodes = [], successRoles = [cast.coordinator] } = props;
  const waits = props.roles.map(({ name, dependsOn = [] }) => [name, dependsOn.map((each) => ({ name: each.role, status: each._status }))]);
  return {
    ...runSettings(props),
    failFastExitCodes,
    ignoreExitCodes,
    successRoles,
    coordinator: cast.coordinator,
    firstDecides: firstDecides(props, cast),
    dependsOn: Object.fromEntries(waits),
  };
}

function betweenProps(props: JobSetClusterProps, cast: Cast, { cluster }: Context): Finding[] {
  const allEnd = 'name a role of one pod as coordinator, or write SuccessPolicy.ALL_WORKERS where every pod of it ends by itself';
  return [
    ...roleFindings(props, cast),
    ...codeFindings(props),
    ...(firstDecides(props, cast) ? tooNew('successPolicy', 'successPolicy', cluster, allEnd) : []),
  ];
}

const OPTIONS: readonly unknown[] = TRAINING_OPTIONS.map((option) => (option === workers ? roleRendezvous : option));

/** The objects of a training of several roles without an operator of its framework. Pure. */
export function renderJobSetCluster(givenProps: JobSetClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const cast = castOf(props);
  return renderRoles({
    context,
    kind: JOB_SET,
    props: { ...props, coordinator: cast.coordinator },
    findings,
    roles: givenRoles(props, cast),
    settings: settingsOf(props, cast),
    options: OPTIONS,
    between: betweenProps(props, cast, context),
  });
}
