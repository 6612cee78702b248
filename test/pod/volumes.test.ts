import type { ContainerPlan, MountPlan } from '../../lib/pod/plan';
import { podVolumes, volumeMounts } from '../../lib/pod/volumes';
import type { VolumeSource } from '../../lib/values/mount';
import { AccessMode } from '../../lib/values/storage';
import { container } from '../workload/plans';

const claim = (claimName: string): VolumeSource => ({ kind: 'claim', claimName, external: false });
const mount = (path: string, source: VolumeSource, readOnly = false): MountPlan => ({ path, source, readOnly, prop: 'mounts' });
const of = (...mounts: MountPlan[]): ContainerPlan => container('main', { mounts });
const namesOf = (...mounts: MountPlan[]) => podVolumes([of(...mounts)]).volumes.map(({ name }) => name);

describe('mounts become volumes', () => {
  test.each<[string, VolumeSource, object]>([
    ['a claim', claim('images'), { name: 'images', persistentVolumeClaim: { claimName: 'images' } }],
    ['a ConfigMap', { kind: 'configMap', name: 'settings', external: false }, { name: 'settings', configMap: { name: 'settings' } }],
    [
      'a Secret, for whoever runs in the pod',
      { kind: 'secret', name: 'token', external: false },
      { name: 'token', secret: { secretName: 'token', defaultMode: 0o444 } },
    ],
    ['scratch space', { kind: 'scratch', size: '1Gi' }, { name: 'a', emptyDir: { sizeLimit: '1Gi' } }],
    ['memory', { kind: 'memory', size: '1Gi' }, { name: 'a', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }],
    [
      'a volume of a storage class that lives with its pod',
      { kind: 'ephemeral', size: '1Ti', storageClassName: 'local-nvme', accessModes: [AccessMode.READ_WRITE_ONCE] },
      {
        name: 'a',
        ephemeral: {
          volumeClaimTemplate: {
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Ti' } },
              storageClassName: 'local-nvme',
              volumeMode: 'Filesystem',
            },
          },
        },
      },
    ],
  ])('%s', (_, source, volume) => expect(podVolumes([of(mount('/a', source))]).volumes).toEqual([volume]));

  test("a Secret's files are for the group of the pod's volumes alone where it has one", () => {
    const secret: VolumeSource = { kind: 'secret', name: 'token', external: false };
    expect(podVolumes([of(mount('/a', secret))], 10001).volumes).toEqual([
      { name: 'token', secret: { secretName: 'token', defaultMode: 0o440 } },
    ]);
  });

  test('a claim that every mount reads is read-only, one that any mount writes is not', () => {
    const [reads, writes] = [mount('/r', claim('a'), true), mount('/w', claim('a'))];
    const readOnly = (...mounts: MountPlan[]) =>
      podVolumes([of(...mounts)]).volumes.map((volume) => volume.persistentVolumeClaim?.readOnly);
    expect(readOnly(reads, mount('/r2', claim('a'), true))).toEqual([true]);
    expect(readOnly(reads, writes)).toEqual([undefined]);
    expect(readOnly(writes, reads)).toEqual([undefined]);
  });

  test('one claim is one volume, in all containers', () => {
    const containers = [of(mount('/a', claim('a')), mount('/b', claim('a'))), of(mount('/c', claim('a'), true))];
    expect(podVolumes(containers).volumes).toEqual([{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }]);
  });

  test('empty space is one volume for each path', () => {
    const space: VolumeSource = { kind: 'scratch', size: '1Gi' };
    expect(podVolumes([of(mount('/a', space), mount('/b', space)), of(mount('/a', space))]).volumes).toHaveLength(2);
  });

  test('a ConfigMap and a Secret of one name are two', () => {
    const [configMap, secret] = (['configMap', 'secret'] as const).map((kind) => mount(`/${kind}`, { kind, name: 'a', external: false }));
    expect(configMap && secret && namesOf(configMap, secret)).toEqual(['a', 'a-2']);
  });
});

describe('names of volumes', () => {
  test.each([
    ['a claim with points', mount('/x', claim('imagenet.v1')), 'imagenet-v1'],
    ['a path', mount('/var/cache/Models', { kind: 'scratch', size: '1Gi' }), 'var-cache-models'],
    ['shared memory', mount('/dev/shm', { kind: 'memory', size: '1Gi' }), 'dshm'],
    ['a path without a letter', mount('/_', { kind: 'scratch', size: '1Gi' }), 'volume'],
  ])('%s', (_, given, name) => expect(namesOf(given)).toEqual([name]));

  test('differ where claims differ only in what is left out', () => {
    expect(namesOf(mount('/a', claim('a.b')), mount('/b', claim('a-b')), mount('/a/b', { kind: 'scratch', size: '1Gi' }))).toEqual([
      'a-b',
      'a-b-2',
      'a-b-3',
    ]);
  });

  test('are labels, however long the claim is called', () => {
    const long = `${'a'.repeat(57)}.${'b'.repeat(100)}`;
    const names = namesOf(mount('/a', claim(long)), mount('/b', claim(`${long}c`)));
    expect(names).toEqual([`${'a'.repeat(57)}`, `${'a'.repeat(57)}-2`]);
  });
});

test('mounts are sorted by path, so that the order of props is not seen', () => {
  const mounts = [mount('/b', claim('a'), true), mount('/a', claim('a')), mount('/a/b', claim('a'))];
  const volumes = podVolumes([of(...mounts)]);
  expect(volumeMounts(mounts, volumes)).toEqual([
    { name: 'a', mountPath: '/a' },
    { name: 'a', mountPath: '/a/b' },
    { name: 'a', mountPath: '/b', readOnly: true },
  ]);
  expect(volumeMounts([...mounts].reverse(), volumes)).toEqual(volumeMounts(mounts, volumes));
});

test('a sub-path is mounted instead of the whole', () => {
  const given = { ...mount('/a', claim('a')), subPath: 'v1' };
  expect(volumeMounts([given], podVolumes([of(given)]))).toEqual([{ name: 'a', mountPath: '/a', subPath: 'v1' }]);
});
