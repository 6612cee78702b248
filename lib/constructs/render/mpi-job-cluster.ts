import { ClusterOperator, isInstalled } from '../../profile/facts';
import { MpiImplementation, ReplicaRestartPolicy } from '../../values/enums';
import { errorAt, type Finding } from '../../values/finding';
import { given } from '../../values/omit';
import { mountPath } from '../../values/path';
import { PodSecurity } from '../../values/pod-security';
import { integer, oneOf, optional, required, type Shape } from '../../values/read';
import { Resources } from '../../values/resources';
import { MPIJOB, MPIJOB_V1 } from '../../workload/kinds/mpijob';
import type { MpiJobClusterProps } from '../mpi-job-cluster';
import type { ReplicasProps, RoleProps } from '../replica-job-props';
import type { Context } from './context';
import { handedOn } from './mpi-variables';
import { distributedNotes } from './notes';
import { distributedShape, type GivenRole, notOfKueue, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'mpirun starts a process in each slot of the workers';
const { several, one } = roleReaders(PLACE);
const MOST_SLOTS = 1024;

/** The user that mpi-operator's images have, and whose home is there (kubeflow/mpi-operator, `build/base`). Without an entry in passwd ssh does not start. */
const IMAGE_USER = 1000;
const HOME = '/home/mpiuser';
/** Without root: keys and port as the image's own file says, and no file for the process id, which a read-only root refuses. */
const SSHD = ['/usr/sbin/sshd', '-De', '-f', `${HOME}/.sshd_config`, '-o', 'PidFile=none'];
/** `mpirun` waits for the processes, and does nothing else. */
const LAUNCHER_RESOURCES = { cpu: '1', memory: '2Gi' };

const shape: Shape<MpiJobClusterProps> = {
  ...distributedShape,
  worker: required(several, { replicas: 1 }, { replicas: 4 }),
  launcher: optional(one),
  slotsPerWorker: optional(integer(1, MOST_SLOTS)),
  mpiImplementation: optional(oneOf('MpiImplementation', Object.values(MpiImplementation), Object.keys(MpiImplementation))),
  sshAuthMountPath: optional(mountPath),
};

const readProps = propsReader(shape, distributedNotes(PLACE));

/** With GPUs it has processes of its own. */
function launcherTrains({ launcher }: MpiJobClusterProps): boolean {
  return launcher?.gpu !== undefined;
}

function gpusOf(props: MpiJobClusterProps): number {
  return (props.worker.gpu ?? props.gpu)?.count ?? 0;
}

function slotsOf(props: MpiJobClusterProps): number {
  return props.slotsPerWorker ?? Math.max(1, gpusOf(props));
}

/** With the user of the image, where the user has said none. */
function secured<P extends Pick<RoleProps, 'security'>>(props: P): P {
  const { security } = props;
  if (security?._level !== 'restricted' || security._options.user !== undefined) return props;
  return { ...props, security: PodSecurity.restricted({ user: IMAGE_USER, ...security._options }) };
}

function isRestricted({ security }: { readonly security?: PodSecurity | undefined }): boolean {
  return (security?._level ?? 'restricted') === 'restricted';
}

function withUser({ launcher, ...props }: MpiJobClusterProps): MpiJobClusterProps {
  const security = props.security ?? PodSecurity.restricted();
  return {
    ...secured({ ...props, security }),
    worker: secured(props.worker),
    ...(launcher === undefined ? {} : { launcher: secured(launcher) }),
  };
}

function launcherOf(props: MpiJobClusterProps): RoleProps {
  const { launcher = {} } = props;
  return launcherTrains(props) || launcher.resources !== undefined
    ? launcher
    : { ...launcher, resources: Resources.guaranteed(LAUNCHER_RESOURCES) };
}

/** Where it is to be root the operator's own command is right. */
function workerOf(props: MpiJobClusterProps, bySsh: boolean): ReplicasProps {
  const { worker } = props;
  const hasOwn = worker.command !== undefined || worker.args !== undefined;
  return hasOwn || !bySsh || !isRestricted({ security: worker.security ?? props.security }) ? worker : { ...worker, command: SSHD };
}

function rolesOf(props: MpiJobClusterProps, bySsh: boolean): GivenRole[] {
  const trains = launcherTrains(props);
  const processes = slotsOf(props);
  return [
    {
      name: 'launcher',
      props: launcherOf(props),
      readsData: trains,
      modelUse: trains ? 'write' : 'none',
      ownOnly: trains ? ['gpu'] : ['gpu', 'resources', 'sharedMemory', 'network'],
      processes: trains ? processes : 1,
      // It comes when the workers are ready, so that a gang never waits for it.
      ...(bySsh ? { count: { min: 0, max: 1 } } : {}),
    },
    {
      name: 'worker',
      props: workerOf(props, bySsh),
      readsData: true,
      modelUse: trains ? 'none' : 'write',
      ownOnly: ['command', 'args'],
      processes,
    },
  ];
}

/** A process for each GPU: NCCL refuses two, and one without does nothing. */
function slotFindings(props: MpiJobClusterProps): Finding[] {
  const gpus = gpusOf(props);
  const slots = slotsOf(props);
  const own = props.launcher?.gpu?.count;
  const counts = [...(gpus === 0 ? [] : [['the worker', gpus] as const]), ...(own === undefined ? [] : [['the launcher', own] as const])];
  return counts.flatMap(([who, count]) => {
    if (count === slots) return [];
    const message = `is ${slots === 1 ? 'one process' : `${slots} processes`} for each pod, and ${who} has ${count === 1 ? 'one GPU' : `${count} GPUs`}`;
    return [
      errorAt(
        'slotsPerWorker',
        'processes-per-gpu',
        message,
        'leave it out, and give all pods that train as many GPUs',
        props.slotsPerWorker,
      ),
    ];
  });
}

/** mpi-operator takes an MPIJob with another policy, and never does anything with it (its `validateReplicaSpec`). */
function policyFindings({ launcher, worker, restartPolicy }: MpiJobClusterProps): Finding[] {
  const policies = { restartPolicy, 'launcher.restartPolicy': launcher?.restartPolicy, 'worker.restartPolicy': worker.restartPolicy };
  return Object.entries(policies).flatMap(([field, policy]) => {
    if (policy === undefined || policy === ReplicaRestartPolicy.NEVER || policy === ReplicaRestartPolicy.ON_FAILURE) return [];
    return [
      errorAt(field, 'mpi-restart-policy', 'is not known to mpi-operator, which never starts the job', 'write ON_FAILURE or NEVER', policy),
    ];
  });
}

const V1_ALONE = "the cluster's profile says TRAINING_OPERATOR_MPI";

/** What the training operator does not have, and what it does to the launcher. */
function v1Findings(props: MpiJobClusterProps): Finding[] {
  const { mpiImplementation = MpiImplementation.OPEN_MPI, sshAuthMountPath, serviceAccount } = props;
  return [
    ...notOfKueue(
      props,
      'MPIJob of the training operator (kubeflow.org/v1)',
      'use mpi-operator, and leave TRAINING_OPERATOR_MPI out of the profile; or write Queue.volcano or Queue.coscheduling',
    ),
    ...(mpiImplementation === MpiImplementation.OPEN_MPI
      ? []
      : [errorAt('mpiImplementation', 'mpi-v1', `is for mpi-operator, and ${V1_ALONE}`, 'leave it out', mpiImplementation)]),
    ...(sshAuthMountPath === undefined
      ? []
      : [errorAt('sshAuthMountPath', 'mpi-v1', `is for mpi-operator, and ${V1_ALONE}`, 'leave it out', sshAuthMountPath)]),
    ...(serviceAccount === undefined
      ? []
      : [
          errorAt(
            'serviceAccount',
            'mpi-v1',
            "would take the operator's own account from the launcher, by which it reaches the workers",
            'leave it out',
          ),
        ]),
    ...(isRestricted(props)
      ? [
          {
            field: '',
            severity: 'warning' as const,
            rule: 'operator-init-container',
            message:
              'has an init container of the operator (kubectl-delivery) in its launcher that a namespace with Pod Security restricted refuses',
            fix: 'use mpi-operator, and leave TRAINING_OPERATOR_MPI out of the profile; or write security: PodSecurity.baseline() in a namespace that allows it',
          },
        ]
      : []),
  ];
}

function v2Fields(props: MpiJobClusterProps): Readonly<Record<string, unknown>> {
  return {
    sshAuthMountPath: props.sshAuthMountPath ?? (isRestricted(props) ? `${HOME}/.ssh` : '/root/.ssh'),
    mpiImplementation: props.mpiImplementation ?? MpiImplementation.OPEN_MPI,
    launcherCreationPolicy: 'WaitForWorkersReady',
    runLauncherAsWorker: launcherTrains(props) ? true : undefined,
  };
}

/** The objects of a distributed training that mpirun starts. Pure. */
export function renderMpiJobCluster(givenProps: MpiJobClusterProps, context: Context): Rendered {
  const { props: read, findings } = readProps(givenProps, context);
  const bySsh = !isInstalled(ClusterOperator.TRAINING_OPERATOR_MPI, context.cluster);
  const props = bySsh ? withUser(read) : read;
  return renderReplicaJob({
    context,
    kind: bySsh ? MPIJOB : MPIJOB_V1,
    props,
    findings,
    roles: rolesOf(props, bySsh),
    own: given({ slotsPerWorker: slotsOf(props), ...(bySsh ? v2Fields(props) : { mainContainer: MPIJOB_V1.container }) }),
    between: [...slotFindings(props), ...(bySsh ? policyFindings(props) : v1Findings(props))],
    ...(bySsh ? { adjusted: handedOn } : {}),
  });
}
