import { App, Chart } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeClaim, Volume } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { AccessMode, CephDataset, type CephDatasetProps, CephStorage, DataSource, Dataset, Retention } from '../../lib';
import { cephFs, manifestOf, manifestsOf, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

function withProps(props: Partial<CephDatasetProps>, id = 'ceph-dataset-pvc'): Chart {
  const chart = testChart();
  new CephDataset(chart, id, { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi', ...props });
  return chart;
}

function claimOf(chart: Chart) {
  const { metadata, spec } = manifestOf(chart, 'PersistentVolumeClaim');
  return { metadata, spec: spec as { accessModes: string[]; storageClassName: string; volumeMode: string } };
}

const rbd = CephStorage.rbd('rook-ceph-block');

test('minimal', () => {
  const chart = withProps({});
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('everything', () => {
  const chart = withProps({
    storage: rbd,
    size: '1.5Ti',
    name: 'imagenet.v1',
    namespace: 'data',
    labels: { team: 'vision' },
    accessModes: [AccessMode.READ_WRITE_ONCE_POD],
    retention: Retention.deleteWithChart({ confirmDataLoss: true }),
    dataSource: DataSource.snapshotName('imagenet-v0'),
  });
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(invalidities(chart)).toEqual([]);
});

test('a claim on CephFS is shared by default, one on RBD is not', () => {
  expect(claimOf(withProps({})).spec.accessModes).toEqual(['ReadWriteMany']);
  expect(claimOf(withProps({ storage: rbd })).spec.accessModes).toEqual(['ReadWriteOnce']);
});

test('the modes that are asked for replace the default', () => {
  const accessModes = [AccessMode.READ_ONLY_MANY, AccessMode.READ_WRITE_MANY];
  expect(claimOf(withProps({ accessModes })).spec.accessModes).toEqual(['ReadOnlyMany', 'ReadWriteMany']);
});

test('a claim is a file system of the class that is named, never of the default one', () => {
  expect(claimOf(withProps({})).spec).toMatchObject({ storageClassName: 'rook-cephfs', volumeMode: 'Filesystem' });
});

test('Helm, Argo CD and Flux are told to keep the claim when the chart goes', () => {
  const kept = {
    'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    'cdk8s-ml.io/storage-backend': 'cephfs',
  };
  expect(claimOf(withProps({})).metadata.annotations).toEqual(kept);
  expect(claimOf(withProps({ retention: Retention.keep() })).metadata.annotations).toEqual(kept);
});

test('a claim that may go has no such annotations', () => {
  const retention = Retention.deleteWithChart({ confirmDataLoss: true });
  expect(claimOf(withProps({ retention })).metadata.annotations).toEqual({ 'cdk8s-ml.io/storage-backend': 'cephfs' });
});

test('the name is made of the ids below the chart, without a hash', () => {
  const chart = testChart();
  const team = new Construct(chart, 'vision');
  const dataset = new CephDataset(team, 'images', { storage: rbd, size: '1Gi' });
  expect(dataset.name).toBe('vision-images');
  expect(claimOf(chart).metadata.name).toBe('vision-images');
});

test('a name that is given is the name, wherever the construct stands', () => {
  const chart = testChart();
  const team = new Construct(chart, 'vision');
  expect(new CephDataset(team, 'images', { storage: rbd, size: '1Gi', name: 'imagenet.v1' }).claim.name).toBe('imagenet.v1');
});

test('a claim of another namespace is made there', () => {
  expect(claimOf(withProps({})).metadata.namespace).toBe('ml');
  expect(claimOf(withProps({ namespace: 'data' })).metadata.namespace).toBe('data');
});

test('a chart without a namespace makes a claim without one', () => {
  const chart = new Chart(new App(), 'demo');
  expect(cephFs(chart, 'images').namespace).toBeUndefined();
  expect(claimOf(chart).metadata).not.toHaveProperty('namespace');
});

test("the user's labels stand beside the library's", () => {
  expect(claimOf(withProps({ labels: { team: 'vision' } })).metadata.labels).toEqual({
    'app.kubernetes.io/name': 'ceph-dataset-pvc',
    'app.kubernetes.io/instance': 'ceph-dataset-pvc',
    'app.kubernetes.io/component': 'dataset',
    'app.kubernetes.io/part-of': 'demo',
    'app.kubernetes.io/managed-by': 'cdk8s-ml',
    team: 'vision',
  });
});

test.each(['-', '.'])('a name that is longer than a label makes labels that Kubernetes takes, with %j at the cut', (sign) => {
  const { labels } = claimOf(withProps({ name: `${'a'.repeat(62)}${sign}b` })).metadata;
  expect(labels?.['app.kubernetes.io/name']).toMatch(/^a+$/);
  expect(labels?.['app.kubernetes.io/instance']).toMatch(/^a+$/);
});

describe('what others see of it', () => {
  test('it is a Dataset and knows its name, namespace and modes', () => {
    const dataset = cephFs(testChart(), 'images');
    expect(dataset).toBeInstanceOf(Dataset);
    expect([dataset.name, dataset.namespace, dataset.accessModes]).toEqual(['images', 'ml', ['ReadWriteMany']]);
  });

  test('its modes are a copy, so that nobody changes them', () => {
    const chart = testChart();
    const dataset = cephFs(chart, 'images');
    dataset.accessModes.push(AccessMode.READ_WRITE_ONCE);
    expect(claimOf(chart).spec.accessModes).toEqual(['ReadWriteMany']);
  });

  test('it is a claim of cdk8s-plus, of which a volume can be made', () => {
    const chart = testChart();
    const volume = Volume.fromPersistentVolumeClaim(chart, 'volume', cephFs(chart, 'images'));
    expect(volume._toKube()).toMatchObject({ persistentVolumeClaim: { claimName: 'images' } });
  });

  test('it can be named in rules of cdk8s-plus', () => {
    const dataset = cephFs(testChart(), 'images');
    expect(dataset.asApiResource()).toMatchObject({ apiGroup: '', resourceType: 'persistentvolumeclaims', resourceName: 'images' });
    expect(dataset.asNonApiResource()).toBeUndefined();
  });

  test('a claim of cdk8s-plus beside it is not touched', () => {
    const chart = testChart();
    cephFs(chart, 'images');
    new PersistentVolumeClaim(chart, 'other', { accessModes: [PersistentVolumeAccessMode.READ_WRITE_ONCE] });
    expect(manifestsOf(chart)[1]?.metadata).not.toHaveProperty('annotations');
  });
});

describe('artifacts', () => {
  const models = () => cephFs(testChart(), 'models');

  test('an artifact is a path below /models', () => {
    const artifact = models().artifact('v1/model.keras');
    expect([artifact.path, artifact.mountPath, artifact.file]).toEqual(['v1/model.keras', '/models', '/models/v1/model.keras']);
  });

  test('or below where it is said', () => {
    expect(models().artifact('model.keras', { mountPath: '/mnt/models/' }).file).toBe('/mnt/models/model.keras');
  });
});
