import type { PyTorchJobSpecElasticPolicy } from '../../../imports/kubeflow.org';
import { DEFAULT_MAX_RESTARTS, Elastic } from '../../values/elastic';
import { CleanPodPolicy } from '../../values/enums';
import { errorAt, type Finding } from '../../values/finding';
import { given } from '../../values/omit';
import { integer, optional, required, type Shape, value } from '../../values/read';
import type { Plain } from '../../workload/kinds/plain';
import { PYTORCHJOB } from '../../workload/kinds/pytorchjob';
import type { PyTorchJobClusterProps } from '../pytorch-job-cluster';
import type { RoleProps } from '../replica-job-props';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { distributedShape, type GivenRole, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'torchrun finds its place in PET_RDZV_ENDPOINT';
const { several, one } = roleReaders(PLACE);
const MOST_PROCESSES = 1024;

const shape: Shape<PyTorchJobClusterProps> = {
  ...distributedShape,
  worker: required(several, { replicas: 1 }, { replicas: 4 }),
  master: optional(one),
  elastic: optional(value(Elastic, 'Elastic.between(2, 8)')),
  processesPerPod: optional(integer(1, MOST_PROCESSES)),
};

const readProps = propsReader(shape, distributedNotes(PLACE));

function gpusOf(props: PyTorchJobClusterProps, role: RoleProps | undefined): number {
  return (role?.gpu ?? props.gpu)?.count ?? 0;
}

function processesOf(props: PyTorchJobClusterProps): number {
  return props.processesPerPod ?? Math.max(1, gpusOf(props, props.worker));
}

function rolesOf(props: PyTorchJobClusterProps): GivenRole[] {
  const { master, worker, elastic } = props;
  const processes = processesOf(props);
  const count = elastic === undefined ? {} : { count: { min: elastic.min, max: elastic.max } };
  return [
    { name: 'master', props: master, readsData: true, modelUse: 'write', processes },
    { name: 'worker', props: worker, readsData: true, modelUse: master === undefined ? 'write' : 'none', processes, ...count },
  ];
}

/** With bounds that are one number the training has a fixed size, and its pods find each other without a master. */
function elasticPolicy({ worker, elastic }: PyTorchJobClusterProps): Plain<PyTorchJobSpecElasticPolicy> {
  const { maxRestarts = DEFAULT_MAX_RESTARTS, cpuUtilization } = elastic?._options ?? {};
  const target = { type: 'Utilization', averageUtilization: cpuUtilization };
  return given({
    rdzvBackend: 'c10d',
    minReplicas: elastic?.min ?? worker.replicas,
    maxReplicas: elastic?.max ?? worker.replicas,
    maxRestarts,
    metrics: cpuUtilization === undefined ? undefined : [{ type: 'Resource', resource: { name: 'cpu', target } }],
  });
}

function elasticFindings({ elastic, master, worker }: PyTorchJobClusterProps): Finding[] {
  if (elastic === undefined) return [];
  const { replicas } = worker;
  const outside = replicas < elastic.min || replicas > elastic.max;
  const bounds = `is outside of elastic, which is from ${elastic.min} to ${elastic.max}`;
  return [
    ...(master === undefined
      ? []
      : [errorAt('elastic', 'elastic-master', 'is for trainings without a master, to which all others are bound', 'leave master out')]),
    ...(outside ? [errorAt('worker.replicas', 'elastic-bounds', bounds, 'start with a number between them', replicas)] : []),
  ];
}

/** Kueue ends the pods of a training whose size no longer is that which it has let go (v0.19.2, `jobframework` `EquivalentToWorkload`), and lets it wait anew. */
function autoscalerFindings({ elastic, queue }: PyTorchJobClusterProps): Finding[] {
  const { cpuUtilization } = elastic?._options ?? {};
  if (cpuUtilization === undefined || queue?._kind !== 'kueue') return [];
  const message =
    'makes an autoscaler, and queue is kueue, which ends all pods whenever their number is changed, and lets the training wait anew';
  const fix = 'leave it out, or write Queue.volcano or Queue.coscheduling';
  return [{ field: 'elastic.cpuUtilization', value: cpuUtilization, severity: 'warning', rule: 'elastic-in-kueue', message, fix }];
}

function masterFindings({ master, security }: PyTorchJobClusterProps): Finding[] {
  if (master === undefined || (security?._level ?? 'restricted') === 'baseline') return [];
  return [
    {
      field: 'master',
      severity: 'warning',
      rule: 'operator-init-container',
      message:
        "makes the operator give each worker an init container (alpine, nslookup) that a namespace with Pod Security restricted refuses, and that takes the pods' Guaranteed class",
      fix: 'leave master out, and start the program by torchrun',
    },
  ];
}

/** Each GPU has one process: NCCL refuses two, and those without one do nothing. */
function processFindings(props: PyTorchJobClusterProps): Finding[] {
  const processes = processesOf(props);
  const roles = { worker: props.worker, ...(props.master === undefined ? {} : { master: props.master }) };
  return Object.entries(roles).flatMap(([name, role]) => {
    const gpus = gpusOf(props, role);
    const byItself = gpus === 0 && (processes === 1 || props.processesPerPod !== undefined);
    if (gpus === processes || byItself) return [];
    const message = `${processes === 1 ? 'is one process' : `is ${processes} processes`} for each pod, and the ${name} has ${gpus === 1 ? 'one GPU' : `${gpus} GPUs`}`;
    return [
      errorAt('processesPerPod', 'processes-per-gpu', message, 'leave it out, and give all roles as many GPUs', props.processesPerPod),
    ];
  });
}

/** The objects of a distributed PyTorch training. Pure. */
export function renderPyTorchJobCluster(givenProps: PyTorchJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const nprocPerNode = String(processesOf(props));
  return renderReplicaJob({
    context,
    kind: PYTORCHJOB,
    props,
    findings,
    roles: rolesOf(props),
    own: given({ elasticPolicy: props.master === undefined ? elasticPolicy(props) : undefined, nprocPerNode }),
    between: [...elasticFindings(props), ...autoscalerFindings(props), ...masterFindings(props), ...processFindings(props)],
    cleanPodPolicy: props.master === undefined ? CleanPodPolicy.NONE : CleanPodPolicy.RUNNING,
  });
}
