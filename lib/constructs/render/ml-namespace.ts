import type { LimitRangeItem } from 'kubernetes-types/core/v1';
import { limitRange, namespace, resourceQuota } from '../../manifests/namespace';
import { defaultDeny } from '../../manifests/network-policy';
import type { Manifest, ManifestMetadata } from '../../pod/kubernetes';
import { Isolation } from '../../values/enums';
import { type Finding, placeIn } from '../../values/finding';
import { annotationValue, checkName, labelKey, labelValue, objectName } from '../../values/name';
import {
  AMOUNT_NAMES,
  type ContainerAmounts,
  type ContainerLimits,
  claimLimits,
  containerLimits,
  NamespaceEgress,
  type NamespaceQuota,
  namespaceQuota,
  PodSecurityLevel,
} from '../../values/namespace';
import { given, unlessBare } from '../../values/omit';
import { map, oneOf, optional, type Shape, value } from '../../values/read';
import { Retention } from '../../values/retention';
import type { MlNamespaceProps } from '../ml-namespace';
import { KEEP } from './annotations';
import { type Context, labelsFor } from './context';
import { labelFindings } from './named-object';
import { allProblems, propsReader, type Rendered } from './workload';

const shape: Shape<MlNamespaceProps> = {
  name: optional(objectName('label')),
  labels: optional(map(labelKey, labelValue)),
  annotations: optional(map(labelKey, annotationValue)),
  podSecurity: optional(oneOf('PodSecurityLevel', Object.values(PodSecurityLevel))),
  quota: optional(namespaceQuota),
  containers: optional(containerLimits),
  claims: optional(claimLimits),
  isolation: optional(oneOf('Isolation', Object.values(Isolation))),
  egress: optional(oneOf('NamespaceEgress', Object.values(NamespaceEgress))),
  retention: optional(value(Retention, 'Retention.keep()')),
};

const readProps = propsReader(shape);

const DEFAULTS = { podSecurity: PodSecurityLevel.RESTRICTED, isolation: Isolation.NETWORK_POLICY, egress: NamespaceEgress.OPEN };
/** What is little enough for any helper, and lets its pod in where the quota wants a request. */
const DEFAULT_REQUEST = { cpu: '100m', memory: '128Mi' } as const;
/** Lets names be resolved, wherever the cluster's DNS answers: its pods, or a cache on the node, which no selector finds. */
const DNS = [
  {
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  },
];
const QUOTA_NAME = 'quota';
const LIMITS_NAME = 'limits';
const POLICY_NAME = 'default-deny';

function securityLabels(level: PodSecurityLevel): Record<string, string> {
  return Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}

/** A quota by the names that Kubernetes counts. */
function hardOf({
  gpus = [],
  extended = {},
  cpu,
  memory,
  storage,
  storageOfClasses = {},
  claims,
  pods,
}: NamespaceQuota): Record<string, string> {
  const classes = Object.entries(storageOfClasses).map(([name, size]) => [`${name}.storageclass.storage.k8s.io/requests.storage`, size]);
  return {
    ...given({ 'requests.cpu': cpu, 'requests.memory': memory, 'requests.storage': storage }),
    ...given({ persistentvolumeclaims: claims?.toString(), pods: pods?.toString() }),
    ...Object.fromEntries(gpus.map((gpu) => [gpu._quotaName, String(gpu.count)])),
    ...Object.fromEntries(Object.entries(extended).map(([name, count]) => [`requests.${name}`, String(count)])),
    ...Object.fromEntries(classes),
  };
}

/** Default requests of what the quota wants to be requested, where the user has said nothing of it. */
function wantedRequests(quota: NamespaceQuota, containers: ContainerLimits): ContainerAmounts {
  const said = (name: keyof ContainerAmounts) => Object.values(containers).some((amounts: ContainerAmounts) => amounts[name] !== undefined);
  const wanted = (['cpu', 'memory'] as const).filter((name) => quota[name] !== undefined && !said(name));
  return Object.fromEntries(wanted.map((name) => [name, DEFAULT_REQUEST[name]]));
}

function named(amounts: ContainerAmounts = {}): Record<string, string> | undefined {
  const entries = (['cpu', 'memory', 'ephemeralStorage'] as const).map((name) => [AMOUNT_NAMES[name], amounts[name]] as const);
  return unlessBare(Object.fromEntries(entries.flatMap(([name, amount]) => (amount === undefined ? [] : [[name, amount]]))));
}

