import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import type { CleanPodPolicy, ReplicaRestartPolicy } from '../../values/enums';
import { type DerivedName, LABEL_LENGTH } from '../../values/name';
import { given } from '../../values/omit';
import type { Role, WorkloadPlan } from '../plan';
import type { Kind, ReplicaFacts, RoleFacts } from './kind';
import { templateOf, workloadMetadata } from './template-of';

/** What is said of a job of the training operator, whatever its framework. */
export interface ReplicaJobSettings {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished: number | undefined;
  readonly cleanPodPolicy: CleanPodPolicy;
  /** Pods at the start, by role. */
  readonly replicas: Readonly<Record<string, number>>;
  /** By role. */
  readonly restartPolicies: Readonly<Record<string, ReplicaRestartPolicy>>;
  /** Fields of the spec that this framework alone has. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** A framework of Kubeflow's training operator (v1.9): what its kind calls things, and what its controller writes by itself. */
export interface Framework {
  readonly kind: string;
  /** @default kubeflow.org/v1 */
  readonly apiVersion?: string;
  /** The field of the spec in which the roles are. */
  readonly specs: string;
  /** The container that the operator looks for. */
  readonly container: string;
  /** The port by which the pods find each other, which the operator looks for by its name. @default - none */
  readonly port?: { readonly name: string; readonly containerPort: number };
  readonly roles: Readonly<Record<string, RoleFacts>>;
  /** Keys of roles that the operator still takes, and that the library does not write. */
  readonly olderKeys?: readonly string[];
  readonly reservedEnv: readonly string[];
  /** Whether its workers may become more and fewer while it runs, and the kind has the scale subresource for it. */
  readonly scalable?: true;
  /** What the controller calls itself in the labels of its pods, and by which label it tells roles apart. @default - the kind's, replica-type */
  readonly labels?: { readonly operator: string; readonly role: string };
  /** What this operator needs of a role's pods that no option says. */
  readonly adapted?: (role: string, template: PodTemplate) => PodTemplate;
}

const V1 = 'kubeflow.org/v1';

interface ReplicaSpec {
  readonly replicas: number;
  readonly restartPolicy?: string;
  readonly template: PodTemplate;
}

interface ReplicaSpecs {
  readonly [key: string]: Partial<ReplicaSpec> | undefined;
}

function factsOf({ kind, roles }: Framework, { name }: Role): RoleFacts {
  const facts = roles[name];
  if (facts === undefined) throw new Error(`a ${kind} has no role ${name}`);
  return facts;
}

function withPort({ port }: Framework, template: PodTemplate): PodTemplate {
  const [main, ...others] = template.spec.containers;
  if (main === undefined || port === undefined) return template;
  const ports = [{ ...port, protocol: 'TCP' }];
  return { ...template, spec: { ...template.spec, containers: [{ ...main, ports }, ...others] } };
}

function replicaSpec(framework: Framework, role: Role, { replicas, restartPolicies }: ReplicaJobSettings): ReplicaSpec {
  const { adapted = (_, template) => template } = framework;
  const template = adapted(role.name, withPort(framework, templateOf(role)));
  return given({ replicas: replicas[role.name] ?? role.count.max, restartPolicy: restartPolicies[role.name], template });
}

function manifestOf(framework: Framework, plan: WorkloadPlan, settings: ReplicaJobSettings): Manifest {
  const spec = given({
    runPolicy: given({
      cleanPodPolicy: settings.cleanPodPolicy,
      backoffLimit: settings.backoffLimit,
      activeDeadlineSeconds: settings.activeDeadlineSeconds,
      ttlSecondsAfterFinished: settings.ttlSecondsAfterFinished,
      suspend: plan.suspend ? true : undefined,
      schedulingPolicy: plan.schedulingPolicy,
    }),
    ...settings.own,
    [framework.specs]: Object.fromEntries(plan.roles.map((role) => [factsOf(framework, role).key, replicaSpec(framework, role, settings)])),
  });
  return { apiVersion: framework.apiVersion ?? V1, kind: framework.kind, metadata: workloadMetadata(plan), spec };
}

/** The operator names pods and their Services `<job>-<role>-<index>`. */
function podName(job: string, { podName: ofRole, alone }: RoleFacts, count: number): string {
  return alone ? `${job}-${ofRole}` : `${job}-${ofRole}-${count - 1}`;
}

function namesFrom({ kind }: Framework, job: string, pods: readonly string[]): DerivedName[] {
  const [name = job] = [...pods].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return [
    { name: job.slice(0, LABEL_LENGTH), of: `the ${kind}`, grammar: 'dns1035' },
    { name, of: "the operator's pods and Services, the longest", grammar: 'dns1035' },
  ];
}

function derivedNames(framework: Framework, { name, roles }: WorkloadPlan): DerivedName[] {
  const pods = roles.map((role) => podName(name, factsOf(framework, role), role.count.max));
  return namesFrom(framework, name, pods);
}

/** The same of an object that anybody wrote. */
function namesOf(framework: Framework, manifest: Manifest): DerivedName[] {
  const { name } = manifest.metadata;
  const facts = new Map(Object.values(framework.roles).map((role) => [role.key, role]));
  const pods = Object.entries(specsIn(framework, manifest)).map(([key, replica]) => {
    const role = facts.get(key) ?? { key, podName: key.toLowerCase() };
    return podName(name, role, Math.max(1, Math.trunc(Number(replica?.replicas ?? 1)) || 1));
  });
  return namesFrom(framework, name, pods);
}

function replicaFacts({ specs, container, roles, olderKeys = [] }: Framework): ReplicaFacts {
  const all = Object.values(roles);
  return {
    specs,
    container,
    keys: [...all.map(({ key }) => key), ...olderKeys],
    needed: all.filter(({ needed }) => needed).map(({ key }) => key),
    single: all.filter(({ single }) => single).map(({ key }) => key),
  };
}

function specsIn({ specs }: Framework, manifest: Manifest): ReplicaSpecs {
  return (manifest.spec as Record<string, ReplicaSpecs | undefined> | undefined)?.[specs] ?? {};
}

const RESERVED_LABELS = ['job-name', 'job-role', 'operator-name', 'replica-index', 'replica-type'].map(
  (name) => `training.kubeflow.org/${name}`,
);

/** The kind of a framework, whose facts are all that tells it from the others. */
export function replicaJob(framework: Framework): Kind<ReplicaJobSettings> {
  const { kind, container, roles, reservedEnv, specs, apiVersion = V1 } = framework;
  const labels = framework.labels ?? { operator: `${kind.toLowerCase()}-controller`, role: 'replica-type' };
  return {
    apiVersion,
    kind,
    container,
    reservedEnv,
    reservedLabels: RESERVED_LABELS,
    scalable: framework.scalable ?? false,
    gangBy: 'operator',
    replicas: replicaFacts(framework),
    derivedNames: (plan) => derivedNames(framework, plan),
    namesOf: (manifest) => namesOf(framework, manifest),
    podsInside: (manifest) =>
      Object.entries(specsIn(framework, manifest)).flatMap(([role, replica]) => {
        if (replica?.template === undefined) return [];
        const field = `spec.${specs}.${role}.template`;
        const { handsOn, withoutGpus } = Object.values(roles).find(({ key }) => key === role) ?? {};
        return [given({ role, field, template: replica.template, count: replica.replicas ?? 1, surge: 0, handsOn, withoutGpus })];
      }),
    podLabels: ({ metadata }, role) => ({
      'training.kubeflow.org/job-name': metadata.name,
      'training.kubeflow.org/operator-name': labels.operator,
      [`training.kubeflow.org/${labels.role}`]: role.toLowerCase(),
    }),
    render: (plan, settings) => manifestOf(framework, plan, settings),
  };
}
