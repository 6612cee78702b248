import { errorAt, type Finding } from '../../values/finding';
import { isDns1035Label } from '../../values/name';
import { map, optional, required, type Shape, struct, textWhere } from '../../values/read';
import { Resources } from '../../values/resources';
import { getsThrough, wordsOf } from '../../workload/kinds/ray-entrypoint';
import { GROUPS, HEAD, RAYJOB, SUBMITTER } from '../../workload/kinds/rayjob';
import type { WorkloadPlan } from '../../workload/plan';
import type { RayJobClusterProps, RayWorkersProps } from '../ray-job-cluster';
import type { RolePodProps } from '../replica-job-props';
import type { Context } from './context';
import { distributedNotes, roleNotes } from './notes';
import { replicas } from './replica-job';
import { allRolesShape, type GivenRole, renderRoles, rolePodShape } from './roles';
import { runSettings } from './training';
import { propsReader, type Rendered } from './workload';

const PLACE = 'Ray gives its tasks to the workers';
/** Names of groups that KubeRay, Kueue or this library have for others. */
const TAKEN = [HEAD, 'headgroup', SUBMITTER, 'worker'];

/** The program itself, the dashboard and all of the cluster's state: Ray's own guide warns of heads with less. */
const HEAD_RESOURCES = { cpu: '2', memory: '8Gi' };
/** `ray job submit`, which waits and passes on what the program prints. KubeRay's own has as much as its limit, and requests less. */
const SUBMITTER_RESOURCES = { cpu: '500m', memory: '1Gi' };

/** What the submitter has nothing of: it trains nothing, and runs no program of the user's. */
const NOT_OF_SUBMITTER = [
  'command',
  'args',
  'resources',
  'gpu',
  'network',
  'sharedMemory',
  'mounts',
  'env',
  'envValues',
  'checkpoint',
  'placement',
  'runtimeClassName',
];

const notes = roleNotes(PLACE);
const BY_KUBERAY = 'leave it out: KubeRay makes a failed cluster anew, backoffLimit times, and removes it when the program has ended';
const RAY_NOTES = {
  ...distributedNotes(PLACE),
  restartPolicy: BY_KUBERAY,
  cleanPodPolicy: BY_KUBERAY,
  entrypoint: "write command: ['python', 'train.py']",
};

const groupName = textWhere('loaders', (name) => {
  if (!isDns1035Label(name)) {
    return {
      rule: 'name',
      message: 'must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -',
      fix: "for example 'loaders'",
    };
  }
  return TAKEN.includes(name)
    ? { rule: 'name', message: 'is the name of other pods of the cluster', fix: "for example 'loaders'" }
    : undefined;
});

const rayVersion = textWhere('2.53.0', (version) =>
  /^\d+\.\d+(\.\d+)?$/.test(version)
    ? undefined
    : { rule: 'ray-version', message: "must be Ray's version as its packages have it", fix: "for example '2.53.0'" },
);

const OF_GROUP = { restartPolicy: BY_KUBERAY };
const workersShape: Shape<RayWorkersProps> = { ...rolePodShape, replicas };
const workers = struct(workersShape, 'refuse', { ...notes.several, ...OF_GROUP });

const shape: Shape<RayJobClusterProps> = {
  ...allRolesShape,
  worker: required(workers, { replicas: 1 }, { replicas: 4 }),
  workerGroups: optional(map(groupName, workers)),
  head: optional(struct(rolePodShape, 'refuse', { ...notes.one, ...OF_GROUP })),
  rayVersion: optional(rayVersion),
};

const readProps = propsReader(shape, RAY_NOTES);

function headWorks({ head }: RayJobClusterProps): boolean {
  return head?.gpu !== undefined;
}

function headOf(props: RayJobClusterProps): RolePodProps {
  const { head = {} } = props;
  return headWorks(props) || head.resources !== undefined ? head : { ...head, resources: Resources.guaranteed(HEAD_RESOURCES) };
}

const COMMAND = ['command', 'args'];

