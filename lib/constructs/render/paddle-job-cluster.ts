import { TEMPORARY_FOLDER } from '../../pod/security';
import { optional, required, type Shape } from '../../values/read';
import { PADDLEJOB } from '../../workload/kinds/paddlejob';
import type { Role, WorkloadPlan } from '../../workload/plan';
import type { PaddleJobClusterProps } from '../paddle-job-cluster';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { distributedShape, type GivenRole, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'paddle.distributed.launch finds its place in PADDLE_MASTER';
const { several, one } = roleReaders(PLACE);

const shape: Shape<PaddleJobClusterProps> = {
  ...distributedShape,
  worker: required(several, { replicas: 1 }, { replicas: 4 }),
  parameterServer: optional(one),
};

const readProps = propsReader(shape, distributedNotes(PLACE));

function rolesOf({ worker, parameterServer }: PaddleJobClusterProps): GivenRole[] {
  return [
    { name: 'parameterServer', props: parameterServer, readsData: false, modelUse: 'none', ownOnly: ['gpu'] },
    { name: 'worker', props: worker, readsData: true, modelUse: 'write' },
  ];
}

/** The launcher writes each process's words to a file, beside the program unless it is told: in a root that is read-only it never starts. */
const LOGS = { name: 'PADDLE_LOG_DIR', value: `${TEMPORARY_FOLDER}/paddle-log` };

function withLogs(role: Role): Role {
  const { main } = role.pod;
  if (main.env.some(({ name }) => name === LOGS.name)) return role;
  return { ...role, pod: { ...role.pod, main: { ...main, env: [...main.env, LOGS] } } };
}

function logging(plan: WorkloadPlan): WorkloadPlan {
  return { ...plan, roles: plan.roles.map(withLogs) };
}

/** The objects of a distributed PaddlePaddle training. Pure. */
export function renderPaddleJobCluster(given: PaddleJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  return renderReplicaJob({ context, kind: PADDLEJOB, props, findings, roles: rolesOf(props), adjusted: logging });
}
