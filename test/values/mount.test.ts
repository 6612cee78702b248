import { App, Chart } from 'cdk8s';
import { ConfigMap, PersistentVolumeClaim, Secret } from 'cdk8s-plus-27';
import { type ClaimSource, Mount } from '../../lib/values/mount';
import { AccessMode } from '../../lib/values/storage';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const CLAIM = { name: 'my-claim' };
const fromName = (factory: string, name: string) => `for one that exists in the cluster write ${factory}(chart, 'id', "${name}")`;
const chart = new Chart(new App(), 'demo');

function claim(...args: unknown[]): string[] {
  return linesOf(untyped(Mount.claim)(...args), 'mounts[0]');
}

describe('the objects of cdk8s-plus', () => {
  const external = { external: true };

  test.each<[string, Mount, object]>([
    ['a claim that exists', Mount.claim('/x', PersistentVolumeClaim.fromClaimName(chart, 'a', 'old')), { claimName: 'old', ...external }],
    [
      'a claim of the app',
      untyped(Mount.claim)('/x', new PersistentVolumeClaim(chart, 'b', { metadata: { name: 'new' } })),
      { claimName: 'new', external: false },
    ],
    ['a ConfigMap that exists', Mount.configMap('/x', ConfigMap.fromConfigMapName(chart, 'c', 'old')), { name: 'old', ...external }],
    [
      'a ConfigMap of the app',
      untyped(Mount.configMap)('/x', new ConfigMap(chart, 'd', { metadata: { name: 'new' } })),
      { name: 'new', external: false },
    ],
    ['a Secret that exists', Mount.secret('/x', Secret.fromSecretName(chart, 'e', 'old')), { name: 'old', ...external }],
    [
      'a Secret of the app',
      untyped(Mount.secret)('/x', new Secret(chart, 'f', { metadata: { name: 'new' } })),
      { name: 'new', external: false },
    ],
  ])('are known by name, and as external where nothing in the app makes them: %s', (_, mount, source) => {
    expect(mount._source).toEqual({ ...source, kind: mount._source.kind });
    expect(linesOf(mount, 'mounts[0]')).toEqual([]);
  });
});

test('ConfigMaps and Secrets are read-only unless it is said otherwise, claims are not', () => {
  const configMap = ConfigMap.fromConfigMapName(chart, 'g', 'old');
  const secret = Secret.fromSecretName(chart, 'h', 'old');
  const old = PersistentVolumeClaim.fromClaimName(chart, 'i', 'old');
  expect([Mount.configMap('/x', configMap), Mount.secret('/x', secret)].map((mount) => mount._options)).toEqual([
    { readOnly: true },
    { readOnly: true },
  ]);
  expect(Mount.secret('/x', secret, { readOnly: false, subPath: 'key' })._options).toEqual({ readOnly: false, subPath: 'key' });
  expect(Mount.claim('/x', old)._options).toEqual({});
});

test.each([
  ['scratch', Mount.scratchDisk('/x', '10Gi')],
  ['memory', Mount.memory('/x', '10Gi')],
])('%s space has a size', (kind, mount) => {
  expect(mount._source).toEqual({ kind, size: '10Gi' });
  expect(linesOf(mount, 'mounts[0]')).toEqual([]);
});

describe('a mount of a claim', () => {
  test.each<[string, unknown[], string]>([
    ['no path', [undefined, CLAIM], 'mounts[0].path: must be a string, got undefined (for example "/data")'],
    ['a relative path', ['x', CLAIM], 'mounts[0].path: must be an absolute path, got "x" (for example "/x")'],
    ['a wrong option', ['/x', CLAIM, { readonly: true }], 'mounts[0].readonly: is not a known prop (did you mean readOnly?)'],
    [
      'a text for an option',
      ['/x', CLAIM, { readOnly: 'yes' }],
      'mounts[0].readOnly: must be true or false, got "yes" (write it without quotes)',
    ],
    ['a folder above', ['/x', CLAIM, { subPath: '../x' }], 'mounts[0].subPath: must not contain .., got "../x" (write the path itself)'],
    ['no options', ['/x', CLAIM, null], 'mounts[0]: must be an object, got null (write { name: value })'],
    [
      'a wrong name',
      ['/x', { name: 'My_Claim' }],
      'mounts[0].claim: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "My_Claim" (for example "my-claim")',
    ],
  ])('is refused with %s', (_, args, text) => expect(claim(...args)).toEqual([text]));

  test.each<[string, unknown, string]>([
    ['a name', 'my-claim', '"my-claim"'],
    ['nothing', undefined, 'undefined'],
    ['a number', 5, '5'],
    ['a Secret', Secret.fromSecretName(chart, 'j', 'old'), 'an ImportedSecret'],
  ])('is refused with %s for a claim, which is shown', (_, given, got) =>
    expect(claim('/x', given)).toEqual([
      `mounts[0].claim: must be a claim of cdk8s-plus or a Dataset, got ${got} (${fromName('CephDataset.fromClaimName', 'my-claim')})`,
    ]),
  );

  test('knows what a dataset knows of itself', () => {
    const _claim: ClaimSource = { kind: 'claim', claimName: 'data', external: false, accessModes: [AccessMode.READ_WRITE_MANY] };
    expect(untyped(Mount.claim)('/x', { name: 'data', _claim })._source).toBe(_claim);
  });
});

test.each<[string, Mount, string]>([
  [
    'configMap',
    untyped(Mount.configMap)('/x', { name: 'A' }),
    'mounts[0].configMap: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "A" (for example "a")',
  ],
  [
    'secret',
    untyped(Mount.secret)('/x', { name: 'A' }),
    'mounts[0].secret: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "A" (for example "a")',
  ],
  [
    'configMap',
    untyped(Mount.configMap)('/x', 'my-config'),
    `mounts[0].configMap: must be a ConfigMap of cdk8s-plus, got "my-config" (${fromName('ConfigMap.fromConfigMapName', 'my-config')})`,
  ],
  [
    'secret',
    untyped(Mount.secret)('/x', null),
    `mounts[0].secret: must be a Secret of cdk8s-plus, got null (${fromName('Secret.fromSecretName', 'my-secret')})`,
  ],
  [
    'scratchDisk',
    untyped(Mount.scratchDisk)('/x', '10GB'),
    'mounts[0].size: is not a Kubernetes quantity, got "10GB" (did you mean "10Gi"?)',
  ],
  ['memory', untyped(Mount.memory)('/x'), 'mounts[0].size: must be a string, got undefined (for example "10Gi")'],
])('Mount.%s says what is wrong', (_, mount, text) => expect(linesOf(mount, 'mounts[0]')).toEqual([text]));

test.each<[string, (...args: never[]) => Mount]>([
  ['claim', Mount.claim],
  ['configMap', Mount.configMap],
  ['secret', Mount.secret],
  ['scratchDisk', Mount.scratchDisk],
  ['memory', Mount.memory],
])('Mount.%s is never an exception', (_, factory) => expectTotal(factory, ['name', 'readOnly', 'subPath']));
