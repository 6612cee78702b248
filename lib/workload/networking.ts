import type { EnvVar } from '../values/env';
import { errorAt, type Finding } from '../values/finding';
import { hugePagesName } from '../values/huge-pages';
import type { Network } from '../values/network';
import type { AttachedNetwork } from '../values/network-options';
import { type Amounts, QosClass } from '../values/resources';
import type { Contribution, PodAddition, Target } from './contribution';
import type { Role } from './plan';

const NETWORKS = 'k8s.v1.cni.cncf.io/networks';
const HUGE_PAGES = hugePagesName('2Mi');

function attachment({ name, namespace, interface: as }: AttachedNetwork): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${name}${as === undefined ? '' : `@${as}`}`;
}

function annotationsOf({ _networks }: Network): Record<string, string> {
  if (_networks.length === 0) return {};
  return { [NETWORKS]: _networks.map(attachment).join(', ') };
}

/** Pages that `resources` has already are those of the link too. */
function hasPages({ role }: Target): boolean {
  return role.pod.main.amounts.limits[HUGE_PAGES] !== undefined;
}

/** Huge pages that the link wants, if any. */
function wantedPages({ _hugePages }: Network): string | undefined {
  return _hugePages === '0' ? undefined : _hugePages;
}

function amountsOf(given: Network, target: Target): Amounts {
  const { resourceName, count } = given._facts;
  if (resourceName === undefined) return { requests: {}, limits: {} };
  const pages = wantedPages(given);
  const amounts = { ...(pages === undefined || hasPages(target) ? {} : { [HUGE_PAGES]: pages }), [resourceName]: String(count) };
  return { requests: amounts, limits: amounts };
}

function variables(given: Readonly<Record<string, string | number | undefined>>): EnvVar[] {
  return Object.entries(given).flatMap(([name, text]) => (text === undefined ? [] : [{ name, value: String(text) }]));
}

function socketVariables(name: string | undefined): EnvVar[] {
  return name === undefined ? [] : variables({ NCCL_SOCKET_IFNAME: `=${name}`, GLOO_SOCKET_IFNAME: name });
}

/** What is said. */
function said({ _facts: { options } }: Network): EnvVar[] {
  const { socketInterface, ncclDebug, hca, gidIndex, gdrLevel } = options;
  return [
    ...socketVariables(socketInterface),
    ...variables({ NCCL_DEBUG: ncclDebug, NCCL_IB_HCA: hca, NCCL_IB_GID_INDEX: gidIndex, NCCL_NET_GDR_LEVEL: gdrLevel }),
  ];
}

/** What follows from the link. */
function followed({ _facts: { link, options }, _networks, _hugePages }: Network, target: Target): EnvVar[] {
  if (link === 'efa')
    return variables({ FI_PROVIDER: 'efa', FI_EFA_USE_HUGE_PAGE: _hugePages === '0' && !hasPages(target) ? 0 : undefined });
  const [first] = _networks;
  if (link !== 'secondary' || options.socketInterface !== undefined || first === undefined) return [];
  return socketVariables(first.interface ?? 'net1');
}

/** Huge pages are taken beside CPU or memory alone. */
function reservedFindings(given: Network, { role, field }: Target): Finding[] {
  const pages = wantedPages(given);
  if (pages === undefined || role.promisedQos !== QosClass.BEST_EFFORT) return [];
  const message = `wants huge pages, ${pages}, which Kubernetes gives beside CPU or memory alone, and resources reserves none`;
  const fix = "write Resources.guaranteed, or Network.efa(1, { hugePages: '0' })";
  return [errorAt(field('network'), 'huge-pages', message, fix)];
}

/** A pod that the others wait for has no part in what they send each other. */
function podsOf({ count }: Role): number {
  return count.min === 0 ? 0 : count.max;
}

function aloneFindings({ plan, field }: Target): Finding[] {
  if (plan.roles.reduce((sum, role) => sum + podsOf(role), 0) > 1) return [];
  const message = 'is how pods reach each other, and the training has one';
  return [{ field: field('network'), severity: 'warning', rule: 'network-of-one-pod', message, fix: 'leave it out' }];
}

/** What a network adds to the pods of a training. */
export function networking(given: Network, target: Target): Contribution {
  const pod: PodAddition = {
    env: said(given),
    defaultEnv: followed(given, target),
    annotations: annotationsOf(given),
    amounts: amountsOf(given, target),
  };
  return { pod, problems: [...aloneFindings(target), ...reservedFindings(given, target)] };
}
