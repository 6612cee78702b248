import type { Rendezvous } from '../../values/enums';
import { errorAt, type Finding } from '../../values/finding';
import type { FrameworkRoles } from '../../workload/framework-roles';
import type { JobSetClusterProps, JobSetRoleProps } from '../job-set-cluster';

/** A training's roles with what follows of their names. */
export interface Cast {
  readonly roles: readonly JobSetRoleProps[];
  readonly rendezvous: Rendezvous;
  readonly named: FrameworkRoles | undefined;
  readonly coordinator: string;
}

function listed(names: readonly string[]): string {
  return names.join(', ');
}

function twice({ roles }: Cast): Finding[] {
  return roles.flatMap(({ name }, index) => {
    const first = roles.findIndex((other) => other.name === name);
    if (first === index) return [];
    return [errorAt(`roles[${index}].name`, 'role-twice', `is the name of roles[${first}] too`, 'give each role a name of its own', name)];
  });
}

/** Roles that others speak of by their names, and that are there. */
function unknown({ coordinator, dataRoles = [], successRoles = [] }: JobSetClusterProps, { roles }: Cast): Finding[] {
  const names = roles.map(({ name }) => name);
  const spoken = [
    ...(coordinator === undefined ? [] : [['coordinator', coordinator] as const]),
    ...dataRoles.map((name, index) => [`dataRoles[${index}]`, name] as const),
    ...successRoles.map((name, index) => [`successRoles[${index}]`, name] as const),
  ];
  return spoken
    .filter(([, name]) => !names.includes(name))
    .map(([field, name]) => errorAt(field, 'no-such-role', 'is no role', `there are ${listed(names)}`, name));
}

function said(field: string, names: readonly string[] = []): Finding[] {
  return names.flatMap((name, index) => {
    if (names.indexOf(name) === index) return [];
    return [errorAt(`${field}[${index}]`, 'role-twice', 'is said twice', 'leave it out', name)];
  });
}

/** JobSet makes roles in their order, and waits for earlier ones alone. */
function waits({ roles, named }: Cast): Finding[] {
  return roles.flatMap(({ dependsOn = [] }, index) => {
    const earlier = roles.slice(0, index).map(({ name }) => name);
    const names = dependsOn.map(({ role }) => role);
    return dependsOn.flatMap(({ role, _status }, at) => {
      const wrong = (message: string, fix: string) => [errorAt(`roles[${index}].dependsOn[${at}]`, 'role-dependency', message, fix, role)];
      if (!earlier.includes(role)) {
        const fix = earlier.length === 0 ? 'put the role that is waited for before it' : `there are ${listed(earlier)}`;
        return wrong('is no role that stands before this one', fix);
      }
      if (names.indexOf(role) !== at) return wrong('is waited for twice', 'leave one out');
      if (_status === 'Complete' && named?.endless.includes(role)) {
        return wrong('never ends by itself, so that this role would never start', `write RoleDependency.ready('${role}')`);
      }
      return [];
    });
  });
}

function endless({ successRoles = [] }: JobSetClusterProps, { named }: Cast): Finding[] {
  return successRoles.flatMap((name, index) => {
    if (!named?.endless.includes(name)) return [];
    const message = 'never ends by itself, so that the training would never have succeeded';
    return [errorAt(`successRoles[${index}]`, 'endless-role', message, 'leave it out', name)];
  });
}

function alone({ roles, named }: Cast): Finding[] {
  return roles.flatMap(({ name, replicas = 1 }: JobSetRoleProps, index) => {
    if (replicas === 1 || !named?.alone.includes(name)) return [];
    return [errorAt(`roles[${index}].replicas`, 'rendezvous-roles', `must be 1: there is one ${name}`, 'leave it out', replicas)];
  });
}

function missing({ roles, rendezvous, named }: Cast): Finding[] {
  if (named === undefined) return [];
  const names = roles.map(({ name }) => name);
  const { coordinators, required } = named;
  const fix = `name them as ${rendezvous} does: ${listed([...named.members, ...named.readers])}`;
  const lacking = required.filter((name) => !names.includes(name));
  if (lacking.length > 0) return [errorAt('roles', 'rendezvous-roles', `have no ${lacking.join(' and no ')}`, fix)];
  if (coordinators.some((name) => names.includes(name))) return [];
  return [errorAt('roles', 'rendezvous-roles', `have no ${coordinators.join(' and no ')}`, fix)];
}

/** The framework has a coordinator by its name: another role that is said would write the model beside it. */
function coordinates({ coordinator }: JobSetClusterProps, { roles, rendezvous, named }: Cast): Finding[] {
  if (coordinator === undefined || named === undefined || !roles.some(({ name }) => name === coordinator)) return [];
  const right = named.coordinators.find((name) => roles.some((role) => role.name === name));
  if (right === undefined || right === coordinator) return [];
  const message = `does not coordinate with ${rendezvous}: ${right} does`;
  return [errorAt('coordinator', 'rendezvous-roles', message, 'leave it out', coordinator)];
}

/** What is wrong between the roles of a JobSet. */
export function roleFindings(props: JobSetClusterProps, cast: Cast): Finding[] {
  return [
    ...twice(cast),
    ...unknown(props, cast),
    ...said('dataRoles', props.dataRoles),
    ...said('successRoles', props.successRoles),
    ...waits(cast),
    ...endless(props, cast),
    ...alone(cast),
    ...missing(cast),
    ...coordinates(props, cast),
  ];
}
