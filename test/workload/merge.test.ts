import type { Contribution } from '../../lib/workload/contribution';
import { always, built, container, onlyRole, planOf } from './plans';

const MOUNT = { path: '/a', source: { kind: 'memory', size: '1Gi' }, readOnly: false, prop: 'mounts' } as const;
const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
const RESTRICTED = { level: 'restricted', user: 1, group: 1, writableRoot: false } as const;

const namesOf = (options: readonly unknown[]) => onlyRole(built(options)).pod.main.env.map(({ name, value }) => `${name}=${value}`);

describe('defaults', () => {
  const fallback = always('fallback', { pod: { defaultEnv: [{ name: 'A', value: 'default' }], defaultMounts: [MOUNT] } });
  const user = always('user', { pod: { env: [{ name: 'A', value: 'user' }], mounts: [{ ...MOUNT, path: '/a/', readOnly: true }] } });
  const late = always('late', { pod: { defaultEnv: [{ name: 'A', value: 'late' }] } });

  test('stand where nobody says anything', () => expect(namesOf([fallback])).toEqual(['A=default']));

  test('yield to what was said before them', () => {
    expect(namesOf([user, fallback])).toEqual(['A=user']);
    expect(onlyRole(built([user, fallback])).pod.main.mounts).toEqual([{ ...MOUNT, path: '/a/', readOnly: true }]);
    expect(built([user, fallback]).findings).toEqual([]);
  });

  test('yield to a variable that is said after them', () => {
    expect(namesOf([fallback, user])).toEqual(['A=user']);
    expect(built([fallback, user]).findings).toEqual([]);
  });

  test('yield to a mount that is said after them', () => {
    expect(onlyRole(built([fallback, user])).pod.main.mounts).toEqual([{ ...MOUNT, path: '/a/', readOnly: true }]);
  });

  test('the first of two stands', () => expect(namesOf([fallback, late])).toEqual(['A=default']));
});

describe('mounts in place of others', () => {
  const theirs = always('theirs', {
    pod: {
      mounts: [
        { ...MOUNT, path: '/a/' },
        { ...MOUNT, path: '/b' },
      ],
    },
  });
  const copy = { ...MOUNT, source: { kind: 'scratch', size: '2Gi' }, prop: 'copy' } as const;
  const inPlace = (name: string) => always(name, { pod: { mountsInPlace: [copy] } });

  test('stand where those stood', () => {
    expect(onlyRole(built([theirs, inPlace('copy')])).pod.main.mounts).toEqual([copy, { ...MOUNT, path: '/b' }]);
  });

  test('add nothing where there is none', () => expect(onlyRole(built([inPlace('copy')])).pod.main.mounts).toEqual([]));

  test('leave the path to its writer: nobody else may mount there', () => {
    const { findings } = built([theirs, inPlace('copy'), always('late', { pod: { mounts: [{ ...MOUNT, prop: 'late' }] } })]);
    expect(findings.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'late: writes the mount at /a, which mounts writes already',
    ]);
  });

  test('are of one option alone', () => {
    const { findings } = built([theirs, inPlace('copy'), inPlace('other')]);
    expect(findings).toEqual([expect.objectContaining({ rule: 'two-writers', field: 'other' })]);
  });
});

describe('sets', () => {
  const toleration = { key: 'gpu', operator: 'Exists' };
  const rule = { topologyKey: 'zone', labels: { a: '1' }, required: true, prop: 'placement' };
  const spread = { ...rule, maxSkew: 1 };
  const node = { key: 'pool', operator: 'Exists' } as const;
  const all = { tolerations: [toleration], nodes: [node], preferredNodes: [[node]], together: [rule], apart: [rule], spread: [spread] };
  const placement = {
    tolerations: [toleration],
    nodes: [node],
    preferredNodes: [[node]],
    together: [rule],
    apart: [rule],
    spread: [spread],
  };

  test('have the same thing once, whoever says it', () => {
    expect(onlyRole(built([always('a', { pod: all }), always('b', { pod: all })])).pod.placement).toEqual(placement);
  });

  test('also when one option says it twice', () => {
    const twice = { tolerations: [toleration, toleration], spread: [spread, spread] };
    expect(onlyRole(built([always('a', { pod: twice })])).pod.placement).toMatchObject({ tolerations: [toleration], spread: [spread] });
  });

  test('pull secrets and external references are sets too', () => {
    const contribution = { pod: { imagePullSecrets: ['registry'] }, external: ['Secret/a'] };
    const result = built([always('a', contribution), always('b', contribution)]);
    expect([onlyRole(result).pod.imagePullSecrets, result.plan.external]).toEqual([['registry'], ['Secret/a']]);
  });
});

