import { App, type Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { QosClass, Resources, SpecError } from '../../lib';
import type { Manifest } from '../../lib/pod/kubernetes';
import { qosClass } from '../../lib/values/qos';
import { PROGRAMS, type Program, type Props } from './programs';
import { containersOf, objectsOf, type Pods, podsOf, schemaFindings } from './rendered';
import { holds } from './run';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$/;
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** `what: name` for each name that its grammar does not take. */
function misfits(grammar: RegExp, what: string, names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name === undefined || !grammar.test(name)).map((name) => `${what}: ${name}`);
}

/** The last name of those that a controller makes for the pods of a template. */
function lastPodName({ manifest, role, count }: Pods): string {
  return role === '' ? `${manifest.metadata.name}-${count - 1}` : `${manifest.metadata.name}-${role.toLowerCase()}-${count - 1}`;
}

function namesInPods(pods: Pods): string[] {
  const indexed = pods.manifest.kind === 'TFJob' || (pods.manifest.spec as { completionMode?: string }).completionMode === 'Indexed';
  return [
    ...misfits(SERVICE, 'pod', indexed ? [lastPodName(pods)] : []),
    ...misfits(
      LABEL,
      'volume',
      (pods.spec.volumes ?? []).map(({ name }) => name),
    ),
    ...misfits(
      LABEL,
      'container',
      containersOf(pods).map(({ name }) => name),
    ),
    ...misfits(LABEL_VALUE, 'pod label', Object.values(pods.labels)),
  ];
}

function nameFindings(chart: Chart): string[] {
  const objects = objectsOf(chart);
  const named = (only: (kind: string) => boolean) => objects.filter(({ kind }) => only(kind)).map(({ metadata }) => metadata.name);
  return [
    ...misfits(
      SUBDOMAIN,
      'object',
      named(() => true),
    ),
    ...misfits(
      SERVICE,
      'service',
      named((kind) => kind === 'Service'),
    ),
    ...misfits(
      LABEL_VALUE,
      'label',
      objects.flatMap(({ metadata }) => Object.values(metadata.labels ?? {})),
    ),
    ...podsOf(chart).flatMap(namesInPods),
  ];
}

interface Selecting {
  readonly selector?: { readonly matchLabels?: Record<string, string> } & Record<string, unknown>;
  readonly podSelector?: { readonly matchLabels?: Record<string, string> };
}

/** The labels by which an object selects the pods beside it. */
function selectorOf({ kind, spec }: Manifest): Record<string, unknown> | undefined {
  const { selector, podSelector } = (spec ?? {}) as Selecting;
  return kind === 'Service' ? selector : (selector ?? podSelector)?.matchLabels;
}

/** Pods of a Ray cluster whose resources are not those of all. */
function hasOwnClass(role: string, group: Props | undefined): boolean {
  return role === 'submitter' || (role === 'head' && group?.gpu === undefined);
}

/** The class that the user asked for, of a role of a TFJob where it says so itself; of a task of the library's own, its own. */
function askedClass(props: Props, role: string): QosClass {
  const key = role === 'PS' ? 'parameterServer' : role.toLowerCase();
  const group = (props[key] ?? (props.workerGroups as Props | undefined)?.[role]) as Props | undefined;
  const resources = group?.resources ?? (hasOwnClass(role, group) ? undefined : props.resources);
  return resources instanceof Resources ? resources.qosClass : QosClass.GUARANTEED;
}

function unmatched(pods: Pods): string[] {
  const volumes = (pods.spec.volumes ?? []).map(({ name }) => name);
  const mounted = containersOf(pods).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  return [
    ...mounted.filter((name) => !volumes.includes(name)).map((name) => `${name} is mounted, and no volume`),
    ...volumes.filter((name) => !mounted.includes(name)).map((name) => `${name} is a volume, and mounted nowhere`),
    ...repeated(volumes),
  ];
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name} is there twice`);
}

/** The same props with the keys in another order, those of roles and options too; the order of variables is meant. */
function reversed(props: Props): Props {
  const entries = Object.entries(props).map(([key, value]) => {
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return [key, isPlain && !['env', 'envValues', 'datasets'].includes(key) ? reversed(value as Props) : value];
  });
  return Object.fromEntries(entries.reverse());
}

/** All that is written, in the order in which it is. */
function bytesOf(program: Program, change?: (props: Props) => Props): string {
  return JSON.stringify(Testing.synth(program.render(change)));
}

describe.each(PROGRAMS)('Any right %s', (_, programs) => {
  test('renders objects that fit the strict schemas of its cluster', () => {
    holds(programs, (program) => schemaFindings(program.render(), program.cluster));
  });

  test('is written as YAML that is read as the same objects, also by readers of YAML 1.1', () => {
    const same = (program: Program) => {
      const chart = program.render();
      const read = parseAllDocuments(App.of(chart).synthYaml(), { version: '1.1' }).map((document): unknown => document.toJS());
      expect(read).toEqual(Testing.synth(chart));
      return [];
    };
    holds(programs, same, 'seldom');
  });

  test('renders the same bytes again, and with its props in another order', () => {
    holds(programs, (program) => {
      const bytes = bytesOf(program);
      return [bytesOf(program), bytesOf(program, reversed)].filter((other) => other !== bytes);
    });
  });

  test('has names that fit what they name, and what controllers make of them', () => {
    holds(programs, (program) => nameFindings(program.render()));
  });

  test('is refused, in a SpecError, for a name of which controllers make too long a one', () => {
    const lengths = fc.integer({ min: 30, max: 70 });
    holds(fc.tuple(programs, lengths), ([program, length]) => {
      try {
        return nameFindings(program.render((props) => ({ ...props, name: 'n'.repeat(length) })));
      } catch (error) {
        return SpecError.problemsOf(error).length === 0
          ? [String(error)]
          : SpecError.problemsOf(error).filter(({ field }) => field !== 'name');
      }
    });
  });

  test('selects all its pods', () => {
    holds(programs, (program) => {
      const chart = program.render();
      const pods = podsOf(chart);
      return objectsOf(chart).flatMap((manifest) =>
        Object.entries(selectorOf(manifest) ?? {})
          .filter(([key, value]) => pods.some(({ labels }) => labels[key] !== value))
          .map(([key]) => `${manifest.kind} selects by ${key}`),
      );
    });
  });

  test('gets the QoS class that was asked for', () => {
    holds(programs, (program) => {
      const props = program.props();
      return podsOf(program.render())
        .map((pods) => ({ role: pods.role, asked: askedClass(props, pods.role), got: qosClass(containersOf(pods)) }))
        .filter(({ asked, got }) => asked !== undefined && asked !== got);
    });
  });

  test('mounts every volume, and mounts nothing else', () => {
    holds(programs, (program) => podsOf(program.render()).flatMap(unmatched));
  });

  test('says every variable and every mount path once', () => {
    holds(programs, (program) =>
      podsOf(program.render())
        .flatMap(containersOf)
        .flatMap(({ env = [], volumeMounts = [] }) => [
          ...repeated(env.map(({ name }) => name)),
          ...repeated(volumeMounts.map(({ mountPath }) => mountPath)),
        ]),
    );
  });
});
