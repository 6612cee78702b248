import type { Chart } from 'cdk8s';
import {
  Checks,
  ClusterProfile,
  GdrLevel,
  Gpu,
  GpuTrainingJob,
  JobSetCluster,
  MpiJobCluster,
  NcclDebug,
  Network,
  Parallel,
  Resources,
  TfJobCluster,
  XgboostJobCluster,
} from '../../lib';
import { chartOn, envOf, IMAGE, mainOf, podOf } from '../pod/reading';
import { manifestsOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { schemaProblems } from '../support/schemas';
import { podsIn, SEVERAL } from './kinds';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

function workers(network: Network, more: object = {}): Chart {
  const chart = testChart();
  new GpuTrainingJob(chart, 'train', {
    image: IMAGE,
    resources: RESOURCES,
    gpu: Gpu.nvidia(8),
    parallel: Parallel.workers(2),
    network,
    ...more,
  });
  return chart;
}

const limitsOf = (chart: Chart) => mainOf(podOf(chart)).resources?.limits ?? {};
const requestsOf = (chart: Chart) => mainOf(podOf(chart)).resources?.requests ?? {};
const annotationsOf = (chart: Chart) => podsIn(chart)[0]?.annotations ?? {};

test('workers that reach each other by adapters of AWS', () => {
  const chart = workers(Network.efa(32));
  expect(yamlOf(chart)).toMatchSnapshot();
  expect(Checks.problemsIn(chart)).toEqual([]);
});

test('workers that reach each other by InfiniBand, with all that can be said', () => {
  const options = {
    networks: [{ name: 'ib-0', namespace: 'networks', interface: 'ib0' }, { name: 'ib-1' }],
    socketInterface: 'eth0',
    ncclDebug: NcclDebug.INFO,
    hca: 'mlx5',
    gidIndex: 3,
    gdrLevel: GdrLevel.PHB,
  };
  const chart = workers(Network.rdma('nvidia.com/mlnxnics', 8, options));
  expect(annotationsOf(chart)).toMatchObject({ 'k8s.v1.cni.cncf.io/networks': 'networks/ib-0@ib0, ib-1' });
  expect([limitsOf(chart)['nvidia.com/mlnxnics'], requestsOf(chart)['nvidia.com/mlnxnics']]).toEqual(['8', '8']);
  expect(envOf(podOf(chart))).toMatchObject({
    NCCL_SOCKET_IFNAME: '=eth0',
    GLOO_SOCKET_IFNAME: 'eth0',
    NCCL_DEBUG: 'INFO',
    NCCL_IB_HCA: 'mlx5',
    NCCL_IB_GID_INDEX: '3',
    NCCL_NET_GDR_LEVEL: 'PHB',
  });
});

describe.each(Object.entries(SEVERAL))('%s', (_, make) => {
  test('has the devices, networks and variables in the pods that train, valid and without a capability', () => {
    const chart = chartOn(ClusterProfile.generic(), { trainingOperatorVersion: '1.8' });
    make(chart, { network: Network.rdma('rdma/hca', 1, { networks: [{ name: 'roce' }], socketInterface: 'eth0' }) });
    const pods = podsIn(chart).filter(({ role }) => !['Launcher', 'Scheduler'].includes(role));
    for (const { spec, annotations } of pods) {
      const main = mainOf(spec);
      expect([main.resources?.limits?.['rdma/hca'], main.resources?.requests?.['rdma/hca']]).toEqual(['1', '1']);
      expect(annotations['k8s.v1.cni.cncf.io/networks']).toBe('roce');
      expect(envOf(spec)).toMatchObject({ NCCL_SOCKET_IFNAME: '=eth0', GLOO_SOCKET_IFNAME: 'eth0' });
      expect(main.securityContext?.capabilities?.add ?? []).not.toContain('IPC_LOCK');
      expect(spec.hostNetwork).toBeUndefined();
    }
    expect(pods).not.toEqual([]);
    expect(manifestsOf(chart).flatMap((manifest) => schemaProblems(manifest))).toEqual([]);
  });
});

describe('adapters of AWS', () => {
  test('have huge pages for their buffers', () => {
    const chart = workers(Network.efa(4));
    expect([limitsOf(chart)['hugepages-2Mi'], requestsOf(chart)['hugepages-2Mi']]).toEqual(['5120Mi', '5120Mi']);
  });

  test('have those that are said, and those that the container has already', () => {
    expect(limitsOf(workers(Network.efa(4, { hugePages: '2Gi' })))['hugepages-2Mi']).toBe('2Gi');
    const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', hugePages2Mi: '1Gi' });
    const chart = workers(Network.efa(4, { hugePages: '0' }), { resources });
    expect(limitsOf(chart)['hugepages-2Mi']).toBe('1Gi');
    expect(envOf(podOf(chart))).not.toHaveProperty('FI_EFA_USE_HUGE_PAGE');
  });

  test('have none where none is said, and libfabric is told', () => {
    const chart = workers(Network.efa(4, { hugePages: '0' }));
    expect(limitsOf(chart)).not.toHaveProperty('hugepages-2Mi');
    expect(envOf(podOf(chart))).toMatchObject({ FI_PROVIDER: 'efa', FI_EFA_USE_HUGE_PAGE: '0' });
  });

  test('give way to what the user says of them', () => {
    expect(envOf(podOf(workers(Network.efa(4), { env: { FI_PROVIDER: 'efa-direct' } })))).toMatchObject({ FI_PROVIDER: 'efa-direct' });
  });
});

describe('a further network', () => {
  const variables = (...args: Parameters<typeof Network.secondary>) => envOf(podOf(workers(Network.secondary(...args))));

  test('is the one that NCCL and Gloo take', () => {
    expect(variables([{ name: 'fast', interface: 'fast0' }, { name: 'slow' }])).toMatchObject({
      NCCL_SOCKET_IFNAME: '=fast0',
      GLOO_SOCKET_IFNAME: 'fast0',
    });
    expect(variables([{ name: 'fast' }])).toMatchObject({ NCCL_SOCKET_IFNAME: '=net1', GLOO_SOCKET_IFNAME: 'net1' });
    expect(variables([{ name: 'fast' }], { socketInterface: 'eth0' })).toMatchObject({
      NCCL_SOCKET_IFNAME: '=eth0',
      GLOO_SOCKET_IFNAME: 'eth0',
    });
  });

  test('gives way in the variables to what the user says', () => {
    const chart = workers(Network.secondary([{ name: 'fast' }]), { env: { NCCL_SOCKET_IFNAME: '^docker' } });
    expect(envOf(podOf(chart))).toMatchObject({ NCCL_SOCKET_IFNAME: '^docker', GLOO_SOCKET_IFNAME: 'net1' });
  });
});

test("the pods' own network has settings alone", () => {
  const chart = workers(Network.pods({ ncclDebug: NcclDebug.WARN }));
  expect(Object.keys(limitsOf(chart))).toEqual(['cpu', 'ephemeral-storage', 'memory', 'nvidia.com/gpu']);
  expect(annotationsOf(chart)).not.toHaveProperty(['k8s.v1.cni.cncf.io/networks']);
  expect(envOf(podOf(chart))).toMatchObject({ NCCL_DEBUG: 'WARN' });
});

describe('roles', () => {
  test('have a network of their own', () => {
    const chart = testChart();
    const worker = { replicas: 2, network: Network.efa(1) };
    new TfJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker, parameterServer: { replicas: 1 } });
    const devices = podsIn(chart).map(({ role, spec }) => [role, mainOf(spec).resources?.limits?.['vpc.amazonaws.com/efa']]);
    expect(devices).toEqual(
      expect.arrayContaining([
        ['PS', undefined],
        ['Worker', '1'],
      ]),
    );
  });

  describe('without GPUs, beside others that have some', () => {
    const efaOf = (chart: Chart) =>
      Object.fromEntries(podsIn(chart).map(({ role, spec }) => [role, mainOf(spec).resources?.limits?.['vpc.amazonaws.com/efa']]));
    const gpu = Gpu.nvidia(8);
    const all = { image: IMAGE, resources: RESOURCES, network: Network.efa(4) };

    test('have no devices that are said for all: parameter servers, masters and evaluators would take them from nodes with GPUs', () => {
      const tf = testChart();
      new TfJobCluster(tf, 'train', { ...all, worker: { replicas: 2, gpu }, parameterServer: { replicas: 1 }, evaluator: {} });
      expect(efaOf(tf)).toEqual({ Worker: '4', PS: undefined, Evaluator: undefined });
      const set = testChart();
      new JobSetCluster(set, 'train', { ...all, roles: [{ name: 'worker', gpu }, { name: 'evaluator' }] });
      expect(efaOf(set)).toEqual({ worker: '4', evaluator: undefined });
    });

    test('have those that they say themselves', () => {
      const chart = testChart();
      const parameterServer = { replicas: 1, network: Network.efa(1) };
      new TfJobCluster(chart, 'train', { ...all, worker: { replicas: 2, gpu }, parameterServer });
      expect(efaOf(chart)).toEqual({ Worker: '4', PS: '1' });
    });

    test('have them where no role has GPUs, and where all have them', () => {
      const none = testChart();
      new TfJobCluster(none, 'train', { ...all, worker: { replicas: 2 }, parameterServer: { replicas: 1 } });
      expect(efaOf(none)).toEqual({ Worker: '4', PS: '4' });
      const both = testChart();
      new XgboostJobCluster(both, 'train', { ...all, gpu, worker: { replicas: 2 } });
      expect(efaOf(both)).toEqual({ Master: '4', Worker: '4' });
    });

    test('have further networks and settings, which take nothing', () => {
      const chart = testChart();
      const network = Network.secondary([{ name: 'roce' }]);
      new TfJobCluster(chart, 'train', { ...all, network, worker: { replicas: 2, gpu }, parameterServer: { replicas: 1 } });
      expect(podsIn(chart).map(({ annotations }) => annotations['k8s.v1.cni.cncf.io/networks'])).toEqual(['roce', 'roce']);
    });
  });

  test('a launcher that trains nothing has no device, and hands the variables on', () => {
    const chart = testChart();
    new MpiJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, network: Network.efa(1) });
    const launcher = podsIn(chart).find(({ role }) => role === 'Launcher')?.spec;
    expect(launcher === undefined ? {} : mainOf(launcher).resources?.limits).not.toHaveProperty(['vpc.amazonaws.com/efa']);
    expect(launcher === undefined ? {} : envOf(launcher)).toMatchObject({ FI_PROVIDER: 'efa' });
  });
});

