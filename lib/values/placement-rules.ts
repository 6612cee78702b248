import type { Finding } from './finding';
import { labelsText } from './name';
import type { Placement, PlacementRule } from './placement';

/** Whether two rules contradict: both required, on one topology and the same pods, one together and one apart. */
function contradict(a: PlacementRule, b: PlacementRule): boolean {
  if (a.kind !== 'together' || b.kind !== 'apart' || a.options.required !== true || b.options.required !== true) return false;
  const sameTopology = a.topology._keyIn('rack') === b.topology._keyIn('rack');
  return sameTopology && labelsText(a.options.pods ?? {}) === labelsText(b.options.pods ?? {});
}

function sameSpread(a: PlacementRule, b: PlacementRule): boolean {
  return a.kind === 'spread' && b.kind === 'spread' && a.topology._keyIn('rack') === b.topology._keyIn('rack');
}

/** Kubernetes takes one spread of a topology. */
function spreadTwice(rules: readonly PlacementRule[]): boolean {
  return rules.some((a, i) => rules.slice(i + 1).some((b) => sameSpread(a, b) && spreadText(a) !== spreadText(b)));
}

function spreadText(rule: PlacementRule): string {
  return rule.kind === 'spread' ? `${rule.options.maxSkew ?? 1} ${rule.options.required ?? false}` : '';
}

/** Reports rules of one workload that can't all hold. */
export function checkPlacements(placements: readonly Placement[], report: (finding: Finding) => void, field: string): void {
  const rules = placements.map((placement) => placement._rule);
  const clash = rules.some((a) => rules.some((b) => contradict(a, b)));
  if (spreadTwice(rules)) {
    report({
      field,
      severity: 'error',
      rule: 'placement-contradiction',
      message: 'names one topology to spread over twice, with different rules',
      fix: 'leave one spread out',
    });
  }
  if (!clash) return;
  report({
    field,
    severity: 'error',
    rule: 'placement-contradiction',
    message: 'requires the same pods together and apart on one topology, which no node can satisfy',
    fix: 'leave one out, or drop required from one',
  });
}
