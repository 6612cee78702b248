import type { TfJobSpec as GeneratedSpec } from '../../../imports/kubeflow.org';
import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import type { CleanPodPolicy, ReplicaRestartPolicy, SuccessPolicy } from '../../values/enums';
import { type DerivedName, LABEL_LENGTH } from '../../values/name';
import { given } from '../../values/omit';
import type { Role, WorkloadPlan } from '../plan';
import type { Kind, RoleFacts } from './kind';
import type { Plain } from './plain';
import { templateOf, workloadMetadata } from './template-of';

/** What is said of a TFJob alone. */
export interface TfJobSettings {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished: number | undefined;
  readonly cleanPodPolicy: CleanPodPolicy;
  readonly successPolicy: SuccessPolicy;
  /** By role. */
  readonly restartPolicies: Readonly<Record<string, ReplicaRestartPolicy>>;
}

type ReplicaSpec = Omit<NonNullable<GeneratedSpec['tfReplicaSpecs'][string]>, 'template'> & { template: PodTemplate };
type Spec = Omit<Plain<GeneratedSpec>, 'tfReplicaSpecs'> & { tfReplicaSpecs: Record<string, ReplicaSpec> };

const CONTAINER = 'tensorflow';
/** The operator writes it into TF_CONFIG, with the number 2222. */
const PORT = { name: 'tfjob-port', containerPort: 2222, protocol: 'TCP' };

const ROLES = {
  chief: { key: 'Chief', podName: 'chief' },
  worker: { key: 'Worker', podName: 'worker' },
  parameterServer: { key: 'PS', podName: 'ps' },
  evaluator: { key: 'Evaluator', podName: 'evaluator' },
} satisfies Record<string, RoleFacts>;

/** A role of a TFJob. */
export type TfRole = keyof typeof ROLES;

function factsOf(role: Role): RoleFacts {
  const facts = ROLES[role.name as TfRole];
  if (facts === undefined) throw new Error(`a TFJob has no role ${role.name}`);
  return facts;
}

function withPort(template: PodTemplate): PodTemplate {
  const [main, ...others] = template.spec.containers;
  if (main === undefined) return template;
  return { ...template, spec: { ...template.spec, containers: [{ ...main, ports: [PORT] }, ...others] } };
}

function replicaSpec(role: Role, settings: TfJobSettings): ReplicaSpec {
  return given({ replicas: role.count.max, restartPolicy: settings.restartPolicies[role.name], template: withPort(templateOf(role)) });
}

function render(plan: WorkloadPlan, settings: TfJobSettings): Manifest {
  const spec: Spec = given({
    runPolicy: given({
      cleanPodPolicy: settings.cleanPodPolicy,
      backoffLimit: settings.backoffLimit,
      activeDeadlineSeconds: settings.activeDeadlineSeconds,
      ttlSecondsAfterFinished: settings.ttlSecondsAfterFinished,
      suspend: plan.suspend ? true : undefined,
    }),
    successPolicy: settings.successPolicy === '' ? undefined : settings.successPolicy,
    tfReplicaSpecs: Object.fromEntries(plan.roles.map((role) => [factsOf(role).key, replicaSpec(role, settings)])),
  });
  return { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', metadata: workloadMetadata(plan), spec };
}

/** The operator names pods and their Services `<job>-<role>-<index>`. */
function derivedNames(plan: WorkloadPlan): DerivedName[] {
  const longest = plan.roles
    .map((role) => `${plan.name}-${factsOf(role).podName}-${role.count.max - 1}`)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const [name = plan.name] = longest;
  return [
    { name: plan.name.slice(0, LABEL_LENGTH), of: 'the TFJob', grammar: 'dns1035' },
    { name, of: "the operator's pods and Services, the longest", grammar: 'dns1035' },
  ];
}

interface ReplicaSpecs {
  readonly [key: string]: { readonly replicas?: number; readonly template?: PodTemplate } | undefined;
}

/** A TFJob of Kubeflow's training operator (v1.9). */
export const TFJOB: Kind<TfJobSettings> = {
  apiVersion: 'kubeflow.org/v1',
  kind: 'TFJob',
  container: CONTAINER,
  roles: ROLES,
  reservedEnv: ['TF_CONFIG'],
  reservedLabels: ['job-name', 'job-role', 'operator-name', 'replica-index', 'replica-type'].map((name) => `training.kubeflow.org/${name}`),
  scalable: false,
  derivedNames,
  podsInside: (manifest) => {
    const specs = (manifest.spec as { tfReplicaSpecs?: ReplicaSpecs } | undefined)?.tfReplicaSpecs ?? {};
    return Object.entries(specs).flatMap(([role, replica]) =>
      replica?.template === undefined
        ? []
        : [{ role, field: `spec.tfReplicaSpecs.${role}.template`, template: replica.template, count: replica.replicas ?? 1, surge: 0 }],
    );
  },
  podLabels: ({ metadata }, role) => ({
    'training.kubeflow.org/job-name': metadata.name,
    'training.kubeflow.org/operator-name': 'tfjob-controller',
    'training.kubeflow.org/replica-type': role.toLowerCase(),
  }),
  render,
};
