import { CleanPodPolicy, ReplicaRestartPolicy, SuccessPolicy } from '../../values/enums';
import { show } from '../../values/finding';
import { nearest } from '../../values/suggest';
import type { ReplicaFacts } from '../../workload/kinds/kind';
import { kindOf } from '../../workload/kinds/table';
import { problemsIn, type Rule, type Wrong } from '../rule';
import type { Entry } from '../view';

interface Replica {
  readonly replicas?: unknown;
  readonly restartPolicy?: unknown;
  readonly template?: { readonly spec?: { readonly restartPolicy?: string; readonly containers?: readonly { readonly name?: string }[] } };
}

interface ElasticPolicy {
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly nProcPerNode?: number;
}

interface Fields {
  readonly runPolicy?: { readonly cleanPodPolicy?: string; readonly managedBy?: string; readonly [field: string]: unknown };
  readonly cleanPodPolicy?: string;
  readonly successPolicy?: string;
  readonly elasticPolicy?: ElasticPolicy;
  readonly nprocPerNode?: unknown;
}

/** A job of a training operator, as anybody may have written it. */
interface ReplicaJob {
  readonly entry: Entry;
  readonly kind: string;
  /** mpi-operator's own kind, which is judged by it and not by the training operator. */
  readonly isV2: boolean;
  readonly facts: ReplicaFacts;
  readonly spec: Fields;
  readonly roles: Readonly<Record<string, Replica>>;
}

type Judge = (job: ReplicaJob) => Wrong[];

function jobOf(entry: Entry): ReplicaJob[] {
  const { apiVersion, kind, spec = {} } = entry.manifest;
  const facts = kindOf(entry.manifest)?.replicas;
  if (facts === undefined) return [];
  const roles = (spec as Record<string, Record<string, Replica> | undefined>)[facts.specs] ?? {};
  return [{ entry, kind, isV2: apiVersion === 'kubeflow.org/v2beta1', facts, spec: spec as Fields, roles }];
}

function ruleOf(judge: Judge): Rule {
  return ({ byHand }) => byHand.flatMap(jobOf).flatMap((job) => problemsIn(job.entry, 'spec', judge(job)));
}

function unknownRole(key: string, { specs, keys }: ReplicaFacts): Wrong {
  const meant = nearest(key, keys);
  return {
    field: `${specs}.${key}`,
    rule: 'replica-key',
    message: `has a role ${key}, which its operator does not know: what its pods do never counts`,
    fix: meant === undefined ? `there are ${keys.join(', ')}` : `write ${meant}`,
  };
}

/** Roles that the operator does not know, and those that it misses: a TFJob's webhook takes any. */
export const replicaRoles: Rule = ruleOf(({ kind, facts, roles }) => {
  const keys = Object.keys(roles);
  const wrong = (message: string, fix: string): Wrong => ({ field: facts.specs, rule: 'replica-roles', message, fix });
  const isTf = kind === 'TFJob';
  const works = ['Worker', 'Chief', 'Master'].some((key) => keys.includes(key));
  return [
    ...keys.filter((key) => !facts.keys.includes(key)).map((key) => unknownRole(key, facts)),
    ...(keys.length === 0 ? [wrong('has no roles', `write ${facts.specs}`)] : []),
    ...facts.needed
      .filter((key) => keys.length > 0 && !keys.includes(key))
      .map((key) => wrong(`has no ${key}, which its operator needs`, `add ${key}`)),
    ...(isTf && keys.includes('Chief') && keys.includes('Master')
      ? [wrong('has a Chief and a Master, which are the same', 'leave Master out')]
      : []),
    ...(isTf && keys.includes('PS') && !works ? [wrong('has parameter servers, and nobody who trains', 'add Worker')] : []),
  ];
});

/** XGBoost's and PyTorch's webhooks want the number itself. */
const SAYS_IT = ['PyTorchJob', 'XGBoostJob'];

