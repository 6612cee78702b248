import { optional, type Shape } from '../../values/read';
import { XGBOOSTJOB } from '../../workload/kinds/xgboostjob';
import type { XgboostJobClusterProps } from '../xgboost-job-cluster';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { distributedShape, type GivenRole, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'each pod finds its place in RANK';
const { several, one } = roleReaders(PLACE);

const shape: Shape<XgboostJobClusterProps> = { ...distributedShape, master: optional(one), worker: optional(several) };

const readProps = propsReader(shape, distributedNotes(PLACE));

function rolesOf({ master = {}, worker }: XgboostJobClusterProps): GivenRole[] {
  return [
    { name: 'master', props: master, readsData: true, modelUse: 'write' },
    { name: 'worker', props: worker, readsData: true, modelUse: 'none' },
  ];
}

/** The objects of a distributed XGBoost training. Pure. */
export function renderXgboostJobCluster(given: XgboostJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  return renderReplicaJob({ context, kind: XGBOOSTJOB, props, findings, roles: rolesOf(props) });
}
