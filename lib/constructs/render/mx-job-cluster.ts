import { minorVersion } from '../../profile/facts';
import type { Finding } from '../../values/finding';
import { optional, required, type Shape } from '../../values/read';
import { MXJOB } from '../../workload/kinds/mxjob';
import type { MxJobClusterProps } from '../mx-job-cluster';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { distributedShape, type GivenRole, notOfKueue, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'each pod finds its place in DMLC_ROLE';
const { several, one } = roleReaders(PLACE);
/** The last version of the training operator that has MXJobs (kubeflow/training-operator#2150). */
const LAST_VERSION = '1.8';

const OTHER_QUEUE = 'write Queue.volcano or Queue.coscheduling, or a JobSetCluster with rendezvous: Rendezvous.MXNET';

const shape: Shape<MxJobClusterProps> = {
  ...distributedShape,
  worker: required(several, { replicas: 1 }, { replicas: 4 }),
  parameterServer: required(several, { replicas: 1 }, { replicas: 2 }),
  scheduler: optional(one),
};

const readProps = propsReader(shape, distributedNotes(PLACE));

function rolesOf({ scheduler = {}, parameterServer, worker }: MxJobClusterProps): GivenRole[] {
  return [
    { name: 'scheduler', props: scheduler, readsData: false, modelUse: 'none', ownOnly: ['gpu', 'network'] },
    { name: 'parameterServer', props: parameterServer, readsData: false, modelUse: 'none', ownOnly: ['gpu'] },
    { name: 'worker', props: worker, readsData: true, modelUse: 'write' },
  ];
}

function versionFindings({ cluster: { trainingOperatorVersion } }: Context): Finding[] {
  if (minorVersion(trainingOperatorVersion) <= minorVersion(LAST_VERSION)) return [];
  return [
    {
      field: '',
      severity: 'error',
      rule: 'no-mxjob',
      message: `needs an MXJob, and the cluster's training operator ${trainingOperatorVersion} has none: ${LAST_VERSION} was the last`,
      fix: "write a JobSetCluster with rendezvous: Rendezvous.MXNET and the roles scheduler, server and worker; for an older operator say it in ClusterProfile.attach: trainingOperatorVersion: '1.8'",
    },
  ];
}

/** The objects of a distributed MXNet training. Pure. */
export function renderMxJobCluster(given: MxJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  const roles = rolesOf(props);
  const between = [...versionFindings(context), ...notOfKueue(props, 'MXJob (since its version 0.11)', OTHER_QUEUE)];
  return renderReplicaJob({ context, kind: MXJOB, props, findings, roles, own: { jobMode: 'MXTrain' }, between });
}
