import { Testing } from 'cdk8s';
import { Deployment, Ingress, type IPersistentVolumeClaim, Pod, Role, Service, Volume } from 'cdk8s-plus-27';
import { CephDataset, type Dataset, ModelService } from '../../lib';
import { cephFs, manifestOf, manifestsOf, RESOURCES, testChart } from '../support/charts';
import { schemaProblems } from '../support/schemas';

type Make = (chart: ReturnType<typeof testChart>) => Dataset;

const DATASETS: [string, Make][] = [
  ['a dataset that the app makes', (chart) => cephFs(chart, 'images')],
  ['a dataset that exists', (chart) => CephDataset.fromClaimName(chart, 'data', 'images')],
];

describe.each(DATASETS)('%s', (_, make) => {
  test('is a PersistentVolumeClaim of cdk8s-plus, by its type too', () => {
    const claim: IPersistentVolumeClaim = make(testChart());
    expect(claim).toMatchObject({
      name: 'images',
      resourceName: 'images',
      kind: 'PersistentVolumeClaim',
      apiVersion: 'v1',
      apiGroup: '',
      resourceType: 'persistentvolumeclaims',
    });
  });

  test('is a volume of a Deployment', () => {
    const chart = testChart();
    const volume = Volume.fromPersistentVolumeClaim(chart, 'volume', make(chart), { readOnly: true, name: 'images' });
    const deployment = new Deployment(chart, 'web', { containers: [{ image: 'web:1.0' }] });
    deployment.addVolume(volume);
    deployment.containers[0]?.mount('/data', volume, { readOnly: true });
    const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
    expect(spec.template.spec.volumes).toEqual([{ name: 'images', persistentVolumeClaim: { claimName: 'images', readOnly: true } }]);
    expect(spec.template.spec.containers[0].volumeMounts).toEqual([{ name: 'images', mountPath: '/data', readOnly: true }]);
  });

  test('is a volume of a Pod, under a name that Kubernetes takes', () => {
    const chart = testChart();
    new Pod(chart, 'pod', {
      volumes: [Volume.fromPersistentVolumeClaim(chart, 'volume', make(chart))],
      containers: [{ image: 'web:1.0' }],
    });
    const pod = manifestOf(chart, 'Pod');
    expect(pod).toHaveProperty('spec.volumes[0].persistentVolumeClaim.claimName', 'images');
    expect(schemaProblems(pod)).toEqual([]);
  });

  test('is what a Role may read, by its name alone', () => {
    const chart = testChart();
    new Role(chart, 'role').allowRead(make(chart));
    expect(manifestOf(chart, 'Role').rules).toEqual([
      { apiGroups: [''], resources: ['persistentvolumeclaims'], resourceNames: ['images'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  test('is no URL', () => {
    const dataset = make(testChart());
    expect(dataset.asApiResource()).toBe(dataset);
    expect(dataset.asNonApiResource()).toBeUndefined();
  });
});

describe('a service', () => {
  function service(chart: ReturnType<typeof testChart>): ModelService {
    return new ModelService(chart, 'server', { image: 'registry.example.com/ml/serve:1.0', port: 5000, resources: RESOURCES });
  }

  test('is the backend of an Ingress, by the name and port of its Service', () => {
    const chart = testChart();
    const ingress = new Ingress(chart, 'ingress');
    ingress.addHostRule('classifier.example.com', '/', service(chart).ingressBackend());
    expect(manifestOf(chart, 'Ingress')).toHaveProperty('spec.rules', [
      {
        host: 'classifier.example.com',
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'server', port: { number: 80 } } } }] },
      },
    ]);
    expect(manifestOf(chart, 'Service')).toHaveProperty('spec.ports[0].port', 80);
  });

  test('may be one of several backends, and the default one', () => {
    const chart = testChart();
    const backend = service(chart).ingressBackend();
    const ingress = new Ingress(chart, 'ingress', { defaultBackend: backend });
    ingress.addRule('/v1', backend);
    expect(manifestOf(chart, 'Ingress')).toHaveProperty('spec.defaultBackend.service.name', 'server');
  });

  test('stands beside a Deployment and a Service of cdk8s-plus', () => {
    const chart = testChart();
    service(chart);
    const web = new Deployment(chart, 'web', { containers: [{ image: 'web:1.0', portNumber: 80 }] });
    new Service(chart, 'web-service', { selector: web, ports: [{ port: 80 }] });
    expect(manifestsOf(chart).filter(({ kind }) => kind === 'Deployment')).toHaveLength(2);
  });
});
