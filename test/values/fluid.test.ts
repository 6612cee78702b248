import { App, Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { FluidRuntime } from '../../lib';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const metadata = Secret.fromSecretName(new Chart(new App(), 'demo'), 'juicefs', 'juicefs');
const SECRET_FIX = "for one that exists in the cluster write Secret.fromSecretName(chart, 'id', 'juicefs')";

test("Alluxio reads the dataset's claim, at the root of Fluid's", () => {
  expect(FluidRuntime.alluxio()._mount('images')).toEqual({ mountPoint: 'pvc://images', name: 'images', path: '/', readOnly: true });
  expect(linesOf(FluidRuntime.alluxio(), 'runtime')).toEqual([]);
});

test('JuiceFS reads a folder of its own file system, with a Secret', () => {
  const runtime = FluidRuntime.juiceFs({ fileSystem: 'ml', metadata, path: '/imagenet' });
  expect(linesOf(runtime, 'runtime')).toEqual([]);
  expect(runtime._mount('images')).toEqual({
    mountPoint: 'juicefs:///imagenet',
    name: 'ml',
    readOnly: true,
    encryptOptions: [{ name: 'metaurl', valueFrom: { secretKeyRef: { name: 'juicefs', key: 'metaurl' } } }],
  });
  expect(FluidRuntime.juiceFs({ fileSystem: 'ml', metadata })._mount('images').mountPoint).toBe('juicefs:///');
});

test.each<[string, unknown, string[]]>([
  [
    'nothing',
    undefined,
    [
      'runtime.fileSystem: is required (for example "ml")',
      "runtime.metadata: is required (for example Secret.fromSecretName(chart, 'id', 'juicefs'))",
    ],
  ],
  [
    'a Secret as a text',
    { fileSystem: 'ml', metadata: 'juicefs' },
    [`runtime.metadata: must be a Secret of cdk8s-plus, got "juicefs" (${SECRET_FIX})`],
  ],
  [
    'a relative path',
    { fileSystem: 'ml', metadata, path: 'imagenet' },
    ['runtime.path: must be an absolute path, got "imagenet" (for example "/imagenet")'],
  ],
  ['no file system', { fileSystem: '', metadata }, ['runtime.fileSystem: must be a string that is not empty, got "" (for example "ml")']],
])('JuiceFS is refused with %s', (_, options, lines) => expect(linesOf(untyped(FluidRuntime.juiceFs)(options), 'runtime')).toEqual(lines));

test('JuiceFS is never an exception', () => expectTotal(FluidRuntime.juiceFs, ['fileSystem', 'metadata', 'path']));
