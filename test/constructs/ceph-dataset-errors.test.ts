import { AccessMode, CephDataset, type CephDatasetProps, CephStorage, Checks, DataSource, Retention } from '../../lib';
import { problemsOf, refusal, testChart } from '../support/charts';

function refused(props: unknown, id = 'images'): string[] {
  const base = { storage: CephStorage.cephFs('rook-cephfs'), size: '500Gi' };
  const given = typeof props === 'object' ? { ...base, ...props } : props;
  return refusal(() => new CephDataset(testChart(), id, given as CephDatasetProps));
}

const DNS_NAME = 'must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts';
const rbd = CephStorage.rbd('rook-ceph-block');

describe('each wrong prop has its text', () => {
  test.each<[string, unknown, string[]]>([
    ['no storage', { storage: undefined }, ["storage: is required (for example CephStorage.cephFs('rook-cephfs'))"]],
    [
      'a class in place of a storage',
      { storage: 'rook-cephfs' },
      [`storage: must be a CephStorage, got "rook-cephfs" (write CephStorage.cephFs('rook-cephfs'))`],
    ],
    [
      'a class that is none',
      { storage: CephStorage.cephFs('Rook_CephFS') },
      [`storage.storageClassName: ${DNS_NAME}, got "Rook_CephFS" (for example "rook-ceph-fs")`],
    ],
    [
      'no class, which would be the default one',
      { storage: CephStorage.cephFs('') },
      ['storage.storageClassName: must be a string that is not empty, got "" (for example "my-name")'],
    ],
    ['no size', { size: undefined }, ['size: is required (for example "500Gi")']],
    ['a size without a grammar', { size: '500GB' }, ['size: is not a Kubernetes quantity, got "500GB" (did you mean "500Gi"?)']],
    ['a size of nothing', { size: '0' }, ['size: must be more than zero, got "0" (for example "500Gi")']],
    [
      'a size in thousandths of a byte',
      { size: '512m' },
      ['size: is not a whole number of bytes, got "512m" (m is a thousandth: for mebibytes write "512Mi")'],
    ],
    ['a number as size', { size: 500 }, ['size: must be a string, got 500 (for example "500Gi")']],
    ['null', { size: null }, ['size: must not be null or NaN, got null (leave the prop out or give a value)']],
    ['a name that is none', { name: 'ImageNet' }, [`name: ${DNS_NAME}, got "ImageNet" (for example "image-net")`]],
    [
      'a namespace that is none',
      { namespace: 'Data' },
      ['namespace: must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end, got "Data" (for example "data")'],
    ],
    [
      'a label key that is none',
      { labels: { 'my team': 'a' } },
      [
        'labels.my team: is not a label key: its name has a space, and letters, digits, -, _ and . are allowed, got "my team" (for example "team" or "example.com/team")',
      ],
    ],
    [
      'a label value that is none',
      { labels: { team: 'a b' } },
      ['labels.team: is not a label value: it has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "a-b")'],
    ],
    ['one mode that is no list', { accessModes: 'ReadWriteMany' }, ['accessModes: must be a list, got "ReadWriteMany" (put it in [ ])']],
    [
      'a mode that is none',
      { accessModes: ['RWX'] },
      ['accessModes[0]: must be one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, got "RWX" (use the enum AccessMode)'],
    ],
    ['a boolean as retention', { retention: true }, ['retention: must be a Retention, got true (write Retention.keep())']],
    [
      'data that would be lost without a word',
      { retention: Retention.deleteWithChart({ confirmDataLoss: false }) },
      [
        'retention.confirmDataLoss: must be true to delete data of which there is no backup (or write Retention.keep(), or give the dataset a backup)',
      ],
    ],
    ['a misspelt prop', { sizes: '1Gi' }, ['sizes: is not a known prop (did you mean size?)']],
    [
      'an unheard-of prop',
      { volumeName: 'x' },
      ['volumeName: is not a known prop (known are storage, size, name, namespace, labels, accessModes, backup, retention, dataSource)'],
    ],
  ])('%s', (_, props, lines) => expect(refused(props)).toEqual(lines));

  test('an id of which no name can be made', () => {
    expect(refused({}, 'Ceph_Dataset')).toEqual([
      `name: ${DNS_NAME} (the name comes from the construct's ids), got "Ceph_Dataset" (for example "ceph-dataset")`,
    ]);
  });

  test('props that are none', () => {
    expect(refused('500Gi')).toEqual(['must be an object, got "500Gi" (write { name: value })']);
    expect(refused(undefined)).toEqual([
      "storage: is required (for example CephStorage.cephFs('rook-cephfs'))",
      'size: is required (for example "500Gi")',
    ]);
  });
});

