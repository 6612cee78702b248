import type { Container, PodSpec } from '../pod/kubernetes';
import { bytesText, parseQuantity } from '../values/quantity';

/** Amounts by resource, in nanos, so that they can be added and compared exactly. */
export type Amounts = ReadonlyMap<string, bigint>;

/** What a container or pod requests, and may use. */
export interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** What is taken for amounts that a container does not say. */
export interface DefaultAmounts {
  readonly requests: Readonly<Record<string, unknown>>;
  readonly limits: Readonly<Record<string, unknown>>;
}

const NO_DEFAULTS: DefaultAmounts = { requests: {}, limits: {} };
const NANOS = 10n ** 9n;
const MILLI = 10n ** 6n;

/** What was read as an amount; what is none counts as nothing, and is told by another rule. */
export function amountOf(given: unknown): bigint {
  return parseQuantity(String(given)) ?? 0n;
}

/** Whether a resource is counted in bytes. */
function isBytes(resource: string): boolean {
  return /(memory|storage)$/.test(resource) || resource.includes('hugepages-');
}

/** An amount as Kubernetes writes it. */
export function amountText(amount: bigint, resource: string): string {
  if (amount % NANOS !== 0n) return `${(amount + MILLI - 1n) / MILLI}m`;
  return isBytes(resource) ? bytesText(amount / NANOS) : String(amount / NANOS);
}

function amounts(given: Readonly<Record<string, unknown>>): Amounts {
  return new Map(Object.entries(given).map(([name, amount]) => [name, amountOf(amount)]));
}

/** What a container asks for: a request that is missing is its limit, and then the namespace's default. */
export function askedBy({ resources }: Container, defaults: DefaultAmounts = NO_DEFAULTS): Asked {
  const { requests, limits } = resources ?? {};
  return {
    requests: amounts({ ...defaults.requests, ...limits, ...requests }),
    limits: amounts({ ...defaults.limits, ...limits }),
  };
}

function combined(a: Amounts, b: Amounts, combine: (x: bigint, y: bigint) => bigint): Amounts {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return new Map(names.map((name) => [name, combine(a.get(name) ?? 0n, b.get(name) ?? 0n)]));
}

export function sum(a: Amounts, b: Amounts): Amounts {
  return combined(a, b, (x, y) => x + y);
}

export function times(a: Amounts, factor: number): Amounts {
  return new Map([...a].map(([name, amount]) => [name, amount * BigInt(factor)]));
}

function greater(a: Amounts, b: Amounts): Amounts {
  return combined(a, b, (x, y) => {
    if (x > y) return x;
    return y;
  });
}

/** Init containers run one after the other, beside the sidecars before them; then all others run together. */
function total(spec: PodSpec, read: (container: Container) => Amounts): Amounts {
  let together: Amounts = new Map();
  let peak: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const asked = read(container);
    if ((container as { restartPolicy?: string }).restartPolicy === 'Always') together = sum(together, asked);
    else peak = greater(peak, sum(together, asked));
  }
  return greater(peak, (spec.containers ?? []).map(read).reduce(sum, together));
}

/** What a pod asks for, as Kubernetes counts it. */
export function askedByPod(spec: PodSpec, defaults: DefaultAmounts = NO_DEFAULTS): Asked {
  return {
    requests: total(spec, (container) => askedBy(container, defaults).requests),
    limits: total(spec, (container) => askedBy(container, defaults).limits),
  };
}