describe('warned of is a network of one pod', () => {
  const warning = { severity: 'warning', rule: 'network-of-one-pod', field: 'network' };

  test('of a training', () => {
    const chart = workers(Network.efa(1), { parallel: undefined });
    expect(Checks.problemsIn(chart)).toMatchObject([{ ...warning, message: 'is how pods reach each other, and the training has one' }]);
  });

  test('of a worker that a launcher starts, which is waited for', () => {
    const chart = testChart();
    new MpiJobCluster(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 1 }, network: Network.efa(1) });
    expect(Checks.problemsIn(chart)).toMatchObject([warning]);
  });
});

describe('refused is', () => {
  const refused = (network: unknown, more: object = {}) => refusal(() => workers(network as Network, more));

  test('no network', () => {
    expect(refused('efa')).toEqual(['network: must be a Network, got "efa" (write Network.rdma(\'rdma/hca_shared_devices_a\', 1))']);
  });

  test('a variable that is said twice', () => {
    expect(refused(Network.pods({ ncclDebug: NcclDebug.INFO }), { env: { NCCL_DEBUG: 'WARN' } })).toEqual([
      'env: writes env NCCL_DEBUG, which network writes already (leave it out of env)',
    ]);
  });

  test('a device that resources has too', () => {
    const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', extended: { 'rdma/hca': 1 } });
    expect(refused(Network.rdma('rdma/hca', 1), { resources })).toEqual([
      'network: writes the request of rdma/hca, which resources writes already (leave it out of network)',
      'network: writes the limit of rdma/hca, which resources writes already (leave it out of network)',
    ]);
  });

  test('huge pages beside nothing else', () => {
    expect(refused(Network.efa(1), { gpu: undefined, resources: Resources.bestEffort() })).toEqual([
      "network: wants huge pages, 5120Mi, which Kubernetes gives beside CPU or memory alone, and resources reserves none (write Resources.guaranteed, or Network.efa(1, { hugePages: '0' }))",
    ]);
    expect(refused(Network.efa(1, { hugePages: '0' }), { gpu: undefined, resources: Resources.bestEffort() })).toEqual([]);
  });

  test('the network of the host', () => {
    expect(refused(Network.efa(1), { hostNetwork: true })).toEqual([
      "hostNetwork: is not a known prop (no pod has it: Pod Security forbids it, and trainings would take each other's ports; write network: Network.rdma(...), .efa or .secondary)",
    ]);
  });
});
