import { parseQuantity } from './quantity';
import { QosClass } from './resources';

/** The amounts of one container, as its manifest has them. */
export interface ContainerAmounts {
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
}

const COMPUTED = ['cpu', 'memory'] as const;

type Totals = Map<string, bigint>;

/** The API server rounds amounts up to thousandths. */
function inMillis(amount: string | number | undefined): bigint {
  const nanos = amount === undefined ? 0n : (parseQuantity(String(amount)) ?? 0n);
  return (nanos + 999_999n) / 1_000_000n;
}

function add(totals: Totals, amounts: Readonly<Record<string, string | number>> | undefined): number {
  let found = 0;
  for (const name of COMPUTED) {
    const amount = inMillis(amounts?.[name]);
    if (amount <= 0n) continue;
    totals.set(name, (totals.get(name) ?? 0n) + amount);
    found += 1;
  }
  return found;
}

/** The API server writes a limit without a request as both. */
function withDefaults({ resources }: ContainerAmounts): Required<NonNullable<ContainerAmounts['resources']>> {
  const limits = resources?.limits ?? {};
  return { limits, requests: { ...limits, ...resources?.requests } };
}

/**
 * The quality-of-service class that Kubernetes gives a pod: over all containers, init containers and sidecars included; CPU and memory alone count,
 * by amount and not by spelling; zero counts as not said. Source: kubernetes `pkg/apis/core/v1/helper/qos/qos.go`, after the API server's defaults.
 */
export function qosClass(containers: readonly ContainerAmounts[]): QosClass {
  const requests: Totals = new Map();
  const limits: Totals = new Map();
  let allLimited = true;
  for (const container of containers) {
    const amounts = withDefaults(container);
    add(requests, amounts.requests);
    if (add(limits, amounts.limits) < COMPUTED.length) allLimited = false;
  }
  if (requests.size === 0 && limits.size === 0) return QosClass.BEST_EFFORT;
  const equal = requests.size === limits.size && [...requests].every(([name, amount]) => limits.get(name) === amount);
  return allLimited && equal ? QosClass.GUARANTEED : QosClass.BURSTABLE;
}
