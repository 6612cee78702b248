import { JsonPatch } from 'cdk8s';
import { testChart } from '../support/charts';
import { own, ownDeployment, told, training } from './apps';

const OWN = { matchLabels: { app: 'theirs' } };
const NODE = 'kubernetes.io/hostname';

/** What is told of a Deployment that somebody wrote, without its head. */
function toldOf(pod: object, spec: object = {}): string[] {
  const chart = testChart();
  training(chart, 'ours');
  ownDeployment(chart, 'theirs', { pod: { containers: [{ name: 'web', image: 'web:1.0' }], ...pod }, ...spec });
  return told(chart).map((text) => text.replace('warning demo/theirs: spec.template.spec.', '').replace('Deployment theirs ', ''));
}

const required = (...terms: object[]) => ({ requiredDuringSchedulingIgnoredDuringExecution: terms });
const preferred = (...terms: object[]) => ({ preferredDuringSchedulingIgnoredDuringExecution: terms });

test('pods that are placed rightly are not spoken of', () => {
  const term = { topologyKey: NODE, labelSelector: OWN };
  const zone = { topologyKey: 'topology.kubernetes.io/zone', labelSelector: OWN };
  const affinity = {
    podAffinity: { ...required(zone), ...preferred({ weight: 100, podAffinityTerm: term }) },
    podAntiAffinity: required(term),
    nodeAffinity: {
      ...required(),
      ...preferred({ weight: 1, preference: { matchExpressions: [{ key: 'gpu', operator: 'Exists' }] } }),
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'memory', operator: 'Gt', values: ['80000'] },
              { key: 'a', operator: 'In', values: ['b'] },
            ],
          },
        ],
      },
    },
  };
  const topologySpreadConstraints = [
    {
      maxSkew: 1,
      topologyKey: NODE,
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 2,
      labelSelector: OWN,
      matchLabelKeys: ['pod-template-hash'],
    },
  ];
  expect(toldOf({ affinity, topologySpreadConstraints })).toEqual([]);
});

describe('terms of affinity', () => {
  test('have a topology', () => {
    const message = 'has a term without a topologyKey (write topologyKey: kubernetes.io/hostname)';
    expect(toldOf({ affinity: { podAffinity: required({ labelSelector: OWN, topologyKey: '' }) } })).toEqual([
      `affinity.podAffinity: ${message}`,
    ]);
    expect(toldOf({ affinity: { podAntiAffinity: preferred({ weight: 1, podAffinityTerm: {} }) } })).toEqual([
      `affinity.podAntiAffinity: ${message}`,
    ]);
  });

  test.each([0, 101, 1.5])('have weights from 1 to 100, not %p', (weight) => {
    const message = `prefers by the weight ${weight}, and 1 to 100 are allowed (write 100)`;
    const podAffinity = preferred({ weight, podAffinityTerm: { topologyKey: NODE } });
    const nodeAffinity = preferred({ weight, preference: {} });
    expect(toldOf({ affinity: { podAffinity } })).toEqual([`affinity.podAffinity: ${message}`]);
    expect(toldOf({ affinity: { nodeAffinity } })).toEqual([`affinity.nodeAffinity: ${message}`]);
  });

  test.each<[object, string]>([
    [{ operator: 'Gt', values: ['80Gi'] }, 'says Gt for the label memory, which needs one whole number, and has 80Gi: no node matches'],
    [{ operator: 'Lt' }, 'says Lt for the label memory, which needs one whole number, and has none: no node matches'],
    [{ operator: 'In', values: [] }, 'says In for the label memory, and no values'],
    [{ operator: 'NotIn' }, 'says NotIn for the label memory, and no values'],
    [{ operator: 'Exists', values: ['a'] }, 'says Exists for the label memory, which takes no values'],
    [{ operator: 'Is', values: ['a'] }, 'has the operator Is for the label memory, and there are In, NotIn, Exists, DoesNotExist, Gt, Lt'],
  ])('of nodes: %j', (expression, message) => {
    const nodeSelectorTerms = [{ matchExpressions: [{ key: 'memory', ...expression }] }];
    expect(toldOf({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } })).toEqual([
      `affinity.nodeAffinity: ${message} (mend the expression)`,
    ]);
  });

  test('that want pods beside and away from the same are told', () => {
    const term = { topologyKey: NODE, labelSelector: OWN };
    expect(toldOf({ affinity: { podAffinity: required(term), podAntiAffinity: required(term) } })).toEqual([
      'affinity: must run beside, and away from, pods with app=theirs by kubernetes.io/hostname (leave one of the two out)',
    ]);
  });
});