function rolesOf(props: RayJobClusterProps): GivenRole[] {
  const { worker, workerGroups = {} } = props;
  const group = { readsData: true, modelUse: 'none', sharesMemory: true } as const;
  const more = Object.entries(workerGroups).map(
    ([name, own]): GivenRole => ({ ...group, name: `${GROUPS}.${name}`, props: own, ownOnly: [...COMMAND, 'gpu', 'network'] }),
  );
  return [
    {
      ...group,
      name: HEAD,
      props: headOf(props),
      modelUse: 'write',
      ownOnly: headWorks(props) ? ['gpu'] : ['gpu', 'resources', 'sharedMemory', 'network'],
    },
    { ...group, name: 'worker', props: worker, ownOnly: COMMAND },
    ...more,
    {
      name: SUBMITTER,
      props: { resources: Resources.guaranteed(SUBMITTER_RESOURCES) },
      readsData: false,
      modelUse: 'none',
      // It comes when the cluster is ready, so that a gang never waits for it.
      count: { min: 0, max: 1 },
      ownOnly: NOT_OF_SUBMITTER,
    },
  ];
}

const PROGRAM = "write command: ['python', 'train.py'] beside worker";

/** The containers start Ray; the program is one, and has to be named, since nobody knows the image's own. */
function commandFindings(props: RayJobClusterProps): Finding[] {
  const groups: readonly (readonly [string, RolePodProps | undefined])[] = [
    [HEAD, props.head],
    ['worker', props.worker],
    ...Object.entries(props.workerGroups ?? {}).map(([name, own]) => [`${GROUPS}.${name}`, own] as const),
  ];
  const ofGroups = groups.flatMap(([group, own]) =>
    (['command', 'args'] as const).flatMap((prop) => {
      if (own?.[prop] === undefined) return [];
      return [errorAt(`${group}.${prop}`, 'ray-command', 'is not what its pods run, which is Ray itself', PROGRAM, own[prop])];
    }),
  );
  if ((props.command ?? []).length > 0) return ofGroups;
  return [...ofGroups, errorAt('command', 'required', 'is required: Ray starts the program, and not what the image would', PROGRAM)];
}

function ttlFindings({ ttlAfterFinished, keepFinished }: RayJobClusterProps): Finding[] {
  if (ttlAfterFinished === undefined || keepFinished === true) return [];
  const message = 'is no time that KubeRay has: the cluster goes when the program has ended, and the RayJob stays with its log';
  const fix = 'leave it out, and set DELETE_RAYJOB_CR_AFTER_JOB_FINISHES for KubeRay where finished RayJobs are to go too';
  return [errorAt('ttlAfterFinished', 'ray-ttl', message, fix)];
}

/** Words that are others when Ray's command line has passed them on. */
function wordFindings({ roles }: WorkloadPlan): Finding[] {
  const main = roles.find(({ name }) => name === HEAD)?.pod.main;
  if (main === undefined) return [];
  const inCommand = main.command?.length ?? 0;
  return wordsOf(main).flatMap((word, i) => {
    if (getsThrough(word)) return [];
    const field = i < inCommand ? `command[${i}]` : `args[${i - inCommand}]`;
    const message = 'has signs that the command line of Ray (before 2.57) does not pass on as they are';
    return [errorAt(field, 'ray-word', message, 'put it in env or a file of the image, and read it in the program', word)];
  });
}

/** The objects of a distributed training with Ray. Pure. */
export function renderRayJobCluster(givenProps: RayJobClusterProps, context: Context): Rendered {
  const { props, findings } = readProps(givenProps, context);
  const { backoffLimit, activeDeadlineSeconds } = runSettings(props);
  return renderRoles({
    context,
    kind: RAYJOB,
    props,
    findings,
    roles: rolesOf(props),
    settings: { backoffLimit, activeDeadlineSeconds, rayVersion: props.rayVersion, headWorks: headWorks(props) },
    between: [...commandFindings(props), ...ttlFindings(props)],
    judged: wordFindings,
  });
}
