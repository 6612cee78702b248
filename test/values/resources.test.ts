import fc from 'fast-check';
import { qosClass } from '../../lib/values/qos';
import { bytesText } from '../../lib/values/quantity';
import { QosClass, Resources } from '../../lib/values/resources';
import { findingsOf, linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const AMOUNTS = { cpu: '8', memory: '64Gi' };
const FIELDS = ['cpu', 'memory', 'ephemeralStorage', 'extended', 'cpuLimit', 'memoryLimit'];

function guaranteed(...amounts: unknown[]): string[] {
  return linesOf(untyped(Resources.guaranteed)(...amounts), 'resources');
}

function burstable(...amounts: unknown[]): string[] {
  return linesOf(untyped(Resources.burstable)(...amounts), 'resources');
}

describe('what a container gets', () => {
  test('guaranteed: each amount is request and limit, disk included', () => {
    const all = { cpu: '8', memory: '64Gi', 'ephemeral-storage': '10Gi' };
    expect(Resources.guaranteed(AMOUNTS)._amounts).toEqual({ requests: all, limits: all });
  });

  test('burstable: CPU without a limit, memory reserved in full', () => {
    expect(Resources.burstable(AMOUNTS)._amounts).toEqual({
      requests: { cpu: '8', memory: '64Gi', 'ephemeral-storage': '10Gi' },
      limits: { memory: '64Gi', 'ephemeral-storage': '10Gi' },
    });
  });

  test('burstable: the limits that are given', () => {
    const { limits } = Resources.burstable({ ...AMOUNTS, cpuLimit: '16', memoryLimit: '96Gi', ephemeralStorage: '1Gi' })._amounts;
    expect(limits).toEqual({ cpu: '16', memory: '96Gi', 'ephemeral-storage': '1Gi' });
  });

  test('extended resources are limit and equal request, as text', () => {
    const { requests, limits } = Resources.guaranteed({ ...AMOUNTS, extended: { 'rdma/hca_shared_devices_a': 1 } })._amounts;
    expect([requests['rdma/hca_shared_devices_a'], limits['rdma/hca_shared_devices_a']]).toEqual(['1', '1']);
  });

  test('best effort: nothing', () => {
    expect(Resources.bestEffort()._amounts).toEqual({ requests: {}, limits: {} });
    expect(linesOf(Resources.bestEffort(), 'resources')).toEqual([]);
  });
});

describe('the class that the factory names is the one that Kubernetes gives', () => {
  const millis = fc.bigInt(1n, 512_000n);
  const mebibytes = fc.bigInt(16n, 2n ** 22n);

  test('guaranteed, of any amounts', () => {
    fc.assert(
      fc.property(millis, mebibytes, (cpu, memory) => {
        const resources = Resources.guaranteed({ cpu: `${cpu}m`, memory: bytesText(memory * 1024n ** 2n) });
        expect(findingsOf(resources, 'resources')).toEqual([]);
        expect(qosClass([{ resources: resources._amounts }])).toBe(QosClass.GUARANTEED);
      }),
    );
  });

  test('burstable, of any amounts that are taken', () => {
    fc.assert(
      fc.property(millis, millis, mebibytes, mebibytes, (cpu, moreCpu, memory, moreMemory) => {
        const limits = { cpuLimit: `${cpu + moreCpu - 1n}m`, memoryLimit: `${memory + moreMemory - 16n}Mi` };
        const resources = Resources.burstable({ cpu: `${cpu}m`, memory: `${memory}Mi`, ...limits });
        const refused = findingsOf(resources, 'resources').some(({ severity }) => severity === 'error');
        expect(qosClass([{ resources: resources._amounts }])).toBe(refused ? QosClass.GUARANTEED : resources.qosClass);
      }),
    );
  });
});

describe('guaranteed amounts', () => {
  test.each<[string, unknown, string]>([
    ['no CPU', { memory: '64Gi' }, 'resources.cpu: is required (for example "8")'],
    ['no memory', { cpu: '8' }, 'resources.memory: is required (for example "64Gi")'],
    ['64GB', { ...AMOUNTS, memory: '64GB' }, 'resources.memory: is not a Kubernetes quantity, got "64GB" (did you mean "64Gi"?)'],
    ['a number', { ...AMOUNTS, cpu: 8 }, 'resources.cpu: must be a string, got 8 (for example "8")'],
    ['no CPU at all', { ...AMOUNTS, cpu: '0' }, 'resources.cpu: must be more than zero, got "0" (for example "8")'],
    ['null', { ...AMOUNTS, cpu: null }, 'resources.cpu: must not be null or NaN, got null (leave the prop out or give a value)'],
    ['a misspelt name', { ...AMOUNTS, mem: '1Gi' }, 'resources.mem: is not a known prop (did you mean memory?)'],
    [
      'half a byte of disk',
      { ...AMOUNTS, ephemeralStorage: '512m' },
      'resources.ephemeralStorage: is not a whole number of bytes, got "512m" (m is a thousandth: for mebibytes write "512Mi")',
    ],
    ['no object', 8, 'resources: must be an object, got 8 (write { name: value })'],
    [
      'an extended resource without its domain',
      { ...AMOUNTS, extended: { gpu: 1 } },
      'resources.extended.gpu: is not the name of an extended resource, got "gpu" (domain/name, as in "rdma/hca_shared_devices_a")',
    ],
    [
      'an extended resource with a wrong name',
      { ...AMOUNTS, extended: { 'rdma/a b': 1 } },
      'resources.extended.rdma/a b: is not the name of an extended resource, got "rdma/a b" (domain/name, as in "rdma/hca_shared_devices_a")',
    ],
    [
      'a GPU among the extended resources',
      { ...AMOUNTS, extended: { 'nvidia.com/gpu': 1 } },
      'resources.extended.nvidia.com/gpu: is a GPU, which has a prop of its own, got "nvidia.com/gpu" (say it in gpu: Gpu.nvidia(1))',
    ],
    [
      'a slice of a GPU among the extended resources',
      { ...AMOUNTS, extended: { 'nvidia.com/mig-1g.10gb': 1 } },
      'resources.extended.nvidia.com/mig-1g.10gb: is a GPU, which has a prop of its own, got "nvidia.com/mig-1g.10gb" (say it in gpu: Gpu.nvidiaMig(\'1g.10gb\', 1))',
    ],
    [
      'half an extended resource',
      { ...AMOUNTS, extended: { 'rdma/hca': 0.5 } },
      'resources.extended.rdma/hca: must be a whole number of at least 1, got 0.5 (for example 1)',
    ],
  ])('refuse %s', (_, amounts, text) => expect(guaranteed(amounts)).toEqual([text]));

  test.each([
    ['nvidia.com/gpu', 'Gpu.nvidia(1)'],
    ['nvidia.com/gpu.shared', 'Gpu.nvidiaShared()'],
    ['nvidia.com/mig-1g.24gb.me.all', "Gpu.nvidiaMig('1g.24gb+me.all', 1)"],
    ['amd.com/gpu', 'Gpu.amd(1)'],
    ['gpu.intel.com/i915', 'Gpu.intel(1)'],
    ['gpu.intel.com/xe', "Gpu.of('gpu.intel.com/xe', 1)"],
  ])('say of the GPU %s how it is asked for: %s', (name, factory) =>
    expect(guaranteed({ ...AMOUNTS, extended: { [name]: 1 } })).toEqual([
      `resources.extended.${name}: is a GPU, which has a prop of its own, got "${name}" (say it in gpu: ${factory})`,
    ]),
  );

  test('of less than 16Mi or more than 512 CPUs are a slip of the unit: a warning', () => {
    const findings = findingsOf(Resources.guaranteed({ cpu: '500000000', memory: '64' }), 'resources');
    expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(guaranteed({ cpu: '500000000', memory: '64' })).toEqual([
      'resources.memory: is less than 16Mi, got "64" (write the unit: 64Gi, 512Mi)',
      'resources.cpu: is more than 512 CPUs, got "500000000" (m is a thousandth: 500m is half a CPU)',
    ]);
    expect(guaranteed({ cpu: '512', memory: '16Mi' })).toEqual([]);
  });

  test('are never an exception', () => expectTotal(Resources.guaranteed, FIELDS));
});

describe('burstable amounts', () => {
  test.each<[string, unknown, string]>([
    ['no CPU', { memory: '64Gi' }, 'resources.cpu: is required (for example "16")'],
    ['no memory', { cpu: '8' }, 'resources.memory: is required (for example "64Gi")'],
    [
      'a CPU limit below its request',
      { ...AMOUNTS, cpuLimit: '4' },
      'resources.cpuLimit: is less than the 8 that are reserved, got "4" (a limit is at least its request)',
    ],
    [
      'a memory limit below its request',
      { ...AMOUNTS, memoryLimit: '32Gi' },
      'resources.memoryLimit: is less than the 64Gi that are reserved, got "32Gi" (a limit is at least its request)',
    ],
    [
      'limits that are the requests in another spelling',
      { ...AMOUNTS, cpuLimit: '8000m', memoryLimit: '65536Mi' },
      'resources: reserves all that it limits, which is Guaranteed (write Resources.guaranteed, or raise a limit)',
    ],
  ])('refuse %s', (_, amounts, text) => {
    expect(burstable(amounts)).toEqual([text]);
  });

  test('warn of a memory limit of more than one and a half times what is reserved', () => {
    expect(burstable({ ...AMOUNTS, memoryLimit: '97Gi' })).toEqual([
      'resources.memoryLimit: is more than one and a half times the 64Gi that are reserved: the node can run out first, got "97Gi" (reserve what the program needs in memory)',
    ]);
    expect(findingsOf(Resources.burstable({ ...AMOUNTS, memoryLimit: '97Gi' }), 'resources')[0]?.severity).toBe('warning');
    expect(burstable({ ...AMOUNTS, memoryLimit: '96Gi' })).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['missing memory', { cpu: '8', memoryLimit: '64Gi' }, 'resources.memory: is required (for example "64Gi")'],
    [
      'misspelt memory',
      { cpu: '8', memory: '64GB', memoryLimit: '96Gi' },
      'resources.memory: is not a Kubernetes quantity, got "64GB" (did you mean "64Gi"?)',
    ],
    ['missing CPU', { cpuLimit: '1', memory: '64Gi' }, 'resources.cpu: is required (for example "16")'],
  ])('compare no limit with %s', (_, amounts, text) => expect(burstable(amounts)).toEqual([text]));

  test('are never an exception', () => expectTotal(Resources.burstable, FIELDS));
});
