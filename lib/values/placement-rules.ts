import type { Finding } from './finding';
import type { Placement, PlacementRule } from './placement';

/** Two rules of one workload, and the cluster's label of racks, by which two names of one topology are seen as one. */
interface Pair {
  readonly a: PlacementRule;
  readonly b: PlacementRule;
  readonly rackLabel: string | undefined;
}

function sameTopology({ a, b, rackLabel }: Pair): boolean {
  if (!('topology' in a) || !('topology' in b)) return false;
  return (a.topology._keyIn(rackLabel) ?? '') === (b.topology._keyIn(rackLabel) ?? '');
}

/** Kubernetes tells spreads apart by their topology and by whether they must hold. */
function spreadTwice(pair: Pair): boolean {
  const { a, b } = pair;
  if (a.kind !== 'spread' || b.kind !== 'spread' || !sameTopology(pair)) return false;
  const sameForce = (a.options.required ?? false) === (b.options.required ?? false);
  return sameForce && (a.options.maxSkew ?? 1) !== (b.options.maxSkew ?? 1);
}

/** Reports spreads of one workload that can't all hold. */
export function checkSpreads(
  placements: readonly Placement[],
  report: (finding: Finding) => void,
  field: string,
  rackLabel?: string,
): void {
  const rules = placements.map((placement) => placement._rule);
  const pairs = rules.flatMap((a) => rules.filter((b) => b !== a).map((b) => ({ a, b, rackLabel })));
  if (!pairs.some(spreadTwice)) return;
  report({
    field,
    severity: 'error',
    rule: 'placement-contradiction',
    message: 'names one topology to spread over twice, with different rules',
    fix: 'leave one spread out',
  });
}
