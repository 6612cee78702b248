import type { NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1';
import { networkPolicy } from '../../manifests/network-policy';
import { Caller } from '../../values/callers';
import { Isolation } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { oneOf, optional, someOf, value } from '../../values/read';
import type { Option } from '../contribution';
import { metadataOf } from '../plan';

export interface IsolationProps {
  readonly isolation?: Isolation;
}

export interface CallersProps extends IsolationProps {
  readonly callers?: Caller[];
}

const CALLER = "Caller.namespace('ingress-nginx')";
const isolation = optional(oneOf('Isolation', Object.values(Isolation)));

/** A training's pods talk among themselves, on any port, and nobody else reaches them but who its kind says. */
export const trainingIsolation: Option<IsolationProps> = {
  name: 'isolation',
  shape: { isolation },
  contribute: (props, { plan }) => {
    if (props.isolation === Isolation.NONE) return {};
    const ingress = [{ from: [{ podSelector: { matchLabels: { ...plan.selector } } }] }, ...plan.callers];
    return { siblings: [networkPolicy(metadataOf(plan), plan.selector, ingress)] };
  },
};

/** Nobody reaches the pod of a task, which serves nothing. */
export const taskIsolation: Option<object> = {
  name: 'isolation',
  shape: {},
  contribute: (_, { plan }) => ({ siblings: [networkPolicy(metadataOf(plan), plan.selector, [])] }),
};

function peer(caller: Caller): NonNullable<NetworkPolicyIngressRule['from']>[number] {
  const rule = caller._rule;
  if (rule.kind === 'pods') return { podSelector: { matchLabels: { ...rule.labels } } };
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': rule.name } } };
}

const CALLERS_WITHOUT_POLICY: Finding = {
  field: 'callers',
  severity: 'error',
  rule: 'callers-without-policy',
  message: 'are named, and isolation NONE leaves out the NetworkPolicy that would hold others off',
  fix: 'leave isolation out',
};

/** A service is reached on its ports alone, from anywhere until callers are named. */
export const serviceIsolation: Option<CallersProps> = {
  name: 'callers',
  shape: { isolation, callers: optional(someOf(value(Caller, CALLER), `leave it out to let everybody in, or write ${CALLER}`)) },
  contribute: (props, { plan, role }) => {
    if (props.isolation === Isolation.NONE) return props.callers === undefined ? {} : { problems: [CALLERS_WITHOUT_POLICY] };
    const ports = role.pod.main.ports.map(({ name }) => ({ port: name, protocol: 'TCP' }));
    const from = props.callers === undefined ? {} : { from: props.callers.map(peer) };
    return { siblings: [networkPolicy(metadataOf(plan), plan.selector, [{ ports, ...from }])] };
  },
};
