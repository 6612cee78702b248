import { Gpu } from '../../lib/values/gpu';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

function nvidia(...args: unknown[]): string[] {
  return linesOf(untyped(Gpu.nvidia)(...args), 'gpu');
}

test.each<[string, Gpu, string, number]>([
  ['nvidia', Gpu.nvidia(8), 'nvidia.com/gpu', 8],
  ['nvidiaMig', Gpu.nvidiaMig('1g.10gb', 2), 'nvidia.com/mig-1g.10gb', 2],
  ['nvidiaMig with media engines, whose + Kubernetes takes as a point', Gpu.nvidiaMig('1g.10gb+me', 1), 'nvidia.com/mig-1g.10gb.me', 1],
  ['nvidiaShared', Gpu.nvidiaShared(), 'nvidia.com/gpu.shared', 1],
  ['amd', Gpu.amd(4), 'amd.com/gpu', 4],
  ['intel', Gpu.intel(1), 'gpu.intel.com/i915', 1],
  ['of', Gpu.of('habana.ai/gaudi', 8), 'habana.ai/gaudi', 8],
])('Gpu.%s asks for its extended resource', (_, gpu, resourceName, count) => {
  expect([gpu.resourceName, gpu.count]).toEqual([resourceName, count]);
  expect(linesOf(gpu, 'gpu')).toEqual([]);
});

test.each([
  ['nvidia.com/gpu', 'nvidia'],
  ['amd.com/gpu', 'amd'],
  ['gpu.intel.com/xe', 'intel'],
  ['habana.ai/gaudi', 'other'],
])('%s is known as a GPU of the maker %s', (resourceName, maker) => expect(Gpu.of(resourceName, 1)._facts.maker).toBe(maker));

test('the least memory is counted in MiB, as the label of the nodes has it', () => {
  expect(Gpu.nvidia(1, { memory: '40Gi' })._leastMebibytes).toBe(40960);
  expect(Gpu.nvidia(1)._leastMebibytes).toBeUndefined();
});

describe('the number of GPUs', () => {
  test.each([
    [0, 'gpu.count: must be a whole number from 1 to 1024, got 0 (for example 1)'],
    [1025, 'gpu.count: must be a whole number from 1 to 1024, got 1025 (for example 1)'],
    [1.5, 'gpu.count: must be a whole number from 1 to 1024, got 1.5 (for example 1)'],
    ['8', 'gpu.count: must be a whole number from 1 to 1024, got "8" (for example 1)'],
    [NaN, 'gpu.count: must be a whole number from 1 to 1024, got NaN (for example 1)'],
    [undefined, 'gpu.count: must be a whole number from 1 to 1024, got undefined (for example 1)'],
    [
      0.5,
      'gpu.count: is a part of a GPU, and Kubernetes gives whole ones, got 0.5 (write 1, or Gpu.nvidiaShared() or Gpu.nvidiaMig() where the cluster divides its GPUs)',
    ],
  ])('is refused as %p', (count, text) => expect(nvidia(count)).toEqual([text]));

  test.each([1, 8, 1024])('may be %d', (count) => expect(nvidia(count)).toEqual([]));
});

describe('the options of Gpu.nvidia', () => {
  test.each<[string, unknown, string]>([
    ['64GB', { memory: '40GB' }, 'gpu.memory: is not a Kubernetes quantity, got "40GB" (did you mean "40Gi"?)'],
    ['no text', { product: 5 }, 'gpu.product: must be a string, got 5 (for example "NVIDIA-A100-SXM4-80GB")'],
    ['a misspelt name', { products: 'x' }, 'gpu.products: is not a known prop (did you mean product?)'],
    ['no options', null, 'gpu: must be an object, got null (write { name: value })'],
  ])('refuse %s', (_, options, text) => expect(nvidia(1, options)).toEqual([text]));

  test.each(['NVIDIA A100-SXM4-80GB', 'A100!', 'x'.repeat(64)])('refuse the product %p, which no label can have', (product) =>
    expect(nvidia(1, { product })).toEqual([
      `gpu.product: is no value of a label, got "${product}" (as the nodes have it, for example "NVIDIA-A100-SXM4-80GB")`,
    ]),
  );

  test.each(['NVIDIA-A100-SXM4-80GB', 'nvidia-tesla-a100'])('take the product %p', (product) => {
    expect(Gpu.nvidia(1, { product }).product).toBe(product);
    expect(nvidia(1, { product, memory: '40Gi' })).toEqual([]);
  });
});

