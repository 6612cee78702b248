import { ClusterProfile, type ClusterProfileOptions, Placement, TaintEffect } from '../../lib';
import { chartOn, podOf, training } from '../pod/reading';
import { refusal, testChart } from '../support/charts';

beforeEach(() => {
  // A training on spot nodes without a checkpoint is warned of there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const KARPENTER = { 'karpenter.sh/capacity-type': 'spot' };

function refused(spotNodes: unknown): string[] {
  return refusal(() => ClusterProfile.generic().attach(testChart(), { spotNodes } as ClusterProfileOptions));
}

test('any cluster can say what its spot nodes carry', () => {
  const taints = [
    { key: 'example.com/spot', value: 'yes' },
    { key: 'short-lived', effect: TaintEffect.NO_EXECUTE },
  ];
  const chart = chartOn(ClusterProfile.generic(), { spotNodes: { labels: KARPENTER, taints } });
  const pod = podOf(training({ placement: [Placement.spot({ required: true })] }, chart));
  expect(pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
    { matchExpressions: [{ key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] }] },
  ]);
  expect(pod.tolerations).toEqual([
    { key: 'example.com/spot', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
    { key: 'short-lived', operator: 'Exists', effect: 'NoExecute' },
  ]);
});

test("it takes the place of the cloud's", () => {
  const pod = podOf(training({ placement: [Placement.spot()] }, chartOn(ClusterProfile.gke(), { spotNodes: { labels: KARPENTER } })));
  expect(pod).not.toHaveProperty('tolerations');
  expect(JSON.stringify(pod.affinity)).not.toContain('gke-spot');
});

test.each<[string, unknown, string[]]>([
  ['without labels', {}, ['spotNodes.labels: is required (for example {"karpenter.sh/capacity-type":"spot"})']],
  [
    'with no label',
    { labels: {} },
    ['spotNodes.labels: must name at least one label, got {} (for example {"karpenter.sh/capacity-type":"spot"})'],
  ],
  [
    'with a taint of no effect that is known',
    { labels: KARPENTER, taints: [{ key: 'spot', effect: 'NoRun' }] },
    ['spotNodes.taints[0].effect: must be one of NoSchedule, PreferNoSchedule, NoExecute, got "NoRun" (use the enum TaintEffect)'],
  ],
  [
    'with a taint without a key',
    { labels: KARPENTER, taints: [{}] },
    ['spotNodes.taints[0].key: is required (for example "example.com/spot")'],
  ],
])('spot nodes %s are refused', (_, spotNodes, lines) => expect(refused(spotNodes)).toEqual(lines));
