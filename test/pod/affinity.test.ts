import { affinity, topologySpread } from '../../lib/pod/affinity';
import type { NeighbourRule, PlacementPlan } from '../../lib/pod/plan';

const NOTHING: PlacementPlan = { tolerations: [], nodes: [], preferredNodes: [], together: [], apart: [], spread: [] };
const rule = (topologyKey: string, required: boolean): NeighbourRule => ({ topologyKey, required, labels: { a: '1' }, prop: 'placement' });
const term = (topologyKey: string) => ({ topologyKey, labelSelector: { matchLabels: { a: '1' } } });

test('a pod that may run anywhere has no affinity', () => expect(affinity(NOTHING)).toBeUndefined());

test('all that is required of nodes is one term: two would be alternatives', () => {
  const nodes = [
    { key: 'product', operator: 'In', values: ['a'] },
    { key: 'memory', operator: 'Gt', values: ['1'] },
    { key: 'pool', operator: 'Exists' },
  ] as const;
  expect(affinity({ ...NOTHING, nodes })).toEqual({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: nodes }] } },
  });
});

test('each preference of nodes counts by itself, with all of its labels', () => {
  const preferredNodes = [
    [
      { key: 'a', operator: 'In', values: ['1'] },
      { key: 'c', operator: 'Exists' },
    ],
    [{ key: 'b', operator: 'In', values: ['2'] }],
  ] as const;
  expect(affinity({ ...NOTHING, preferredNodes })?.nodeAffinity).toEqual({
    preferredDuringSchedulingIgnoredDuringExecution: preferredNodes.map((all) => ({
      weight: 100,
      preference: { matchExpressions: all },
    })),
  });
});

test('what is required and what is preferred of neighbours stand apart', () => {
  const both = [rule('zone', true), rule('node', false)];
  const terms = {
    requiredDuringSchedulingIgnoredDuringExecution: [term('zone')],
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term('node') }],
  };
  expect(affinity({ ...NOTHING, together: both, apart: both })).toEqual({ podAffinity: terms, podAntiAffinity: terms });
});

test('a spread is tried, or kept', () => {
  const spread = { topologyKey: 'zone', labels: { a: '1' }, maxSkew: 1 };
  const common = { labelSelector: { matchLabels: { a: '1' } }, maxSkew: 1, topologyKey: 'zone' };
  expect(topologySpread({ ...spread, required: false })).toEqual({ ...common, whenUnsatisfiable: 'ScheduleAnyway' });
  expect(topologySpread({ ...spread, required: true, matchLabelKeys: ['pod-template-hash'] })).toEqual({
    ...common,
    matchLabelKeys: ['pod-template-hash'],
    whenUnsatisfiable: 'DoNotSchedule',
  });
});
