import type { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  CephDataset,
  Checks,
  Gpu,
  JaxJobCluster,
  PaddleJobCluster,
  PyTorchJobCluster,
  type PyTorchJobClusterProps,
  TfJobCluster,
  XgboostJobCluster,
} from '../../lib';
import type { Manifest, PodTemplate } from '../../lib/pod/kubernetes';
import { IMAGE } from '../pod/reading';
import { manifestOf, manifestsOf, RESOURCES, refusal, testChart, yamlOf } from '../support/charts';
import { invalidities } from '../support/invalidities';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

type Cluster = new (scope: Construct, id: string, props: PyTorchJobClusterProps) => Construct;

/** What the operator looks for in each kind, as its types and webhooks have it. */
const FRAMEWORKS: readonly [string, Cluster, { specs: string; roles: string[]; container: string; port: string; number: number }][] = [
  ['TFJob', TfJobCluster, { specs: 'tfReplicaSpecs', roles: ['Worker'], container: 'tensorflow', port: 'tfjob-port', number: 2222 }],
  [
    'PyTorchJob',
    PyTorchJobCluster,
    { specs: 'pytorchReplicaSpecs', roles: ['Worker'], container: 'pytorch', port: 'pytorchjob-port', number: 23456 },
  ],
  [
    'XGBoostJob',
    XgboostJobCluster,
    { specs: 'xgbReplicaSpecs', roles: ['Master', 'Worker'], container: 'xgboost', port: 'xgboostjob-port', number: 9999 },
  ],
  ['PaddleJob', PaddleJobCluster, { specs: 'paddleReplicaSpecs', roles: ['Worker'], container: 'paddle', port: 'master', number: 36543 }],
  ['JAXJob', JaxJobCluster, { specs: 'jaxReplicaSpecs', roles: ['Worker'], container: 'jax', port: 'jaxjob-port', number: 6666 }],
];

function made(type: Cluster, props: object = {}, chart: Chart = testChart()): Chart {
  new type(chart, 'train', { image: IMAGE, resources: RESOURCES, worker: { replicas: 2 }, ...props });
  return chart;
}

interface ReplicaSpec {
  readonly replicas: number;
  readonly restartPolicy: string;
  readonly template: PodTemplate;
}

function specsOf(job: Manifest, specs: string): Record<string, ReplicaSpec> {
  return (job.spec as Record<string, Record<string, ReplicaSpec>>)[specs] ?? {};
}

describe.each(FRAMEWORKS)('a %s', (kind, type, { specs, roles, container, port, number }) => {
  test('minimal', () => {
    const chart = made(type);
    expect(yamlOf(chart)).toMatchSnapshot();
    expect(invalidities(chart)).toEqual([]);
  });

  test('has the roles, the container and the port that the operator looks for', () => {
    const replicas = specsOf(manifestOf(made(type), kind), specs);
    expect(Object.keys(replicas)).toEqual(roles);
    for (const { template, restartPolicy } of Object.values(replicas)) {
      expect(restartPolicy).toBe('OnFailure');
      expect(template.spec).not.toHaveProperty('restartPolicy');
      const [main] = template.spec.containers;
      expect(main).toMatchObject({ name: container, ports: [{ name: port, containerPort: number }] });
    }
  });

  test('each pod has its GPUs and reads the data, and who writes the model alone has it', () => {
    const chart = testChart();
    const dataset = CephDataset.fromClaimName(chart, 'images', 'images');
    const model = CephDataset.fromClaimName(chart, 'models', 'models').artifact('v1/model');
    made(type, { dataset, model, gpu: Gpu.nvidia(2) }, chart);
    const templates = Object.values(specsOf(manifestOf(chart, kind), specs)).map(({ template }) => template.spec);
    expect(templates.map(({ containers }) => containers[0]?.resources?.limits?.['nvidia.com/gpu'])).toEqual(roles.map(() => '2'));
    const claims = templates.map(({ volumes = [] }) => volumes.flatMap((each) => each.persistentVolumeClaim?.claimName ?? []));
    expect(claims).toEqual(roles.map((_, i) => (i === 0 ? ['images', 'models'] : ['images'])));
  });

  test('a name whose pods and Services would be too long is refused', () => {
    const [line] = refusal(() => made(type, { name: 'a'.repeat(60), worker: { replicas: 2 } }));
    expect(line).toContain("the operator's pods and Services, the longest");
  });

  test('a name that begins with a digit is refused, as the operator would', () => {
    expect(refusal(() => made(type, { name: '3d-images' }))).toHaveLength(1);
  });

  test('what holds for all roles is not said of one', () => {
    expect(refusal(() => made(type, { worker: { replicas: 2, cleanPodPolicy: 'All' } }))).toEqual([
      'worker.cleanPodPolicy: is not a known prop (it is said once for all roles: write it beside worker)',
    ]);
  });

  test('fewer than no workers, at which the operator panics, are refused', () => {
    expect(refusal(() => made(type, { worker: { replicas: -1 } }))).toEqual([
      'worker.replicas: must be a whole number from 1 to 10000, got -1 (for example 1)',
    ]);
  });

  test('its pods are known to the checks', () => {
    const chart = made(type, { dataset: CephDataset.fromClaimName(testChart(), 'images', 'images', { namespace: 'ml' }) });
    expect(Checks.problemsIn(chart)).toEqual([]);
    expect(manifestsOf(chart).map((manifest) => manifest.kind)).toEqual([kind, 'ServiceAccount', 'NetworkPolicy']);
  });
});

