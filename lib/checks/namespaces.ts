import type { DefaultAmounts } from './amounts';
import type { Entry, View } from './view';

type Amounts = Readonly<Record<string, unknown>>;

/** One item of a LimitRange, with what Kubernetes makes of what it leaves out. */
export interface LimitItem {
  readonly entry: Entry;
  readonly type: string;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly defaults: DefaultAmounts;
}

interface GivenItem {
  readonly type?: string;
  readonly min?: Amounts;
  readonly max?: Amounts;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
}

/** Of containers the most is the default limit, and that, or the least, the default request (kubernetes `pkg/apis/core/v1/defaults.go`). */
function itemOf(entry: Entry, { type = '', min = {}, max = {}, default: given = {}, defaultRequest = {} }: GivenItem): LimitItem {
  if (type !== 'Container') return { entry, type, min, max, defaults: { requests: {}, limits: {} } };
  const limits = { ...max, ...given };
  return { entry, type, min, max, defaults: { limits, requests: { ...min, ...limits, ...defaultRequest } } };
}

/** What the LimitRanges of the app say of a namespace. */
export function limitItems(view: View, namespace: string): LimitItem[] {
  return view
    .ofKind('LimitRange')
    .filter((entry) => entry.namespace === namespace)
    .flatMap((entry) => {
      const { limits = [] } = (entry.manifest.spec ?? {}) as { limits?: readonly GivenItem[] };
      return limits.map((item) => itemOf(entry, item));
    });
}

/** What containers of a namespace have that say nothing. */
export function defaultAmounts(view: View, namespace: string): DefaultAmounts {
  const [first, ...others] = limitItems(view, namespace).map(({ defaults }) => defaults);
  const start = first ?? { requests: {}, limits: {} };
  return others.reduce(
    (all, each) => ({ requests: { ...each.requests, ...all.requests }, limits: { ...each.limits, ...all.limits } }),
    start,
  );
}

/** What a ResourceQuota bounds for all of its namespace. */
export interface Quota {
  readonly entry: Entry;
  /** The bounds by their names, as they are written. */
  readonly hard: Readonly<Record<string, unknown>>;
}

interface QuotaSpec {
  readonly hard?: Readonly<Record<string, unknown>>;
  readonly scopes?: readonly unknown[];
  readonly scopeSelector?: unknown;
}

/** The quotas of the app. Those of some pods alone are left out: which pods they count is not said in the pods alone. */
export function quotasIn(view: View): Quota[] {
  return view.ofKind('ResourceQuota').flatMap((entry) => {
    const { hard = {}, scopes = [], scopeSelector } = (entry.manifest.spec ?? {}) as QuotaSpec;
    return scopes.length > 0 || scopeSelector !== undefined ? [] : [{ entry, hard }];
  });
}
