import { selectorsOf } from '../../lib/values/device-claim';
import { Gpu } from '../../lib/values/gpu';
import { linesOf, untyped } from './findings';

const claim = (...args: unknown[]) => linesOf(untyped(Gpu.claim)(...args), 'gpu');

test('devices of a class are claimed, and counted by the name that quotas have for them', () => {
  const gpu = Gpu.claim('gpu.nvidia.com', 8, { product: 'NVIDIA A100-SXM4-80GB', memory: '40Gi' });
  expect([gpu.resourceName, gpu.count, gpu.product, gpu.memory]).toEqual([
    'gpu.nvidia.com.deviceclass.resource.k8s.io/devices',
    8,
    'NVIDIA A100-SXM4-80GB',
    '40Gi',
  ]);
  expect(linesOf(gpu, 'gpu')).toEqual([]);
});

test.each([
  ['gpu.nvidia.com', 'nvidia'],
  ['mig.nvidia.com', 'nvidia'],
  ['gpu.amd.com', 'amd'],
  ['gpu.intel.com', 'intel'],
  ['a100', 'other'],
  ['gpu.notnvidia.com', 'other'],
])('the class %s is known as one of the maker %s', (deviceClass, maker) => expect(Gpu.claim(deviceClass, 1)._facts.maker).toBe(maker));

test('what is wanted of a device is said in CEL, the user’s own conditions last', () => {
  const options = { product: 'NVIDIA "A100"', memory: '40Gi', selectors: ["device.driver == 'gpu.nvidia.com'"] };
  expect(selectorsOf({ deviceClass: 'gpu.nvidia.com', options })).toEqual([
    `device.attributes['gpu.nvidia.com'].productName == "NVIDIA \\"A100\\""`,
    `device.capacity['gpu.nvidia.com'].memory.compareTo(quantity("40Gi")) >= 0`,
    "device.driver == 'gpu.nvidia.com'",
  ]);
});

describe('a claim is refused with', () => {
  test.each<[string, unknown[], string]>([
    ['no device', ['gpu.nvidia.com', 0], 'gpu.count: must be a whole number from 1 to 32, got 0 (for example 1)'],
    ['more than one claim can have', ['gpu.nvidia.com', 33], 'gpu.count: must be a whole number from 1 to 32, got 33 (for example 1)'],
    [
      'a part of a device',
      ['gpu.nvidia.com', 0.5],
      'gpu.count: is a part of a GPU, and Kubernetes gives whole ones, got 0.5 (write 1, or Gpu.nvidiaShared() or Gpu.nvidiaMig() where the cluster divides its GPUs)',
    ],
    ['no class', [undefined, 1], 'gpu.deviceClass: must be a string, got undefined (for example "gpu.nvidia.com")'],
    ['options that are none', ['gpu.nvidia.com', 1, null], 'gpu: must be an object, got null (write { name: value })'],
    [
      'the product of a label',
      ['gpu.nvidia.com', 1, { product: 'NVIDIA-A100-SXM4-80GB' }],
      'gpu.product: is as the nodes\' label spells it, and the driver\'s attribute has no - for spaces, got "NVIDIA-A100-SXM4-80GB" (write "NVIDIA A100-SXM4-80GB", as nvidia-smi -L has it)',
    ],
    [
      'memory that is none',
      ['gpu.nvidia.com', 1, { memory: '40GB' }],
      'gpu.memory: is not a Kubernetes quantity, got "40GB" (did you mean "40Gi"?)',
    ],
    [
      "memory of another maker's device",
      ['gpu.amd.com', 1, { memory: '40Gi' }],
      "gpu.memory: is said by an attribute of NVIDIA's driver, and the class gpu.amd.com may be another's, got \"40Gi\" (write it in CEL, by the attributes of the driver: selectors: [\"device.capacity['gpu.example.com'].memory.compareTo(quantity('40Gi')) >= 0\"])",
    ],
    [
      'no condition',
      ['gpu.nvidia.com', 1, { selectors: [' '] }],
      'gpu.selectors[0]: must be CEL of 1 to 10240 characters, got " " (write a condition on device)',
    ],
    ['a list of none', ['gpu.nvidia.com', 1, { selectors: [] }], 'gpu.selectors: must be a list of one at least, got [] (leave it out)'],
    [
      'an attribute without a domain',
      ['gpu.nvidia.com', 1, { matchAttribute: 'pcieRoot' }],
      'gpu.matchAttribute: is no name of an attribute with its domain, got "pcieRoot" (as in "resource.kubernetes.io/pcieRoot")',
    ],
    [
      'more conditions than a claim takes',
      ['gpu.nvidia.com', 1, { selectors: Array.from({ length: 31 }, () => 'true') }],
      'gpu.selectors: are more than 30, with which a claim is refused (join some by &&)',
    ],
  ])('%s', (_, args, text) => expect(claim(...args)).toEqual([text]));

  test('a class that is no name', () => expect(claim('GPU_A', 1)[0]).toContain('gpu.deviceClass: '));
});

test.each([null, 5, Symbol('a'), {}, []])('what is no text is refused, and throws nothing: %p', (given) => {
  expect(claim(given, given, given).length).toBeGreaterThan(0);
});
