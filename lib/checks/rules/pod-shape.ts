import type { Container } from '../../pod/kubernetes';
import { show } from '../../values/finding';
import { isDnsLabel, isPortName } from '../../values/name';
import { containersOf, volumesOf } from '../pods';
import { podField, problemsIn, type Rule, type Wrong } from '../rule';
import type { PodGroup } from '../view';

/** What is wrong, and what to do. */
type Told = readonly [message: string, fix: string];

function repeated(names: readonly unknown[]): string[] {
  const seen = new Set<unknown>();
  return names.flatMap((name) => {
    const again = seen.has(name);
    seen.add(name);
    return again ? [String(name)] : [];
  });
}

const MOST_PORT = 65_535;

function wrongPorts({ ports = [] }: Container): Told[] {
  return [
    ...ports
      .filter(({ containerPort }) => !Number.isInteger(containerPort) || containerPort < 1 || containerPort > MOST_PORT)
      .map(({ containerPort }): Told => [`has the port ${show(containerPort)}`, `write a number from 1 to ${MOST_PORT}`]),
    ...ports
      .filter(({ name }) => name !== undefined && !isPortName(name))
      .map(({ name = '' }): Told => [`calls a port ${show(name)}`, 'at most 15 of a-z, 0-9 and -, with a letter']),
    ...repeated(ports.flatMap(({ name }) => name ?? [])).map((name): Told => [`calls two ports ${name}`, 'give one of them another name']),
  ];
}

function wrongImage({ image }: Container): Told[] {
  if (image === undefined || image === '') return [['has no image', 'name one, with its tag']];
  if (/\s/.test(image)) return [[`has the image ${show(image)}, with a space in its name`, 'leave it out']];
  const [repository = ''] = image.split('@');
  const name = repository.replace(/:[^/:]*$/, '');
  const path = name.includes('/') ? name.slice(name.indexOf('/')) : name;
  return /[A-Z]/.test(path) ? [[`has the image ${show(image)}, whose name has capitals`, 'write small letters']] : [];
}

function wrongMountPaths({ volumeMounts = [] }: Container): Told[] {
  return volumeMounts
    .filter(({ mountPath = '' }) => !mountPath.startsWith('/') || mountPath.includes(':') || mountPath.split('/').includes('..'))
    .map(({ mountPath }): Told => [`mounts a volume at ${show(mountPath)}`, 'write an absolute path without : and ..']);
}

function wrongContainer(container: Container, { kind }: PodGroup): Told[] {
  const { name, image, env = [] } = container;
  // Elsewhere the API server says so itself: of a variable that stands twice it takes the last one, and warns.
  const inOperators = kind.replicas !== undefined;
  const twice = !inOperators ? [] : repeated(env.map((each) => each.name));
  return [
    ...(typeof name === 'string' && isDnsLabel(name) ? [] : [['has a name that is no DNS label', 'a-z, 0-9 and -'] as const]),
    ...(image === undefined && !inOperators ? [] : wrongImage(container)),
    ...wrongPorts(container),
    ...wrongMountPaths(container),
    ...twice.map((each): Told => [`has the variable ${each} twice`, 'leave one out']),
    ...env
      .filter((each) => (each.name ?? '') === '' || each.name.includes('='))
      .map((each): Told => [`has the variable ${show(each.name)}`, 'letters, digits and _']),
  ];
}

function wrongPod(group: PodGroup): Wrong[] {
  const { spec } = group.pods.template;
  const { terminationGracePeriodSeconds: grace = 0 } = spec ?? {};
  const wrong = (field: string, message: string, fix: string): Wrong => ({ field, rule: 'pod-shape', message, fix });
  return [
    ...repeated(containersOf(group).map(({ name }) => name)).map((name) =>
      wrong('containers', `has two containers ${name}`, 'give one another name'),
    ),
    ...repeated(volumesOf(group).map(({ name }) => name)).map((name) =>
      wrong('volumes', `has two volumes ${name}`, 'give one another name'),
    ),
    ...(grace < 0 ? [wrong('terminationGracePeriodSeconds', `gives its pods ${grace} s to end`, 'write 0 or more')] : []),
    ...containersOf(group).flatMap((container) =>
      wrongContainer(container, group).map(([message, fix]) =>
        wrong('containers', `has a container ${container.name} that ${message}`, fix),
      ),
    ),
  ];
}

/** What Kubernetes says of pods themselves. Inside an operator's object nobody says it until the pods are made. */
export const podShape: Rule = ({ podsByHand }) =>
  podsByHand.flatMap((group) => problemsIn(group.entry, podField(group.pods.field, 'spec'), wrongPod(group)));