describe('order', () => {
  test('each option sees what those before it made', () => {
    const seen: string[][] = [];
    const look = (name: string) =>
      always(name, ({ role }) => {
        seen.push(role.pod.main.env.map((variable) => variable.name));
        return { pod: { env: [{ name: name.toUpperCase(), value: '' }] } };
      });
    built([look('a'), look('b'), look('c')]);
    expect(seen).toEqual([[], ['A'], ['A', 'B']]);
  });

  test('and makes each role before the next option comes', () => {
    const seen: string[] = [];
    const look = (name: string) =>
      always(name, ({ role }) => {
        seen.push(`${name} ${role.name}`);
        return {};
      });
    built([look('a'), look('b')], { plan: planOf('chief', 'worker') });
    expect(seen).toEqual(['a chief', 'a worker', 'b chief', 'b worker']);
  });

  test('variables stand in it, so that later ones can use earlier ones', () => {
    const set = (name: string) => always(name, { pod: { env: [{ name, value: '' }] } });
    expect(namesOf([set('B'), set('A')])).toEqual(['B=', 'A=']);
  });

  test('containers and objects stand in it', () => {
    const option = (name: string): Contribution => ({
      pod: { sidecars: [container(`${name}-side`)], initContainers: [container(`${name}-init`)] },
      siblings: [{ ...OBJECT, metadata: { name } }],
    });
    const result = built([always('b', option('b')), always('a', option('a'))]);
    const { sidecars, initContainers } = onlyRole(result).pod;
    expect([...sidecars, ...initContainers].map(({ name }) => name)).toEqual(['b-side', 'a-side', 'b-init', 'a-init']);
    expect(result.siblings.map(({ metadata }) => metadata.name)).toEqual(['b', 'a']);
  });
});

describe('two writers of one slot', () => {
  const slots: [string, Contribution | ((writer: string) => Contribution), string][] = [
    ['a variable', { pod: { env: [{ name: 'A', value: '1' }] } }, 'env A'],
    ['a mount, by its own prop', (prop) => ({ pod: { mounts: [{ ...MOUNT, prop }] } }), 'the mount at /a'],
    ['an amount', { pod: { amounts: { requests: { cpu: '1' }, limits: {} } } }, 'the request of cpu'],
    ['a limit', { pod: { amounts: { requests: {}, limits: { cpu: '1' } } } }, 'the limit of cpu'],
    ['a port', { pod: { ports: [{ name: 'http', port: 80 }] } }, 'port http'],
    ['a field of the container', { pod: { container: { image: 'a:1' } } }, 'the container field image'],
    ['a field of the pod', { pod: { settings: { schedulerName: 'a' } } }, 'the pod field schedulerName'],
    ['a label of the pods', { pod: { labels: { team: 'a' } } }, 'the pod label team'],
    ['an annotation of the pods', { pod: { annotations: { note: 'a' } } }, 'the pod annotation note'],
    ['a label of the workload', { labels: { team: 'a' } }, 'the label team'],
    ['an annotation of the workload', { annotations: { note: 'a' } }, 'the annotation note'],
    ['an object', { siblings: [OBJECT] }, 'the object ConfigMap/a'],
  ];

  test.each(slots)('%s: are a problem that names both', (_, contribution, slot) => {
    const option = (name: string) => always(name, typeof contribution === 'function' ? contribution(name) : contribution);
    const { findings } = built([option('first'), option('second')]);
    expect(findings).toEqual([
      {
        field: 'second',
        severity: 'error',
        rule: 'two-writers',
        message: `writes ${slot}, which first writes already`,
        fix: 'leave it out of second',
      },
    ]);
  });

  test.each<[string, Contribution]>([
    ['who may do what', { pod: { security: RESTRICTED } }],
    ['a container of one name', { pod: { sidecars: [container('log')] } }],
  ])('%s: are a problem too', (_, contribution) => {
    expect(built([always('first', contribution), always('second', contribution)]).findings).toEqual([
      expect.objectContaining({ field: 'second', rule: 'two-writers', message: expect.stringContaining('first') }),
    ]);
  });

  test('the first one stands', () => {
    const label = (team: string): Contribution => ({ labels: { team }, pod: { labels: { team } } });
    const result = built([always('first', label('a')), always('second', label('b'))]);
    expect([result.plan.labels.team, onlyRole(result).pod.labels.team]).toEqual(['a', 'a']);
  });

  test('one option that writes twice is told so', () => {
    const twice = { name: 'A', value: '1' };
    const { findings } = built([always('env', { pod: { env: [twice, twice] } })]);
    expect(findings).toEqual([expect.objectContaining({ field: 'env', message: 'writes env A twice', fix: 'leave one out' })]);
  });

  test('roles are apart: each has its own slots', () => {
    const own = always('a', { pod: { env: [{ name: 'A', value: '1' }] } });
    expect(built([own], { plan: planOf('chief', 'worker') }).findings).toEqual([]);
  });

  test('what an option says of the workload in each role is said once', () => {
    const once = always('a', { labels: { team: 'a' }, annotations: { note: 'a' }, siblings: [OBJECT] });
    const result = built([once], { plan: planOf('chief', 'worker') });
    expect(result.findings).toEqual([]);
    expect(result.siblings).toEqual([OBJECT]);
  });
});

test("a controller's variables and the library's labels are taken before any option comes", () => {
  const option = always('user', { pod: { env: [{ name: 'RANK', value: '0' }], labels: { 'app.kubernetes.io/name': 'a' } } });
  expect(built([option], { reservedEnv: ['RANK'] }).findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('env RANK'),
    expect.stringContaining('the pod label app.kubernetes.io/name'),
  ]);
});

test('one option that asks for it suspends the workload', () => {
  expect(built([always('a', {})]).plan.suspend).toBe(false);
  expect(built([always('queue', { suspend: true }), always('a', {})]).plan.suspend).toBe(true);
});
