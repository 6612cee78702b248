import { RULES } from '../../lib/checks/rules/table';
import { type Entry, entryOf, type View, viewOf } from '../../lib/checks/view';
import type { Manifest } from '../../lib/pod/kubernetes';
import { matches } from '../../lib/values/name';
import { cephFs, manifestsOf, testChart } from '../support/charts';
import { rbd, service, training } from './apps';

function manifest(kind: string, name: string, rest: object = {}, namespace = 'ml'): Manifest {
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
  return { apiVersion, kind, metadata: { name, namespace }, ...rest };
}

function deployment(name: string, labels: Record<string, string>, namespace?: string): Manifest {
  return manifest('Deployment', name, { spec: { replicas: 3, template: { metadata: { labels }, spec: { containers: [] } } } }, namespace);
}

/** A view of YAML files: origins are places in them. */
function viewFrom(...manifests: Manifest[]): View {
  return viewOf(manifests.map((each, i) => entryOf(`app.yaml:${i + 1}:1`, each)));
}

function rulesIn(view: View): string[] {
  return RULES.flatMap((rule) => rule(view)).map(({ severity, path, rule }) => `${severity} ${path} ${rule}`);
}

describe('an entry', () => {
  test('has a name, a namespace and where it comes from', () => {
    const entry = entryOf('app.yaml:3:1', manifest('Service', 'web'));
    expect(entry).toMatchObject({ origin: 'app.yaml:3:1', name: 'web', namespace: 'ml', ours: false, patches: [] });
  });

  test('without a namespace is in that of none', () => {
    expect(entryOf('a', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } }).namespace).toBe('');
  });

  test("is the library's by its label alone, so that files are judged as the app is", () => {
    const metadata = { name: 'web', labels: { 'app.kubernetes.io/managed-by': 'cdk8s-ml' } };
    expect(entryOf('a', { apiVersion: 'v1', kind: 'Service', metadata }).ours).toBe(true);
    expect(entryOf('a', { apiVersion: 'v1', kind: 'Service', metadata: { ...metadata, labels: {} } }).ours).toBe(false);
  });
});