test.each<[string, Cluster, string[]]>([
  ['PyTorchJob', PyTorchJobCluster, ['MASTER_ADDR', 'RANK', 'WORLD_SIZE', 'PET_NNODES', 'PET_RDZV_ENDPOINT', 'PET_NPROC_PER_NODE']],
  ['XGBoostJob', XgboostJobCluster, ['MASTER_ADDR', 'MASTER_PORT', 'WORLD_SIZE', 'RANK', 'WORKER_ADDRS']],
  ['PaddleJob', PaddleJobCluster, ['PADDLE_MASTER', 'PADDLE_NNODES', 'PADDLE_JOB_ID', 'POD_IP_DUMMY']],
  ['JAXJob', JaxJobCluster, ['COORDINATOR_ADDRESS', 'COORDINATOR_PORT', 'NUM_PROCESSES', 'PROCESS_ID']],
])('variables that the operator writes into a %s are refused', (_, type, names) => {
  const env = Object.fromEntries(names.map((name) => [name, '1']));
  expect(refusal(() => made(type, { env }))).toEqual(
    names.map((name) => `env: writes env ${name}, which the workload's controller writes already (leave it out of env)`),
  );
});

test("PaddlePaddle's launcher writes its logs where it may, or where the user says", () => {
  const folderOf = (props: object) => {
    const { Worker } = specsOf(manifestOf(made(PaddleJobCluster, props), 'PaddleJob'), 'paddleReplicaSpecs');
    return Worker?.template.spec.containers[0]?.env?.filter(({ name }) => name === 'PADDLE_LOG_DIR');
  };
  expect(folderOf({})).toEqual([{ name: 'PADDLE_LOG_DIR', value: '/tmp/paddle-log' }]);
  expect(folderOf({ env: { PADDLE_LOG_DIR: '/tmp/own' } })).toEqual([{ name: 'PADDLE_LOG_DIR', value: '/tmp/own' }]);
});

test('a parameter server of PaddlePaddle has no GPU unless it says so, and reads no data', () => {
  const chart = testChart();
  const dataset = CephDataset.fromClaimName(chart, 'images', 'images');
  made(PaddleJobCluster, { dataset, gpu: Gpu.nvidia(1), parameterServer: {} }, chart);
  const { Master } = specsOf(manifestOf(chart, 'PaddleJob'), 'paddleReplicaSpecs');
  expect(Master?.replicas).toBe(1);
  expect(Master?.template.spec.containers[0]?.resources?.limits).not.toHaveProperty('nvidia.com/gpu');
  expect(JSON.stringify(Master)).not.toContain('persistentVolumeClaim');
});

test('a master of XGBoost trains alone where there are no workers', () => {
  const { Master, ...others } = specsOf(manifestOf(made(XgboostJobCluster, { worker: undefined }), 'XGBoostJob'), 'xgbReplicaSpecs');
  expect([Master?.replicas, others]).toEqual([1, {}]);
});
