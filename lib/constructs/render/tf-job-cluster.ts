import { CleanPodPolicy, ReplicaRestartPolicy, SuccessPolicy } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { integer, oneOf, optional, required, type Shape, struct } from '../../values/read';
import { shapeOf } from '../../workload/build';
import { TFJOB, type TfJobSettings, type TfRole } from '../../workload/kinds/tfjob';
import { TRAINING_OPTIONS, TRAINING_ROLE_OPTIONS } from '../../workload/options/table';
import type { ModelUse } from '../../workload/plan';
import type { TfJobClusterProps, TfReplicasProps, TfRoleProps } from '../tf-job-cluster';
import type { Context } from './context';
import { ROLE_NOTES, SINGLE_ROLE_NOTES, TF_JOB_NOTES } from './notes';
import { runFindings, runSettings, runShape } from './training';
import { allProblems, nameFindings, nameShape, type Outline, outline, propsReader, type Rendered, type RoleOutline } from './workload';

const DEFAULTS = {
  restartPolicy: ReplicaRestartPolicy.ON_FAILURE,
  cleanPodPolicy: CleanPodPolicy.RUNNING,
  successPolicy: SuccessPolicy.COORDINATOR,
};

const MOST_REPLICAS = 10_000;

const restartPolicy = optional(oneOf('ReplicaRestartPolicy', Object.values(ReplicaRestartPolicy)));
const podShape = shapeOf(TRAINING_ROLE_OPTIONS);
const roleShape: Shape<TfRoleProps> = { ...podShape, image: optional(podShape.image.read), restartPolicy };
const replicasShape: Shape<TfReplicasProps> = { ...roleShape, replicas: required(integer(1, MOST_REPLICAS), 1, 2) };

const { parallel: _, ...allRolesShape } = shapeOf(TRAINING_OPTIONS);
const shape: Shape<TfJobClusterProps> = {
  ...nameShape,
  ...runShape,
  ...allRolesShape,
  worker: required(struct(replicasShape, 'refuse', ROLE_NOTES), { replicas: 1 }, { replicas: 4 }),
  parameterServer: optional(struct(replicasShape, 'refuse', ROLE_NOTES)),
  chief: optional(struct(roleShape, 'refuse', SINGLE_ROLE_NOTES)),
  evaluator: optional(struct(roleShape, 'refuse', SINGLE_ROLE_NOTES)),
  restartPolicy,
  cleanPodPolicy: optional(oneOf('CleanPodPolicy', Object.values(CleanPodPolicy))),
  successPolicy: optional(oneOf('SuccessPolicy', Object.values(SuccessPolicy), Object.keys(SuccessPolicy))),
};

const readProps = propsReader(shape, TF_JOB_NOTES);

/** What each role does with data and model; the coordinating one alone may write the model. */
function rolesOf(props: TfJobClusterProps): RoleOutline[] {
  const coordinator: TfRole = props.chief === undefined ? 'worker' : 'chief';
  const role = (name: TfRole, own: TfRoleProps | TfReplicasProps | undefined, readsData: boolean, modelUse: ModelUse): RoleOutline[] => {
    if (own === undefined) return [];
    const replicas = 'replicas' in own ? own.replicas : 1;
    return [{ name, count: { min: replicas, max: replicas }, readsData, modelUse: name === coordinator ? 'write' : modelUse }];
  };
  return [
    ...role('chief', props.chief, true, 'none'),
    ...role('worker', props.worker, true, 'none'),
    ...role('parameterServer', props.parameterServer, false, 'none'),
    ...role('evaluator', props.evaluator, true, 'read'),
  ];
}

function ownProps(props: TfJobClusterProps): Record<TfRole, Record<string, unknown> | undefined> {
  const { chief, worker, evaluator, parameterServer } = props;
  return {
    chief: chief === undefined ? undefined : { ...chief },
    worker: { ...worker },
    evaluator: evaluator === undefined ? undefined : { ...evaluator },
    parameterServer: parameterServer === undefined ? undefined : { ...parameterServer },
  };
}

function settingsOf(props: TfJobClusterProps, roles: readonly RoleOutline[]): TfJobSettings {
  const own = ownProps(props);
  const policies = roles.map(({ name }) => {
    const policy = own[name as TfRole]?.restartPolicy as ReplicaRestartPolicy | undefined;
    return [name, policy ?? props.restartPolicy ?? DEFAULTS.restartPolicy] as const;
  });
  return {
    ...runSettings(props),
    cleanPodPolicy: props.cleanPodPolicy ?? DEFAULTS.cleanPodPolicy,
    successPolicy: props.successPolicy ?? DEFAULTS.successPolicy,
    restartPolicies: Object.fromEntries(policies),
  };
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
export function renderTfJobCluster(given: TfJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(given, context);
  const roles = rolesOf(props);
  const input: Outline<TfJobSettings> = {
    context,
    kind: TFJOB,
    component: 'training',
    roles,
    options: TRAINING_OPTIONS,
    shared: { ...props },
    own: ownProps(props),
    ownOnly: { parameterServer: ['gpu'] },
    run: props.run,
  };
  const { plan, siblings, findings: between } = outline(input);
  const settings = settingsOf(props, roles);
  const more = [...nameFindings(input, plan, settings), ...runFindings(props), ...policyFindings(props)];
  return { manifests: [TFJOB.render(plan, settings), ...siblings], problems: allProblems(context, findings, [...between, ...more]) };
}