describe('a view of plain manifests', () => {
  const view = viewFrom(
    deployment('web', { app: 'web', tier: 'front' }),
    deployment('other', { app: 'web' }, 'staging'),
    manifest('Service', 'web'),
    manifest('Service', 'db'),
    manifest('Widget', 'web', { apiVersion: 'example.com/v1' }),
  );

  test('finds an object by kind, namespace and name', () => {
    expect(view.find('Service', 'ml', 'web')?.origin).toBe('app.yaml:3:1');
    expect(view.find('Service', 'staging', 'web')).toBeUndefined();
    expect(view.find('Secret', 'ml', 'web')).toBeUndefined();
  });

  test('lists the objects of a kind in their order', () => {
    expect(view.ofKind('Service').map(({ name }) => name)).toEqual(['web', 'db']);
    expect(view.ofKind('Secret')).toEqual([]);
  });

  test('finds the pods of a namespace that have all the labels', () => {
    const found = (namespace: string, labels: Record<string, string>) => view.podsWith(namespace, labels).map(({ entry }) => entry.name);
    expect(found('ml', { app: 'web' })).toEqual(['web']);
    expect(found('ml', { app: 'web', tier: 'back' })).toEqual([]);
    expect(found('staging', { app: 'web' })).toEqual(['other']);
    expect(found('nowhere', { app: 'web' })).toEqual([]);
  });

  test('knows what is said to exist, by all and by one object', () => {
    const said = { 'cdk8s-ml.io/external': 'Secret/there, Pod/app=redis&tier=cache' };
    const speaker = entryOf('a', { ...manifest('Deployment', 'a'), metadata: { name: 'a', annotations: said } });
    const silent = entryOf('b', manifest('Deployment', 'b'));
    const known = viewOf([speaker, silent], new Set(['ConfigMap/shared']));
    const external = (entry: Entry, kind: string, name: string) => known.isExternal(entry, kind, name);
    expect(external(speaker, 'Secret', 'there')).toBe(true);
    expect(external(speaker, 'Pod', 'app=redis&tier=cache')).toBe(true);
    expect(external(silent, 'Secret', 'there')).toBe(false);
    expect(external(silent, 'ConfigMap', 'shared')).toBe(true);
    expect(external(speaker, 'ConfigMap', 'there')).toBe(false);
  });

  test("is judged by the rules as an app is: the library's objects by errors, others by warnings", () => {
    const broken = viewFrom(deployment('web', { app: 'web' }), manifest('Service', 'lost', { spec: { selector: { app: 'gone' } } }));
    expect(rulesIn(broken)).toEqual(['warning app.yaml:2:1 selects-nothing']);
  });

  test('takes manifests with nothing in them', () => {
    const bare = ['Deployment', 'Pod', 'Service', 'PersistentVolumeClaim'].map((kind) => manifest(kind, 'a'));
    expect(rulesIn(viewFrom(...bare))).toEqual([]);
  });

  test('takes objects that the server will name: they do not clash', () => {
    const generated = { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'train-' } } as unknown as Manifest;
    expect(rulesIn(viewFrom(generated, generated))).toEqual([]);
  });

  test('takes what is no object of a cluster, as a list or a kustomization', () => {
    expect(() => viewFrom({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' } as Manifest)).not.toThrow();
  });
});

describe('pods inside objects', () => {
  function pods(object: Manifest): [string, number][] {
    return viewFrom(object).pods.map(({ pods: { field, count } }) => [field, count]);
  }

  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } };

  test.each<[string, Manifest, [string, number][]]>([
    ['a Pod', manifest('Pod', 'a', { spec: template.spec }), [['', 1]]],
    ['a Job', { ...manifest('Job', 'a', { spec: { template, parallelism: 4 } }), apiVersion: 'batch/v1' }, [['spec.template', 4]]],
    ['a Deployment', { ...manifest('Deployment', 'a', { spec: { template } }) }, [['spec.template', 1]]],
    [
      'a StatefulSet',
      { ...manifest('StatefulSet', 'a', { spec: { template, replicas: 0 } }), apiVersion: 'apps/v1' },
      [['spec.template', 0]],
    ],
    ['a DaemonSet', { ...manifest('DaemonSet', 'a', { spec: { template } }), apiVersion: 'apps/v1' }, [['spec.template', 2]]],
    [
      'a CronJob',
      { ...manifest('CronJob', 'a', { spec: { jobTemplate: { spec: { template, parallelism: 2 } } } }), apiVersion: 'batch/v1' },
      [['spec.jobTemplate.spec.template', 2]],
    ],
    [
      'a TFJob',
      {
        ...manifest('TFJob', 'a', { spec: { tfReplicaSpecs: { PS: { template }, Worker: { replicas: 4, template } } } }),
        apiVersion: 'kubeflow.org/v1',
      },
      [
        ['spec.tfReplicaSpecs.PS.template', 1],
        ['spec.tfReplicaSpecs.Worker.template', 4],
      ],
    ],
    ['a kind of the same name in another group', { ...manifest('Job', 'a', { spec: { template } }), apiVersion: 'example.com/v1' }, []],
  ])('%s', (_, object, expected) => {
    expect(pods(object)).toEqual(expected);
  });

  test('have the labels that their controller adds', () => {
    const job = { ...manifest('Job', 'train', { spec: { template } }), apiVersion: 'batch/v1' };
    expect(viewFrom(job).pods[0]?.labels).toEqual({ app: 'a', 'job-name': 'train', 'batch.kubernetes.io/job-name': 'train' });
  });
});

test('the YAML of an app, read again, is judged as the app was', () => {
  jest.spyOn(process.stderr, 'write').mockReturnValueOnce(true);
  const chart = testChart();
  const data = rbd(chart, 'data');
  service(chart, 'server', { replicas: 1, model: data.artifact('m') });
  training(chart, 'train', { dataset: cephFs(chart, 'images'), model: data.artifact('m') });
  expect(rulesIn(viewFrom(...(JSON.parse(JSON.stringify(manifestsOf(chart))) as Manifest[])))).toEqual([
    'warning app.yaml:1:1 claim-of-two-workloads',
  ]);
});

test('labels match a selector that they contain', () => {
  expect(matches({ a: '1', b: '2' }, { a: '1' })).toBe(true);
  expect(matches({ a: '1' }, { a: '1', b: '2' })).toBe(false);
  expect(matches({}, {})).toBe(true);
});
