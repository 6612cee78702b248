import { JsonPatch } from 'cdk8s';
import { testChart } from '../support/charts';
import { own, ownDeployment, rulesTold, service, told, training } from './apps';

const AMOUNTS = { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' };
const MAIN = { name: 'tensorflow', image: 'train:1.0', resources: { limits: AMOUNTS } };

/** What is told of the pods of a TFJob that somebody wrote, of which its operator and its webhook say nothing. */
function toldOf(container: object, pod: object = {}): string[] {
  const chart = testChart();
  training(chart, 'ours');
  const spec = { containers: [{ ...MAIN, ...container }], ...pod };
  own(chart, 'theirs', 'kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: { replicas: 1, template: { spec } } } });
  return told(chart).map((text) =>
    text.replace('warning demo/theirs: spec.tfReplicaSpecs.Worker.template.spec.', '').replace('TFJob theirs ', ''),
  );
}

const CONTAINER = 'containers: has a container tensorflow that';

test.each<[object, string]>([
  [{ ports: [{ containerPort: 70_000 }] }, 'has the port 70000 (write a number from 1 to 65535)'],
  [{ ports: [{ containerPort: '80' }] }, 'has the port "80" (write a number from 1 to 65535)'],
  [{ ports: [{ name: 'Metrics', containerPort: 80 }] }, 'calls a port "Metrics" (at most 15 of a-z, 0-9 and -, with a letter)'],
  [
    {
      ports: [
        { name: 'a', containerPort: 80 },
        { name: 'a', containerPort: 81 },
      ],
    },
    'calls two ports a (give one of them another name)',
  ],
  [{ image: undefined }, 'has no image (name one, with its tag)'],
  [{ image: '' }, 'has no image (name one, with its tag)'],
  [{ image: 'my train:1.0' }, 'has the image "my train:1.0", with a space in its name (leave it out)'],
  [
    { image: 'registry.example.com/ML/train:1.0' },
    'has the image "registry.example.com/ML/train:1.0", whose name has capitals (write small letters)',
  ],
  [
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'has the variable A twice (leave one out)',
  ],
  [{ env: [{ name: 'A=B', value: '1' }] }, 'has the variable "A=B" (letters, digits and _)'],
])('%j inside an operator, whom nobody else tells', (container, message) => {
  expect(toldOf(container)).toEqual([`${CONTAINER} ${message}`]);
});

test.each(['data', '/data:ro', '/data/../x'])('a volume is mounted at an absolute path, not at %s', (mountPath) => {
  const pod = { volumes: [{ name: 'data', emptyDir: {} }] };
  expect(toldOf({ volumeMounts: [{ name: 'data', mountPath }] }, pod)).toEqual([
    `${CONTAINER} mounts a volume at "${mountPath}" (write an absolute path without : and ..)`,
  ]);
});

test('right images, ports and variables are not spoken of', () => {
  const image = `REGISTRY.example.com:5000/ml/train:V1.0@sha256:${'a'.repeat(64)}`;
  expect(toldOf({ image, ports: [{ name: 'metrics', containerPort: 65_535 }], env: [{ name: 'A', value: '1' }] })).toEqual([]);
  expect(toldOf({ image: 'train:V1' })).toEqual([]);
});

test('containers and volumes have names of their own', () => {
  expect(toldOf({}, { containers: [MAIN, MAIN] })).toEqual(['containers: has two containers tensorflow (give one another name)']);
  expect(toldOf({ name: 'Tensor_Flow' }, { initContainers: [MAIN] })).toEqual([
    'containers: has a container Tensor_Flow that has a name that is no DNS label (a-z, 0-9 and -)',
    expect.stringContaining('has no container tensorflow in its role Worker'),
  ]);
  const volumes = [
    { name: 'a', emptyDir: {} },
    { name: 'a', emptyDir: {} },
  ];
  expect(toldOf({}, { volumes })).toEqual(['volumes: has two volumes a (give one another name)']);
});

test('a pod has some time to end', () => {
  expect(toldOf({}, { terminationGracePeriodSeconds: -1 })).toEqual([
    'terminationGracePeriodSeconds: gives its pods -1 s to end (write 0 or more)',
  ]);
});

test('a variable twice in a Deployment is left to the API server, which warns', () => {
  const chart = testChart();
  training(chart, 'ours');
  const env = [
    { name: 'A', value: '1' },
    { name: 'A', value: '2' },
  ];
  ownDeployment(chart, 'theirs', { pod: { containers: [{ name: 'web', image: 'web:1.0', env }] } });
  expect(told(chart)).toEqual([]);
});

test("what a patch breaks in the library's own pods is an error", () => {
  const chart = testChart();
  service(chart, 'server').deployment.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/ports/0/containerPort', 70_000));
  expect(rulesTold(chart)).toContain('error demo/server pod-shape');
});

describe('amounts', () => {
  test.each(['64GB', '-1Gi', ''])('that Kubernetes can not read: %p', (memory) => {
    expect(toldOf({ resources: { limits: { ...AMOUNTS, memory } } })).toEqual([
      `containers: has a container tensorflow whose limits of memory are "${memory}", which is no amount ` +
        '(a number with m, k, M, G, T or Ki, Mi, Gi, Ti, as in "500m" or "64Gi")',
    ]);
  });

  test.each<[string, string, string]>([
    ['memory', '512m', 'write the unit: 64Gi, 512Mi'],
    ['memory', '64', 'write the unit: 64Gi, 512Mi'],
    ['cpu', '1000', 'm is a thousandth: 500m is half a CPU'],
  ])('that are a slip: %s %s', (name, amount, fix) => {
    expect(toldOf({ resources: { limits: { ...AMOUNTS, [name]: amount } } })).toEqual([
      `containers: has a container tensorflow whose limits of ${name} are ${amount} (${fix})`,
    ]);
  });
});

describe('volumes in memory', () => {
  const shm = (sizeLimit?: string) => ({ volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit } }] });
  const volumeMounts = [{ name: 'shm', mountPath: '/dev/shm' }];

  test('have a size', () => {
    expect(toldOf({ volumeMounts }, shm())).toEqual([
      'volumes: has the volume shm in memory, as large as all of the memory of its pod (write sizeLimit)',
    ]);
  });

  test('leave the program some of its limit', () => {
    expect(toldOf({ volumeMounts }, shm('1023Mi'))).toEqual([]);
    expect(toldOf({ volumeMounts }, shm('1Gi'))).toEqual([
      'volumes: has a container tensorflow whose volumes in memory, 1Gi, take all of its limit of 1Gi (make them smaller, or raise the limit)',
    ]);
  });
});
