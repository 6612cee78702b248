import { CephFsMounting } from '../../lib';
import { CephVolumes } from '../../lib/values/ceph-volumes';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

function optionsOf(mounting: CephFsMounting): string[] {
  return CephVolumes.cephFs('myfs', { mounting })._parameters.kernelMountOptions?.split(',') ?? [];
}

test('parallel reading is by the kernel, with larger read-ahead and folders, and a session that comes back', () => {
  const volumes = CephVolumes.cephFs('myfs', { pool: 'fast', mounting: CephFsMounting.parallelReading() });
  expect(linesOf(volumes, 'volumes')).toEqual([]);
  expect(volumes._parameters).toEqual({
    fsName: 'myfs',
    pool: 'fast',
    mounter: 'kernel',
    kernelMountOptions: 'rasize=67108864,readdir_max_entries=8192,readdir_max_bytes=4194304,recover_session=clean',
  });
});

test.each([
  ['1Mi', 'rasize=1048576'],
  ['1Ki', 'rasize=1024'],
  ['2097151Ki', 'rasize=2147482624'],
])('reads %s ahead where that is said', (readAhead, option) => {
  const mounting = CephFsMounting.parallelReading({ readAhead });
  expect(linesOf(mounting, 'mounting')).toEqual([]);
  expect(optionsOf(mounting)).toContain(option);
});

test('without a mounting the driver decides', () => {
  expect(CephVolumes.cephFs('myfs')._parameters).toEqual({ fsName: 'myfs' });
});

test.each<[string, CephVolumes, string]>([
  [
    'a read-ahead of broken KiB',
    CephVolumes.cephFs('myfs', { mounting: CephFsMounting.parallelReading({ readAhead: '1500' }) }),
    'volumes.mounting.readAhead: must be whole KiB, and less than 2Gi, which is all that the kernel takes, got "1500" (for example "64Mi")',
  ],
  [
    'a read-ahead that the kernel cannot hold',
    CephVolumes.cephFs('myfs', { mounting: CephFsMounting.parallelReading({ readAhead: '2Gi' }) }),
    'volumes.mounting.readAhead: must be whole KiB, and less than 2Gi, which is all that the kernel takes, got "2Gi" (for example "64Mi")',
  ],
  [
    'a read-ahead that is no amount',
    CephVolumes.cephFs('myfs', { mounting: CephFsMounting.parallelReading({ readAhead: '64MB' }) }),
    'volumes.mounting.readAhead: is not a Kubernetes quantity, got "64MB" (did you mean "64Mi"?)',
  ],
  [
    'mount options as a text',
    untyped(CephVolumes.cephFs)('myfs', { mounting: 'rasize=1' }),
    'volumes.mounting: must be a CephFsMounting, got "rasize=1" (write CephFsMounting.parallelReading())',
  ],
])('%s is refused', (_, volumes, text) => expect(linesOf(volumes, 'volumes')).toEqual([text]));

test('parallel reading is never an exception', () => expectTotal(CephFsMounting.parallelReading, ['readAhead']));
