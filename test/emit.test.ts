import { ApiObject, App, Chart, JsonPatch, Lazy, type ResolutionContext, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  AccessMode,
  Autoscaling,
  CephCluster,
  CephDataset,
  CephSource,
  CephStorageClass,
  CephVolumes,
  Gpu,
  GpuTrainingJob,
  ModelService,
  Parallel,
  StaticCephDataset,
  TfJobCluster,
} from '../lib';
import { emit } from '../lib/emit';
import type { Manifest } from '../lib/pod/kubernetes';
import { cephFs, manifestOf, RESOURCES, testChart, yamlOf } from './support/charts';

const IMAGE = 'registry.example.com/ml/program:1.0';
const MAIN = '/spec/template/spec/containers/0';

/** One of everything that the library emits. */
function everything(chart: Chart): void {
  const data = cephFs(chart, 'data');
  const model = cephFs(chart, 'models').artifact('v1/model.keras');
  new StaticCephDataset(chart, 'archive', {
    cluster: CephCluster.rook(),
    source: CephSource.path('myfs', '/archive'),
    size: '1Ti',
    namespace: 'ml',
  });
  new CephStorageClass(chart, 'class', { cluster: CephCluster.rook(), volumes: CephVolumes.rbd('replicapool') });
  new GpuTrainingJob(chart, 'train', {
    image: IMAGE,
    resources: RESOURCES,
    gpu: Gpu.nvidia(1),
    dataset: data,
    parallel: Parallel.shards(2),
  });
  new TfJobCluster(chart, 'cluster', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, dataset: data, model });
  new ModelService(chart, 'server', { image: IMAGE, resources: RESOURCES, port: 5000, model, autoscaling: Autoscaling.onCpu({ max: 4 }) });
}

function emitted(chart: Chart): ApiObject[] {
  return chart.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
}

/** As cdk8s itself renders the object. */
function byCdk8s(object: ApiObject): unknown {
  return ApiObject.prototype.toJson.call(object);
}

function job(chart: Chart): ApiObject {
  return new GpuTrainingJob(chart, 'train', { image: IMAGE, resources: RESOURCES }).job;
}

describe('a JSON patch', () => {
  test('reaches the YAML under real Kubernetes names', () => {
    const chart = testChart();
    job(chart).addJsonPatch(
      JsonPatch.add(`${MAIN}/resources/limits/nvidia.com~1gpu`, 8),
      JsonPatch.add(`${MAIN}/resources/requests/nvidia.com~1gpu`, 8),
      JsonPatch.add('/spec/template/spec/hostAliases', [{ ip: '10.0.0.1', hostnames: ['db'] }]),
      JsonPatch.add('/spec/managedBy', 'example.com/jobs'),
      JsonPatch.remove('/spec/ttlSecondsAfterFinished'),
    );
    const written = parseAllDocuments(yamlOf(chart)).map((document): unknown => document.toJS());
    expect(written[0]).toMatchObject({
      spec: {
        managedBy: 'example.com/jobs',
        template: {
          spec: { hostAliases: [{ ip: '10.0.0.1', hostnames: ['db'] }], containers: [{ resources: { limits: { 'nvidia.com/gpu': 8 } } }] },
        },
      },
    });
    expect(written[0]).not.toHaveProperty('spec.ttlSecondsAfterFinished');
  });

  test('reaches metadata, the fields of a TFJob, and every kind of object', () => {
    const chart = testChart();
    everything(chart);
    const label = { 'example.com/seen': 'yes' };
    for (const object of emitted(chart)) object.addJsonPatch(JsonPatch.add('/metadata/labels/example.com~1seen', 'yes'));
    for (const manifest of Testing.synth(chart)) expect(manifest.metadata.labels).toMatchObject(label);
  });

  test('several are applied in their order, also when they come one by one', () => {
    const chart = testChart();
    const object = job(chart);
    object.addJsonPatch(JsonPatch.replace('/spec/backoffLimit', 1));
    object.addJsonPatch(JsonPatch.replace('/spec/backoffLimit', 2), JsonPatch.replace('/spec/activeDeadlineSeconds', 60));
    expect(manifestOf(chart, 'Job').spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 60 });
  });

  test('changes its object alone', () => {
    const chart = testChart();
    const untouched = new GpuTrainingJob(chart, 'other', { image: IMAGE, resources: RESOURCES }).job;
    const before = untouched.toJson();
    job(chart).addJsonPatch(JsonPatch.replace('/spec/backoffLimit', 1));
    expect(untouched.toJson()).toEqual(before);
  });

  test('that is added after a synthesis counts in the next', () => {
    const chart = testChart();
    const object = job(chart);
    expect(manifestOf(chart, 'Job')).toHaveProperty('spec.backoffLimit', 4);
    object.addJsonPatch(JsonPatch.replace('/spec/backoffLimit', 1));
    expect(manifestOf(chart, 'Job')).toHaveProperty('spec.backoffLimit', 1);
  });
});

