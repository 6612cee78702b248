import type { Chart } from 'cdk8s';
import { CephDataset, CephStorage } from 'cdk8s-ml';
import { type Refusal, second, secondObject } from './refusal';

const MAIN = { name: 'main', image: 'registry.example.com/ml/train:1.0' };
const POD = { containers: [MAIN], restartPolicy: 'Never' };
const WORKER = { replicas: 1, template: { spec: { containers: [{ ...MAIN, name: 'tensorflow' }] } } };
const INDEXED = { completionMode: 'Indexed', completions: 2 };
const HOSTNAME = 'kubernetes.io/hostname';

/** A mistake in an object that a user writes himself, beside something of the library. */
function byHand(rule: string, mistake: string, outcome: Refusal['outcome'], apiVersion: string, kind: string, spec: object): Refusal {
  const make = (chart: Chart) => {
    new CephDataset(chart, 'data', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' });
    second(chart, apiVersion, kind, spec);
  };
  return { mistake, rule, make, objects: () => [secondObject(apiVersion, kind, spec)], outcome };
}

function job(rule: string, mistake: string, refused: RegExp, spec: object, pod: object = POD): Refusal {
  return byHand(rule, mistake, { refused }, 'batch/v1', 'Job', { template: { spec: pod }, ...spec });
}

function placed(rule: string, mistake: string, refused: RegExp, pod: object): Refusal {
  return job(rule, mistake, refused, {}, { ...POD, ...pod });
}

function failurePolicy(mistake: string, refused: RegExp, rule: object): Refusal {
  return job('job-failure-policy', mistake, refused, { podFailurePolicy: { rules: [rule] } });
}

const codes = (values: number[], more: object = {}) => ({ action: 'FailJob', onExitCodes: { operator: 'In', values, ...more } });

/** Jobs and pods by hand that the API server does not take. */
export const JOBS_BY_HAND: readonly Refusal[] = [
  job(
    'job-restart-policy',
    'a Job by hand without a restart policy',
    /Required value: valid values: "OnFailure", "Never"/,
    {},
    { containers: [MAIN] },
  ),
  job(
    'job-restart-policy',
    'a Job by hand that judges failed pods, which the kubelet restarts',
    /only using "Never" is (allowed|supported)|Never/,
    { podFailurePolicy: { rules: [codes([42])] } },
    { ...POD, restartPolicy: 'OnFailure' },
  ),
  job('job-indexes', 'indexes by hand of which there is no number', /completions: Required value/, {
    completionMode: 'Indexed',
    parallelism: 2,
  }),
  job('job-indexes', 'retries for each index by hand, without indexes', /requires indexed completion mode/, { backoffLimitPerIndex: 1 }),
  job('job-indexes', 'a success policy by hand, without indexes', /requires indexed completion mode/, {
    successPolicy: { rules: [{ succeededIndexes: '0' }] },
  }),
  job('job-indexes', 'more failed indexes by hand than there are', /must be less than or equal to completions/, {
    ...INDEXED,
    backoffLimitPerIndex: 1,
    maxFailedIndexes: 3,
  }),
  job(
    'job-indexes',
    'failed indexes by hand that nobody counts',
    /when maxFailedIndexes is specified|backoffLimitPerIndex: Required value/,
    { ...INDEXED, maxFailedIndexes: 1 },
  ),
  job('job-settings', 'a Job by hand with a negative number of retries', /backoffLimit: Invalid value: -1/, { backoffLimit: -1 }),
  job('job-settings', 'pods by hand that are replaced before they have failed, and judged', /Unsupported value: "TerminatingOrFailed"/, {
    podReplacementPolicy: 'TerminatingOrFailed',
    podFailurePolicy: { rules: [codes([42])] },
  }),
  failurePolicy('exit codes by hand that are not sorted', /must be ordered/, codes([42, 1])),
  failurePolicy('success among the exit codes of failures, by hand', /must not be 0 for the In operator/, codes([0, 1])),
  failurePolicy(
    'exit codes by hand of a container that is not there',
    /must be one of the container or initContainer names/,
    codes([1], { containerName: 'other' }),
  ),
  failurePolicy('a rule by hand for nothing', /specifying one of OnExitCodes and OnPodConditions is required/, { action: 'Ignore' }),
  failurePolicy('an index by hand that fails, where none is tried by itself', /requires the backoffLimitPerIndex|FailIndex/, {
    ...codes([1]),
    action: 'FailIndex',
  }),
  placed('affinity-term', 'affinity by hand without a topology', /topologyKey: Required value/, {
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {}, topologyKey: '' }] } },
  }),
  placed('affinity-term', 'affinity by hand with a weight of 101', /must be in the range 1-100/, {
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { labelSelector: {}, topologyKey: HOSTNAME } }],
      },
    },
  }),
  placed('affinity-term', 'nodes by hand whose label has one of no values', /must be specified when `operator` is 'In' or 'NotIn'/, {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'gpu', operator: 'In', values: [] }] }],
        },
      },
    },
  }),
  placed(
    'spread-term',
    'a spread by hand with minDomains that does not bind',
    /can only use minDomains if whenUnsatisfiable=DoNotSchedule/,
    {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2, labelSelector: {} },
      ],
    },
  ),
  placed('pod-shape', 'a port by hand that is none', /containerPort: Invalid value: 70000/, {
    containers: [{ ...MAIN, ports: [{ containerPort: 70_000 }] }],
  }),
  byHand('schedule', 'a schedule by hand of four fields', { refused: /schedule: Invalid value/ }, 'batch/v1', 'CronJob', {
    schedule: '0 2 * *',
    jobTemplate: { spec: { template: { spec: POD } } },
  }),
];