describe('MIG profiles', () => {
  // https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
  test.each(['1g.5gb', '7g.80gb', '1g.12gb+me', '1g.24gb+gfx', '2g.48gb+me.all', '1g.24gb-me'])('may be %s', (profile) =>
    expect(linesOf(Gpu.nvidiaMig(profile, 1), 'gpu')).toEqual([]),
  );

  const AS_LISTED =
    'as `nvidia-smi mig -lgip` lists them: "1g.10gb", or with an attribute "1g.10gb+me", "1g.24gb+gfx", "1g.24gb+me.all", "1g.24gb-me"';

  test.each<[unknown, string]>([
    ['a100', AS_LISTED],
    ['1g.10gb-gfx', AS_LISTED],
    ['1g.10gb+gfx.all', AS_LISTED],
    ['1g.10gb-me.all', AS_LISTED],
    ['1g.10gb.all', AS_LISTED],
    ['1c.3g.40gb', AS_LISTED],
    [1, AS_LISTED],
    ['1g.10GB', 'write "1g.10gb"'],
    ['mig-1g.10gb', 'write "1g.10gb"'],
    ['nvidia.com/mig-1g.24gb.me.all', 'write "1g.24gb+me.all"'],
  ])('are refused as %p', (profile, fix) =>
    expect(linesOf(untyped(Gpu.nvidiaMig)(profile, 1), 'gpu')).toEqual([
      `gpu.profile: is not a MIG profile, got ${JSON.stringify(profile)} (${fix})`,
    ]),
  );

  test.each([
    ['1g.24gb+me.all', 'nvidia.com/mig-1g.24gb.me.all'],
    ['1g.24gb-me', 'nvidia.com/mig-1g.24gb-me'],
    ['4g.96gb+gfx', 'nvidia.com/mig-4g.96gb.gfx'],
  ])('%s is the resource %s of the device plugin', (profile, name) => expect(Gpu.nvidiaMig(profile, 1).resourceName).toBe(name));
});

test.each([
  ['gpu', 'gpu.resourceName: is not the name of an extended resource, got "gpu" (domain/name, as in "habana.ai/gaudi")'],
  ['habana.ai/', 'gpu.resourceName: is not the name of an extended resource, got "habana.ai/" (domain/name, as in "habana.ai/gaudi")'],
  [
    'kubernetes.io/gpu',
    'gpu.resourceName: is not the name of an extended resource, got "kubernetes.io/gpu" (domain/name, as in "habana.ai/gaudi")',
  ],
  [undefined, 'gpu.resourceName: is not the name of an extended resource, got undefined (domain/name, as in "habana.ai/gaudi")'],
])('Gpu.of refuses %p as a resource', (name, text) => expect(linesOf(untyped(Gpu.of)(name, 1), 'gpu')).toEqual([text]));

test.each<[string, (...args: never[]) => Gpu, string[]]>([
  ['nvidia', Gpu.nvidia, ['product', 'memory']],
  ['nvidiaMig', Gpu.nvidiaMig, []],
  ['nvidiaShared', Gpu.nvidiaShared, []],
  ['amd', Gpu.amd, []],
  ['intel', Gpu.intel, []],
  ['of', Gpu.of, []],
])('Gpu.%s is never an exception', (_, factory, fields) => expectTotal(factory, fields));