function wrongCount(key: string, replicas: unknown, { kind, facts }: ReplicaJob): Omit<Wrong, 'field' | 'rule'> | undefined {
  const single = facts.single.includes(key);
  if (replicas === undefined) {
    if (!single || !SAYS_IT.includes(kind)) return undefined;
    return { message: `does not say that it has one ${key}, which its webhook wants`, fix: 'write replicas: 1' };
  }
  const least = kind === 'PyTorchJob' ? 1 : 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < least) {
    return { message: `has ${show(replicas)} pods of the role ${key}`, fix: `write a whole number from ${Math.max(1, least)}` };
  }
  return single && replicas !== 1
    ? { message: `has ${replicas} pods of the role ${key}, and one is allowed`, fix: 'write replicas: 1' }
    : undefined;
}

/** Numbers of pods that the operator refuses, or at which it fails for ever without a status. */
export const replicaCounts: Rule = ruleOf((job) =>
  Object.entries(job.roles).flatMap(([key, role]) => {
    const wrong = wrongCount(key, role?.replicas, job);
    return wrong === undefined ? [] : [{ field: `${job.facts.specs}.${key}.replicas`, rule: 'replica-count', ...wrong }];
  }),
);

/** The operator sets variables and finds the end of a training by the name of the container. mpi-operator takes any. */
export const replicaContainers: Rule = ruleOf(({ isV2, facts: { container, specs }, roles }) =>
  Object.entries(roles).flatMap(([key, role]) => {
    const containers = role?.template?.spec?.containers ?? [];
    if (isV2 || containers.some(({ name }) => name === container)) return [];
    const message = `has no container ${container} in its role ${key}, for which its operator looks`;
    return [
      { field: `${specs}.${key}.template.spec.containers`, rule: 'replica-container', message, fix: `call the main one ${container}` },
    ];
  }),
);

const V2_POLICIES: readonly string[] = [ReplicaRestartPolicy.NEVER, ReplicaRestartPolicy.ON_FAILURE];

/** How pods begin again: in the role, and not in its pods, whose own policy the operator writes over. */
export const replicaRestarts: Rule = ruleOf(({ isV2, facts: { specs }, roles }) =>
  Object.entries(roles).flatMap(([key, role]): Wrong[] => {
    const policies: readonly string[] = isV2 ? V2_POLICIES : Object.values(ReplicaRestartPolicy);
    const { restartPolicy: policy, template } = role ?? {};
    const inPod = template?.spec?.restartPolicy;
    const wrong = { field: `${specs}.${key}.restartPolicy`, rule: 'replica-restart-policy' };
    return [
      ...(policy === undefined || policies.includes(String(policy))
        ? []
        : [{ ...wrong, message: `has the restart policy ${show(policy)} in its role ${key}`, fix: `there are ${policies.join(', ')}` }]),
      ...(inPod === undefined || inPod === policy
        ? []
        : [
            {
              field: `${specs}.${key}.template.spec.restartPolicy`,
              rule: 'replica-restart-policy',
              severity: 'warning' as const,
              message: `has the restart policy ${inPod} in the pods of its role ${key}, over which its operator writes that of the role`,
              fix: `write restartPolicy beside replicas`,
            },
          ]),
    ];
  }),
);

const MANAGERS = ['kubeflow.org/training-operator', 'kubeflow.org/mpi-operator', 'kueue.x-k8s.io/multikueue'];
const RUN_NUMBERS = ['backoffLimit', 'ttlSecondsAfterFinished'];

function wrongSuccess({ kind, spec: { successPolicy } }: ReplicaJob): Wrong[] {
  const known: readonly string[] = Object.values(SuccessPolicy);
  if (kind !== 'TFJob' || successPolicy === undefined || successPolicy === '' || known.includes(successPolicy)) return [];
  const message = `has the success policy ${show(successPolicy)}`;
  return [{ field: 'successPolicy', rule: 'replica-run-policy', message, fix: 'write AllWorkers, or leave it out' }];
}

