import type { Manifest, PodTemplate } from '../../pod/kubernetes';
import { given } from '../../values/omit';
import type { Role, WorkloadPlan } from '../plan';
import type { Kind } from './kind';
import { podsOfRay, RAY_LABELS } from './ray';
import { entrypointOf } from './ray-entrypoint';
import { templateOf, workloadMetadata } from './template-of';

/** What is said of a RayJob alone. */
export interface RayJobSettings {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly rayVersion: string | undefined;
  /** Whether the head has a share of the work. */
  readonly headWorks: boolean;
}

export const HEAD = 'head';
export const SUBMITTER = 'submitter';
/** Where further groups stand in the props; before the name of each of them as a role. */
export const GROUPS = 'workerGroups';

/** A role's name as Ray has it. */
function groupName({ name }: Role): string {
  return name.replace(`${GROUPS}.`, '');
}

function roleOf({ roles }: WorkloadPlan, name: string): Role {
  const role = roles.find((each) => each.name === name);
  if (role === undefined) throw new Error(`a RayJob has a ${name}`);
  return role;
}

/**
 * The head's container starts Ray, and the program with its variables and mounts is started in it by Ray. The label is left to KubeRay, by which its
 * Service of the RayJob's name selects the head.
 */
function headTemplate(role: Role): PodTemplate {
  const { metadata, spec } = templateOf(role);
  const { 'app.kubernetes.io/name': _, ...labels } = metadata.labels ?? {};
  return { metadata: { ...metadata, labels }, spec: { ...spec, containers: spec.containers.map(withoutCommand) } };
}

function withoutCommand({ command: _, args: __, ...container }: PodTemplate['spec']['containers'][number]) {
  return container;
}

/** What KubeRay writes into the submitter, whether it is there or not. */
const SET_IN_SUBMITTER = 'PYTHONUNBUFFERED';

/** A Job makes its pod of it, and a Job's pods end. */
function submitterTemplate(role: Role): PodTemplate {
  const env = role.pod.main.env.filter(({ name }) => name !== SET_IN_SUBMITTER);
  const template = templateOf({ ...role, pod: { ...role.pod, main: { ...role.pod.main, env } } });
  return { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
}

function workerGroup(role: Role): object {
  const { min, max } = role.count;
  return { groupName: groupName(role), replicas: max, minReplicas: min, maxReplicas: max, rayStartParams: {}, template: templateOf(role) };
}

function render(plan: WorkloadPlan, { headWorks, rayVersion, ...run }: RayJobSettings): Manifest {
  const head = roleOf(plan, HEAD);
  const workers = plan.roles.filter(({ name }) => name !== HEAD && name !== SUBMITTER);
  const spec = given({
    entrypoint: entrypointOf(head.pod.main),
    submissionMode: 'K8sJobMode',
    // The cluster never ends by itself, and would hold its GPUs.
    shutdownAfterJobFinishes: true,
    ...run,
    suspend: plan.suspend ? true : undefined,
    rayClusterSpec: given({
      rayVersion,
      // Nothing but the program itself runs where all of the cluster's state is.
      headGroupSpec: { rayStartParams: headWorks ? {} : { 'num-cpus': '0' }, template: headTemplate(head) },
      workerGroupSpecs: workers.map(workerGroup),
    }),
    submitterPodTemplate: submitterTemplate(roleOf(plan, SUBMITTER)),
  });
  return { apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: workloadMetadata(plan), spec };
}

/** Variables that KubeRay writes into its pods whether they are there or not, or refuses (its `setContainerEnvVars`, `ValidateRayClusterSpec`). */
const RESERVED_ENV = [
  ...['RAY_CLUSTER_NAME', 'RAY_CLUSTER_NAMESPACE', 'RAY_CLOUD_INSTANCE_ID', 'RAY_NODE_TYPE_NAME', 'KUBERAY_GEN_RAY_START_CMD'],
  ...['FQ_RAY_IP', 'RAY_IP', 'RAY_PORT', 'RAY_ADDRESS', 'RAY_USAGE_STATS_EXTRA_TAGS', 'RAY_DASHBOARD_ADDRESS', 'RAY_JOB_SUBMISSION_ID'],
  ...['RAY_REDIS_ADDRESS', 'REDIS_USERNAME', 'RAY_external_storage_namespace', 'RAY_enable_autoscaler_v2'],
  // Ray gives each task as many threads as it has CPUs, unless the pod says otherwise for all of them.
  'OMP_NUM_THREADS',
];

/** Ray's dashboard, by which KubeRay starts the program and asks for its state. */
const DASHBOARD_PORT = 8265;
/** The label that its installations by Helm and by Kustomize have in common. */
const KUBERAY = { 'app.kubernetes.io/component': 'kuberay-operator' };

/** KubeRay appends five characters, and to those its Services' longest suffix. */
const LONGEST_SERVICE = '-xxxxx-serve-svc';

/** A RayJob of KubeRay (v1.7): a Ray cluster, and the program that runs in it. */
export const RAYJOB: Kind<RayJobSettings> = {
  apiVersion: 'ray.io/v1',
  kind: 'RayJob',
  container: 'ray',
  reservedEnv: RESERVED_ENV,
  reservedLabels: RAY_LABELS,
  callers: [
    { from: [{ namespaceSelector: {}, podSelector: { matchLabels: KUBERAY } }], ports: [{ port: DASHBOARD_PORT, protocol: 'TCP' }] },
  ],
  scalable: false,
  derivedNames: ({ name }) => [
    { name: `${name}${LONGEST_SERVICE}`, of: 'the Services of the Ray cluster, the longest', grammar: 'dns1035' },
  ],
  ...podsOfRay('spec.rayClusterSpec', { submitter: SUBMITTER }),
  render,
};