describe('every object is rendered as cdk8s renders it', () => {
  class Doubling {
    public resolve(context: ResolutionContext): void {
      if (context.value === 7 * 24 * 3600) context.replaceValue(2 * context.value);
    }
  }

  test.each<[string, () => Chart]>([
    ['by itself', testChart],
    ['with labels of its chart', () => new Chart(new App(), 'demo', { namespace: 'ml', labels: { 'example.com/team': 'vision' } })],
    ['without a namespace', () => new Chart(new App(), 'demo')],
    ['with a resolver of the app', () => new Chart(new App({ resolvers: [new Doubling()] }), 'demo')],
  ])('%s', (_, make) => {
    const chart = make();
    everything(chart);
    const objects = emitted(chart);
    expect(objects.length).toBeGreaterThan(10);
    for (const object of objects) expect(JSON.stringify(object.toJson())).toBe(JSON.stringify(byCdk8s(object)));
  });

  test('with metadata that comes later', () => {
    const chart = testChart();
    everything(chart);
    for (const object of emitted(chart)) {
      object.metadata.addLabel('example.com/late', 'yes');
      object.metadata.addAnnotation('example.com/lazy', Lazy.any({ produce: () => 'resolved' }) as unknown as string);
      object.metadata.addFinalizers('example.com/finalizer');
      object.metadata.add('generateName', 'x-');
      expect(JSON.stringify(object.toJson())).toBe(JSON.stringify(byCdk8s(object)));
    }
    expect(manifestOf(chart, 'Job').metadata).toMatchObject({ annotations: { 'example.com/lazy': 'resolved' }, generateName: 'x-' });
  });

  test('with a patch', () => {
    const object = job(testChart());
    object.addJsonPatch(JsonPatch.replace('/spec/backoffLimit', 1));
    expect(object.toJson()).toEqual(byCdk8s(object));
  });

  test("a resolver of the app reaches the library's content", () => {
    const chart = new Chart(new App({ resolvers: [new Doubling()] }), 'demo');
    job(chart);
    expect(manifestOf(chart, 'Job')).toHaveProperty('spec.ttlSecondsAfterFinished', 14 * 24 * 3600);
  });

  test('zeros, empty texts, false, empty lists and empty maps stay; undefined and null go', () => {
    const chart = testChart();
    const spec = { b: 0, a: '', c: false, d: [], e: {}, f: undefined, g: null, h: [{ j: 1, i: null }] };
    const object = emit(chart, { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'thing' }, spec } as Manifest);
    expect(JSON.stringify((object.toJson() as Manifest).spec)).toBe('{"a":"","b":0,"c":false,"d":[],"e":{},"h":[{"j":1}]}');
    expect(JSON.stringify(object.toJson())).toBe(JSON.stringify(byCdk8s(object)));
  });
});

describe('what is returned is a copy', () => {
  test('changing a manifest does not change the next synthesis, nor the same manifest asked again', () => {
    const chart = testChart();
    everything(chart);
    const before = yamlOf(chart);
    for (const object of emitted(chart)) {
      const manifest = object.toJson() as { metadata: { labels: object }; spec?: object };
      Object.assign(manifest.metadata.labels, { changed: 'yes' });
      Object.assign(manifest.spec ?? {}, { changed: true });
    }
    for (const manifest of Testing.synth(chart)) {
      if (manifest.spec?.template !== undefined) manifest.spec.template.spec.containers.pop();
      manifest.metadata.name = 'changed';
    }
    expect(yamlOf(chart)).toBe(before);
  });

  test('changing the given props afterwards changes nothing', () => {
    const chart = testChart();
    const props = {
      image: IMAGE,
      resources: RESOURCES,
      args: ['a'],
      env: { A: '1' },
      labels: { team: 'vision' },
      failFastExitCodes: [42],
    };
    new GpuTrainingJob(chart, 'train', props);
    const accessModes = [AccessMode.READ_WRITE_ONCE];
    const data = CephDataset.fromClaimName(chart, 'data', 'data', { accessModes });
    const before = yamlOf(chart);
    props.args.push('b');
    Object.assign(props.env, { A: '2', B: '3' });
    Object.assign(props.labels, { team: 'other' });
    props.failFastExitCodes.pop();
    accessModes.push(AccessMode.READ_WRITE_MANY);
    expect(yamlOf(chart)).toBe(before);
    expect(data.accessModes).toEqual([AccessMode.READ_WRITE_ONCE]);
  });
});

describe('the bytes', () => {
  test('are the same when an app is written twice, and when it is made twice', () => {
    const [first, second] = [testChart(), testChart()];
    everything(first);
    everything(second);
    const bytes = yamlOf(first);
    expect(yamlOf(first)).toBe(bytes);
    expect(yamlOf(second)).toBe(bytes);
  });

  test('of each object do not depend on the order in which constructs are made', () => {
    const parts: ((chart: Chart) => unknown)[] = [
      (chart) => cephFs(chart, 'data'),
      (chart) => job(chart),
      (chart) => new ModelService(chart, 'server', { image: IMAGE, resources: RESOURCES, port: 5000 }),
      (chart) => new TfJobCluster(chart, 'cluster', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 } }),
    ];
    const documents = (order: typeof parts): string[] => {
      const chart = testChart();
      for (const make of order) make(chart);
      return yamlOf(chart).split('---\n').sort();
    };
    expect(documents([...parts].reverse())).toEqual(documents(parts));
  });

  test('of an object do not depend on the order in which its props are written', () => {
    const props = { image: IMAGE, resources: RESOURCES, env: { A: '1' }, labels: { b: '1', a: '2' }, gpu: Gpu.nvidia(1), backoffLimit: 1 };
    const reversed = Object.fromEntries(Object.entries(props).reverse()) as typeof props;
    const [first, second] = [testChart(), testChart()];
    new GpuTrainingJob(first, 'train', props);
    new GpuTrainingJob(second, 'train', { ...reversed, labels: { a: '2', b: '1' } });
    expect(yamlOf(second)).toBe(yamlOf(first));
  });
});