describe('access modes', () => {
  const allowed = [AccessMode.READ_WRITE_ONCE, AccessMode.READ_WRITE_ONCE_POD];

  test.each(Object.values(AccessMode).filter((mode) => !allowed.includes(mode)))('RBD with a file system can not be %s', (mode) => {
    expect(refused({ storage: rbd, accessModes: [AccessMode.READ_WRITE_ONCE, mode] })).toEqual([
      `accessModes: is not possible on RBD with a file system, got ["${mode}"] (use CephStorage.cephFs, or ReadWriteOnce)`,
    ]);
  });

  test.each(allowed)('RBD with a file system can be %s', (mode) => expect(refused({ storage: rbd, accessModes: [mode] })).toEqual([]));

  test.each(Object.values(AccessMode).filter((mode) => mode !== AccessMode.READ_ONLY_MANY))('CephFS can be %s', (mode) =>
    expect(refused({ accessModes: [mode] })).toEqual([]),
  );

  test('what is only read begins with something', () => {
    const accessModes = [AccessMode.READ_ONLY_MANY];
    expect(refused({ accessModes })).toEqual([
      'accessModes: is only read, and begins with nothing, got ["ReadOnlyMany"] ' +
        '(give it a dataSource, take ReadWriteMany and mount it read-only, or StaticCephDataset for data that is there)',
    ]);
    expect(refused({ accessModes, dataSource: DataSource.snapshotName('origin') })).toEqual([]);
    expect(refused({ accessModes: [...accessModes, AccessMode.READ_WRITE_ONCE] })).toEqual([]);
  });

  test('ReadWriteOncePod stands alone', () => {
    expect(refused({ accessModes: [AccessMode.READ_WRITE_ONCE_POD, AccessMode.READ_WRITE_MANY] })).toEqual([
      'accessModes: names ReadWriteOncePod beside others, which Kubernetes refuses, got ["ReadWriteOncePod","ReadWriteMany"] (name it alone)',
    ]);
  });

  test('a claim has one at least', () => {
    expect(refused({ accessModes: [] })).toEqual([expect.stringMatching(/^accessModes: .*, got \[\] \(/)]);
  });
});

test("a label of the library's own can't be set", () => {
  expect(refused({ labels: { 'app.kubernetes.io/name': 'mine' } })).toEqual([
    expect.stringMatching(/^labels\b.*app\.kubernetes\.io\/name/),
  ]);
});

test('a prop that a subclass of JavaScript misspells by two letters in the wrong order is found', () => {
  class TeamDataset extends CephDataset {}
  const make = () => new TeamDataset(testChart(), 'images', { storage: rbd, size: '1Gi', lables: {} } as CephDatasetProps);
  expect(refusal(make)).toEqual(['lables: is not a known prop (did you mean labels?)']);
});

test('all problems come at once, with where they are', () => {
  const make = () =>
    new CephDataset(testChart(), 'Images', { storage: rbd, size: '1K', accessModes: [AccessMode.READ_WRITE_MANY] } as CephDatasetProps);
  expect(problemsOf(make).map(({ path, field, rule }) => [path, field, rule])).toEqual([
    ['demo/Images', 'size', 'quantity'],
    ['demo/Images', 'accessModes', 'rbd-access-mode'],
    ['demo/Images', 'name', 'name'],
  ]);
});

test('a size without a unit is warned of, since it is bytes', () => {
  const chart = testChart();
  const make = () => new CephDataset(chart, 'images', { storage: CephStorage.cephFs('rook-cephfs'), size: '500' });
  make();
  expect(Checks.problemsIn(chart).map(({ field, rule, severity, fix }) => [field, rule, severity, fix])).toEqual([
    ['size', 'magnitude', 'warning', 'write the unit: 500Gi, 2Ti'],
  ]);
});
