import { optional, required, type Shape } from '../../values/read';
import { PADDLEJOB } from '../../workload/kinds/paddlejob';
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

/** The objects of a distributed PaddlePaddle training. Pure. */
export function renderPaddleJobCluster(given: PaddleJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  return renderReplicaJob({ context, kind: PADDLEJOB, props, findings, roles: rolesOf(props) });
}