function operated(rule: string, mistake: string, outcome: Refusal['outcome'], kind: string, spec: object): Refusal {
  return byHand(rule, mistake, outcome, 'kubeflow.org/v1', kind, spec);
}

function tfJob(rule: string, mistake: string, accepted: string, worker: object, spec: object = {}): Refusal {
  return operated(rule, mistake, { accepted }, 'TFJob', { tfReplicaSpecs: { Worker: { ...WORKER, ...worker } }, ...spec });
}

const torch = (more: object = {}) => ({ ...WORKER, template: { spec: { containers: [{ ...MAIN, name: 'pytorch' }] } }, ...more });
const denied = (kind: string) => new RegExp(`admission webhook "validator\\.${kind}\\.training-operator\\.kubeflow\\.org" denied`);

/** Operators' jobs by hand that webhooks do not take. */
export const OPERATED_BY_HAND: readonly Refusal[] = [
  operated('replica-container', 'a TFJob by hand without the container tensorflow', { refused: denied('tfjob') }, 'TFJob', {
    tfReplicaSpecs: { Worker: { ...WORKER, template: { spec: { containers: [MAIN] } } } },
  }),
  operated('replica-roles', 'a TFJob by hand with a chief and a master', { refused: denied('tfjob') }, 'TFJob', {
    tfReplicaSpecs: { Chief: WORKER, Master: WORKER },
  }),
  operated('replica-count', 'a PyTorchJob by hand with two masters', { refused: denied('pytorchjob') }, 'PyTorchJob', {
    pytorchReplicaSpecs: { Master: torch({ replicas: 2 }) },
  }),
  operated('elastic-bounds', 'an elastic PyTorchJob by hand without workers', { refused: denied('pytorchjob') }, 'PyTorchJob', {
    pytorchReplicaSpecs: { Master: torch() },
    elasticPolicy: { minReplicas: 1, maxReplicas: 2 },
  }),
  operated('replica-roles', 'an XGBoostJob by hand without a master', { refused: denied('xgboostjob') }, 'XGBoostJob', {
    xgbReplicaSpecs: { Worker: { ...WORKER, template: { spec: { containers: [{ ...MAIN, name: 'xgboost' }] } } } },
  }),
];

/** What of such objects is taken without a word. */
export const BY_HAND_ACCEPTED: readonly Refusal[] = [
  operated('replica-key', 'a TFJob by hand whose role is misspelt', { accepted: 'the success of its pods never counts' }, 'TFJob', {
    tfReplicaSpecs: { Workers: WORKER },
  }),
  tfJob('replica-count', 'a TFJob by hand with -1 workers', 'the operator fails at it for ever', { replicas: -1 }),
  tfJob(
    'replica-run-policy',
    'a TFJob by hand that cleans its pods by a policy that is none',
    'nothing is cleaned',
    {},
    { runPolicy: { cleanPodPolicy: 'Always' } },
  ),
  tfJob(
    'gang-members',
    'a TFJob by hand whose gang has more members than pods',
    'it never starts',
    {},
    { runPolicy: { schedulingPolicy: { minAvailable: 5 } } },
  ),
  tfJob('pod-shape', 'a port inside a TFJob by hand that is none', 'its pods are refused', {
    template: { spec: { containers: [{ ...MAIN, name: 'tensorflow', ports: [{ containerPort: 70_000 }] }] } },
  }),
  operated('replica-roles', 'parameter servers by hand without workers', { accepted: 'nobody trains' }, 'TFJob', {
    tfReplicaSpecs: { PS: WORKER },
  }),
  operated('elastic-bounds', 'an elastic PyTorchJob by hand from four workers to two', { accepted: 'its scaler fails' }, 'PyTorchJob', {
    pytorchReplicaSpecs: { Worker: torch({ replicas: 2 }) },
    elasticPolicy: { minReplicas: 4, maxReplicas: 2 },
  }),
  byHand('deadline', 'a Job by hand with a deadline of no seconds', { accepted: 'it fails as it starts' }, 'batch/v1', 'Job', {
    template: { spec: POD },
    activeDeadlineSeconds: 0,
  }),
  byHand('schedule-never', 'a schedule by hand that never comes', { accepted: 'it never runs' }, 'batch/v1', 'CronJob', {
    schedule: '0 0 31 2 *',
    jobTemplate: { spec: { template: { spec: POD } } },
  }),
  byHand('affinity-term', 'nodes by hand with more than a memory that is no number', { accepted: 'no node matches' }, 'batch/v1', 'Job', {
    template: {
      spec: {
        ...POD,
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'memory', operator: 'Gt', values: ['80Gi'] }] }],
            },
          },
        },
      },
    },
  }),
  byHand(
    'job-restart-policy',
    'indexes by hand that are tried by themselves, in pods that the kubelet restarts',
    { accepted: 'both try again' },
    'batch/v1',
    'Job',
    { ...INDEXED, backoffLimitPerIndex: 1, template: { spec: { ...POD, restartPolicy: 'OnFailure' } } },
  ),
];