/** What a job's policy says that its operator takes and does not know. */
export const replicaRunPolicy: Rule = ruleOf((job) => {
  const { runPolicy = {}, cleanPodPolicy = runPolicy.cleanPodPolicy } = job.spec;
  const { managedBy, activeDeadlineSeconds: deadline } = runPolicy;
  const known: readonly string[] = Object.values(CleanPodPolicy);
  const wrong = (field: string, value: unknown, fix: string): Wrong => ({
    field: `runPolicy.${field}`,
    rule: 'replica-run-policy',
    message: `has ${field} ${show(value)}`,
    fix,
  });
  return [
    ...(cleanPodPolicy === undefined || known.includes(cleanPodPolicy)
      ? []
      : [wrong('cleanPodPolicy', cleanPodPolicy, `there are ${known.join(', ')}`)]),
    ...(managedBy === undefined || MANAGERS.includes(managedBy) ? [] : [wrong('managedBy', managedBy, `there are ${MANAGERS.join(', ')}`)]),
    ...RUN_NUMBERS.filter((name) => Number(runPolicy[name] ?? 0) < 0).map((name) => wrong(name, runPolicy[name], 'write 0 or more')),
    ...(deadline === undefined || Number(deadline) > 0
      ? []
      : [wrong('activeDeadlineSeconds', deadline, 'give it the seconds that it may run')]),
    ...wrongSuccess(job),
  ];
});

/** Parameter servers never end by themselves: without a policy the training operator leaves all pods. */
export const serversStay: Rule = ruleOf(({ entry, kind, facts: { specs }, roles, spec }) => {
  const policy = spec.runPolicy?.cleanPodPolicy ?? CleanPodPolicy.NONE;
  const servers = kind === 'TFJob' ? 'PS' : kind === 'MXJob' ? 'Server' : undefined;
  if (entry.ours || servers === undefined || roles[servers] === undefined || policy !== CleanPodPolicy.NONE) return [];
  const message = `leaves the parameter servers of ${specs}.${servers} running for ever when the training is done`;
  return [
    {
      field: 'runPolicy.cleanPodPolicy',
      rule: 'parameter-servers-stay',
      severity: 'warning',
      message,
      fix: 'write cleanPodPolicy: Running',
    },
  ];
});

/** The bounds of a training whose workers come and go: no webhook compares them. */
export const elasticBounds: Rule = ruleOf(({ spec: { elasticPolicy, nprocPerNode }, roles }) => {
  if (elasticPolicy === undefined) return [];
  const { minReplicas: min, maxReplicas: max, nProcPerNode } = elasticPolicy;
  const replicas = roles.Worker?.replicas;
  const wrong = (field: string, message: string, fix: string): Wrong => ({
    field: `elasticPolicy${field}`,
    rule: 'elastic-bounds',
    message,
    fix,
  });
  const outside = typeof replicas === 'number' && (replicas < (min ?? replicas) || replicas > (max ?? replicas));
  const crossed = min !== undefined && max !== undefined && min > max;
  return [
    ...(roles.Worker === undefined ? [wrong('', 'is elastic, and has no Worker', 'add Worker')] : []),
    ...(crossed ? [wrong('.minReplicas', `is elastic from ${min} to ${max} workers`, 'let minReplicas be at most maxReplicas')] : []),
    ...(outside && !crossed
      ? [
          wrong(
            '',
            `has ${replicas} workers, and is elastic from ${min ?? replicas} to ${max ?? replicas}`,
            'start with a number between them',
          ),
        ]
      : []),
    ...(nProcPerNode !== undefined && nprocPerNode !== undefined
      ? [wrong('.nProcPerNode', 'has nProcPerNode and nprocPerNode', 'leave elasticPolicy.nProcPerNode out')]
      : []),
  ];
});
