import type { Chart } from 'cdk8s';
import { ConfigMap, type IPersistentVolumeClaim, PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-27';
import { AccessMode, CephDataset, Dataset, type ExistingClaimOptions } from '../../lib';
import { mountedAt, podOf, training } from '../pod/reading';
import { cephFs, manifestOf, manifestsOf, refusal, testChart } from '../support/charts';

function annotationsOf(chart: Chart) {
  return manifestOf(chart, 'Job').metadata.annotations;
}

describe('fromClaimName', () => {
  test('makes nothing', () => {
    const chart = testChart();
    CephDataset.fromClaimName(chart, 'images', 'ceph-dataset-pvc');
    expect(manifestsOf(chart)).toEqual([]);
  });

  test('is a Dataset of which nothing else is known', () => {
    const dataset = CephDataset.fromClaimName(testChart(), 'images', 'ceph-dataset-pvc');
    expect(dataset).toBeInstanceOf(Dataset);
    expect([dataset.name, dataset.namespace, dataset.accessModes]).toEqual(['ceph-dataset-pvc', undefined, []]);
  });

  test('its claim is mounted, and said to exist already', () => {
    const chart = training((scope) => ({ dataset: CephDataset.fromClaimName(scope, 'images', 'ceph-dataset-pvc') }));
    expect(mountedAt(podOf(chart), '/data')?.volume.persistentVolumeClaim).toEqual({ claimName: 'ceph-dataset-pvc', readOnly: true });
    expect(annotationsOf(chart)).toEqual({ 'cdk8s-ml.io/external': 'PersistentVolumeClaim/ceph-dataset-pvc' });
  });

  test('what is said of the claim is known', () => {
    const options = { namespace: 'data', accessModes: [AccessMode.READ_ONLY_MANY] };
    const dataset = CephDataset.fromClaimName(testChart(), 'images', 'ceph-dataset-pvc', options);
    expect([dataset.namespace, dataset.accessModes]).toEqual(['data', ['ReadOnlyMany']]);
  });

  test.each<[string, string, ExistingClaimOptions | object, string[]]>([
    [
      'a name that is none',
      'Ceph_PVC',
      {},
      ['claimName: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "Ceph_PVC" (for example "ceph-pvc")'],
    ],
    ['no name', '', {}, ['claimName: must be a string that is not empty, got "" (for example "my-name")']],
    [
      'a mode that is none',
      'pvc',
      { accessModes: ['RWX'] },
      ['accessModes[0]: must be one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, got "RWX" (use the enum AccessMode)'],
    ],
    ['a size in no unit that is', 'pvc', { size: '1GB' }, ['size: is not a Kubernetes quantity, got "1GB" (did you mean "1Gi"?)']],
    [
      'a class in place of a storage',
      'pvc',
      { storage: 'rook-cephfs' },
      ['storage: must be a CephStorage, got "rook-cephfs" (write CephStorage.cephFs(\'rook-cephfs\'))'],
    ],
    ['a misspelt option', 'pvc', { namespaces: 'data' }, ['namespaces: is not a known prop (did you mean namespace?)']],
    [
      'a namespace that is none',
      'pvc',
      { namespace: 'my.data' },
      ['namespace: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "my.data" (for example "my-data")'],
    ],
  ])('refuses %s', (_, name, options, lines) => {
    expect(refusal(() => CephDataset.fromClaimName(testChart(), 'images', name, options))).toEqual(lines);
  });
});

describe('fromClaim', () => {
  /** Its class says `resourceName?: string` where its interface is read with exact optional properties. */
  function plusClaim(chart: Chart): IPersistentVolumeClaim {
    const accessModes = [PersistentVolumeAccessMode.READ_WRITE_MANY];
    return new PersistentVolumeClaim(chart, 'pvc', { metadata: { name: 'plus-pvc' }, accessModes }) as IPersistentVolumeClaim;
  }

  test('takes a claim of cdk8s-plus that the app makes', () => {
    const chart = training((scope) => ({ dataset: CephDataset.fromClaim(scope, 'images', plusClaim(scope)) }));
    expect(mountedAt(podOf(chart), '/data')?.volume.persistentVolumeClaim?.claimName).toBe('plus-pvc');
    expect(annotationsOf(chart)).toBeUndefined();
  });

  test('takes one that exists in the cluster', () => {
    const chart = training((scope) => {
      const claim = PersistentVolumeClaim.fromClaimName(scope, 'pvc', 'old-pvc');
      return { dataset: CephDataset.fromClaim(scope, 'images', claim) };
    });
    expect(mountedAt(podOf(chart), '/data')?.volume.persistentVolumeClaim?.claimName).toBe('old-pvc');
    expect(annotationsOf(chart)).toEqual({ 'cdk8s-ml.io/external': 'PersistentVolumeClaim/old-pvc' });
  });

  test('what is said of the claim is known', () => {
    const chart = testChart();
    const dataset = CephDataset.fromClaim(chart, 'images', plusClaim(chart), { accessModes: [AccessMode.READ_WRITE_MANY] });
    expect(dataset.accessModes).toEqual(['ReadWriteMany']);
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ['nothing', () => undefined],
    ['a name', () => 'ceph-dataset-pvc'],
    ['another object of cdk8s-plus', (chart) => new ConfigMap(chart, 'settings')],
  ])('refuses %s, and says what a claim is', (_, given) => {
    const chart = testChart();
    const lines = refusal(() => CephDataset.fromClaim(chart, 'images', given(chart) as IPersistentVolumeClaim));
    expect(lines).toEqual([expect.stringMatching(/^claim: must be a PersistentVolumeClaim of cdk8s-plus/)]);
  });

  test('a dataset that the app makes is not said to exist already', () => {
    const chart = training((scope) => ({ dataset: CephDataset.fromClaim(scope, 'images', cephFs(scope, 'ceph-dataset-pvc')) }));
    expect(annotationsOf(chart)).toBeUndefined();
  });
});