function limitItems({ quota = {}, containers = {}, claims }: MlNamespaceProps): LimitRangeItem[] {
  const { min, max } = containers;
  const defaultRequest = { ...wantedRequests(quota, containers), ...containers.defaultRequest };
  const bounds = given({ defaultRequest: named(defaultRequest), default: named(containers.default), min: named(min), max: named(max) });
  const size = (bound: string | undefined) => (bound === undefined ? undefined : { storage: bound });
  return [
    ...(Object.keys(bounds).length === 0 ? [] : [{ type: 'Container', ...bounds }]),
    ...(claims === undefined ? [] : [given({ type: 'PersistentVolumeClaim', min: size(claims.min), max: size(claims.max) })]),
  ];
}

function inside(metadata: ManifestMetadata, props: MlNamespaceProps & typeof DEFAULTS): Manifest[] {
  const hard = hardOf(props.quota ?? {});
  const limits = limitItems(props);
  const egress = props.egress === NamespaceEgress.OPEN ? undefined : DNS;
  return [
    ...(Object.keys(hard).length === 0 ? [] : [resourceQuota({ ...metadata, name: QUOTA_NAME }, hard)]),
    ...(limits.length === 0 ? [] : [limitRange({ ...metadata, name: LIMITS_NAME }, limits)]),
    ...(props.isolation === Isolation.NONE ? [] : [defaultDeny({ ...metadata, name: POLICY_NAME }, egress)]),
  ];
}

/** Egress is bounded by the policy that isolation leaves out. */
function egressFindings({ isolation, egress }: MlNamespaceProps): Finding[] {
  if (isolation !== Isolation.NONE || egress !== NamespaceEgress.DNS_ONLY) return [];
  const message = 'is bounded, and isolation NONE leaves out the NetworkPolicy that would do so';
  return [{ field: 'egress', severity: 'error', rule: 'egress-without-policy', message, fix: 'leave isolation out' }];
}

function annotationFindings(own: object, annotations: object = {}): Finding[] {
  return Object.keys(annotations)
    .filter((key) => key in own)
    .map((key) => {
      const message = `writes ${key}, which retention writes`;
      return { field: 'annotations', severity: 'error', rule: 'two-writers', message, fix: 'leave it out of annotations' };
    });
}

function nameFindings(name: string, { namespace: ofChart }: Context): Finding[] {
  const findings: Finding[] = [];
  checkName(name, 'label', placeIn(findings).at('name'));
  const origin = ofChart === undefined ? "the name comes from the construct's ids" : "the name is the chart's namespace";
  return findings.map((finding) => ({ ...finding, message: `${finding.message} (${origin})` }));
}

/** All claims in it go with a namespace. */
function retentionFindings(retention: Retention = Retention.keep()): Finding[] {
  const error = (rule: string, message: string, fix: string): Finding => ({ field: 'retention', severity: 'error', rule, message, fix });
  if (retention._afterUse !== undefined) {
    return [
      error('namespace-after-use', 'is for datasets: no job ends the use of a namespace', 'write Retention.keep() or .deleteWithChart'),
    ];
  }
  if (!retention._losesData) return [];
  const message = 'deletes the namespace with all claims in it when its chart goes';
  return [error('data-loss', message, 'write Retention.deleteWithChart({ confirmDataLoss: true }) if that is meant, or Retention.keep()')];
}

/** The objects of a namespace, the namespace first. Pure. */
export function renderMlNamespace(givenProps: MlNamespaceProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const settings = { ...DEFAULTS, ...props };
  const name = props.name ?? context.namespace ?? context.idName;
  const own = labelsFor(context, name, 'namespace');
  const security = securityLabels(settings.podSecurity);
  const keep = (props.retention ?? Retention.keep())._keeps ? KEEP : {};
  const annotations = unlessBare<string>({ ...props.annotations, ...keep });
  const labels = { ...props.labels, ...own };
  return {
    manifests: [
      namespace(given({ name, labels: { ...labels, ...security }, annotations })),
      ...inside({ name, namespace: name, labels }, settings),
    ],
    problems: allProblems(context, findings, [
      ...(props.name === undefined ? nameFindings(name, context) : []),
      ...labelFindings({ ...own, ...security }, props.labels),
      ...annotationFindings(KEEP, props.annotations),
      ...egressFindings(props),
      ...retentionFindings(props.retention),
    ]),
  };
}
