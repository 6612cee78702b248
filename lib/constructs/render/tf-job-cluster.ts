import { CleanPodPolicy, SuccessPolicy } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { given } from '../../values/omit';
import { oneOf, optional, required, type Shape } from '../../values/read';
import { TFJOB } from '../../workload/kinds/tfjob';
import type { TfJobClusterProps } from '../tf-job-cluster';
import type { Context } from './context';
import { distributedNotes } from './notes';
import { distributedShape, type GivenRole, renderReplicaJob, roleReaders } from './replica-job';
import { propsReader, type Rendered } from './workload';

const PLACE = 'each pod finds its place in TF_CONFIG';
const { several, one } = roleReaders(PLACE);

const shape: Shape<TfJobClusterProps> = {
  ...distributedShape,
  worker: required(several, { replicas: 1 }, { replicas: 4 }),
  parameterServer: optional(several),
  chief: optional(one),
  evaluator: optional(one),
  successPolicy: optional(oneOf('SuccessPolicy', Object.values(SuccessPolicy), Object.keys(SuccessPolicy))),
};

const readProps = propsReader(shape, distributedNotes(PLACE));

/** What each role does with data and model; the coordinating one alone may write the model. */
function rolesOf({ chief, worker, parameterServer, evaluator }: TfJobClusterProps): GivenRole[] {
  return [
    { name: 'chief', props: chief, readsData: true, modelUse: 'write' },
    { name: 'worker', props: worker, readsData: true, modelUse: chief === undefined ? 'write' : 'none' },
    { name: 'parameterServer', props: parameterServer, readsData: false, modelUse: 'none', ownOnly: ['gpu'] },
    { name: 'evaluator', props: evaluator, readsData: true, modelUse: 'read' },
  ];
}

function policyFindings({ cleanPodPolicy, successPolicy, parameterServer }: TfJobClusterProps): Finding[] {
  const leak: Finding = {
    field: 'cleanPodPolicy',
    value: cleanPodPolicy,
    severity: 'warning',
    rule: 'parameter-servers-stay',
    message: 'leaves the parameter servers running for ever when the training is done',
    fix: 'leave it out, or write CleanPodPolicy.RUNNING',
  };
  const never: Finding = {
    field: 'successPolicy',
    value: successPolicy,
    severity: 'warning',
    rule: 'workers-never-end',
    message: 'waits for all workers, and with parameter servers those that do not coordinate never end by themselves',
    fix: 'leave it out, unless the program ends every worker',
  };
  if (parameterServer === undefined) return [];
  return [...(cleanPodPolicy === CleanPodPolicy.NONE ? [leak] : []), ...(successPolicy === SuccessPolicy.ALL_WORKERS ? [never] : [])];
}

/** The objects of a distributed TensorFlow training. Pure. */
export function renderTfJobCluster(givenProps: TfJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  // The operator's own default is the empty text.
  const successPolicy = props.successPolicy === SuccessPolicy.COORDINATOR ? undefined : props.successPolicy;
  return renderReplicaJob({
    context,
    kind: TFJOB,
    props,
    findings,
    roles: rolesOf(props),
    own: given({ successPolicy }),
    between: policyFindings(props),
  });
}