test('an update of pods that each want a node of their own makes no new ones first', () => {
  const affinity = { podAntiAffinity: required({ topologyKey: NODE, labelSelector: OWN }) };
  expect(toldOf({ affinity }, { strategy: {} })).toEqual([
    'affinity.podAntiAffinity: starts a new pod on a node of its own before an old one ends, which waits where each node has one (write maxSurge: 0 and maxUnavailable: 1)',
  ]);
  expect(toldOf({ affinity })).toEqual([]);
});

test.each<[object, string]>([
  [{ topologyKey: '' }, 'spreads by no topologyKey (write topologyKey: kubernetes.io/hostname)'],
  [{ maxSkew: 0 }, 'spreads with maxSkew 0, and 1 or more is allowed (write maxSkew: 1)'],
  [{ minDomains: 2 }, 'spreads with minDomains, which needs whenUnsatisfiable DoNotSchedule (leave minDomains out)'],
  [{ matchLabelKeys: ['app'] }, 'spreads by matchLabelKeys app, which its selector has too (leave it out of one of the two)'],
])('a spread with %j is told', (more, message) => {
  const spread = { maxSkew: 1, topologyKey: NODE, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: OWN, ...more };
  expect(toldOf({ topologySpreadConstraints: [spread] })).toEqual([`topologySpreadConstraints[0]: ${message}`]);
});

describe('a pod that names its node', () => {
  const named = (mode: string, volume: object) => {
    const chart = testChart();
    training(chart, 'ours');
    const storage = own(chart, 'local', 'storage.k8s.io/v1', 'StorageClass', {});
    storage.addJsonPatch(JsonPatch.add('/volumeBindingMode', mode));
    own(chart, 'claim', 'v1', 'PersistentVolumeClaim', { storageClassName: 'local', accessModes: ['ReadWriteOnce'] });
    ownDeployment(chart, 'theirs', {
      pod: { containers: [{ name: 'web', image: 'web:1.0' }], nodeName: 'node-1', volumes: [{ name: 'data', ...volume }] },
    });
    return told(chart);
  };
  const CLAIM = { persistentVolumeClaim: { claimName: 'claim' } };

  test('goes around the scheduler, for which its claim waits', () => {
    expect(named('WaitForFirstConsumer', CLAIM)).toEqual([
      'warning demo/theirs: spec.template.spec.nodeName: Deployment theirs names its node, node-1, and its claim claim waits for the scheduler ' +
        '(WaitForFirstConsumer), which it goes around (write nodeSelector: { kubernetes.io/hostname: node-1 })',
    ]);
    const ephemeral = { volumeClaimTemplate: { spec: { storageClassName: 'local' } } };
    expect(named('WaitForFirstConsumer', { ephemeral })).toEqual([expect.stringContaining('spec.template.spec.nodeName')]);
  });

  test('may have claims that wait for nobody', () => {
    expect(named('Immediate', CLAIM)).toEqual([]);
  });
});

test('what an operator is given is judged as well', () => {
  const chart = testChart();
  training(chart, 'ours');
  const spec = {
    containers: [{ name: 'tensorflow', image: 'a:1', resources: { limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' } } }],
    affinity: { podAffinity: required({ topologyKey: '' }) },
  };
  own(chart, 'theirs', 'kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: { replicas: 1, template: { spec } } } });
  expect(told(chart)).toEqual([
    expect.stringContaining('spec.tfReplicaSpecs.Worker.template.spec.affinity.podAffinity: TFJob theirs has a term'),
  ]);
});
