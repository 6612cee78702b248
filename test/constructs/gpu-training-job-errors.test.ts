import { Duration } from 'cdk8s';
import { Gpu, type GpuTrainingJobProps, Parallel, PodSecurity, Resources, RestartPolicy } from '../../lib';
import { training } from '../pod/reading';
import { refusal } from '../support/charts';

/** As users of JavaScript come: nothing but the constructor judges what they write. */
function refused(props: object): string[] {
  return refusal(() => training(props as Partial<GpuTrainingJobProps>));
}

const DNS_LABEL = 'must be a DNS label: at most 63 of a-z, 0-9 and -, and no - at either end';
const RESOURCES_EXAMPLE = "Resources.guaranteed({ cpu: '8', memory: '64Gi' })";
const DURATION = 'for example Duration.minutes(5) of cdk8s';

type Row = [what: string, props: object, line: string];

const IMAGE_ROWS: Row[] = [
  ['no image', { image: undefined }, 'image: is required (for example "registry.example.com/ml/train:1.0")'],
  [
    'the image latest',
    { image: 'train:latest' },
    'image: has the tag latest, which moves, got "train:latest" (name a version, for example "train:1.0", or say imageTags: ImageTags.MOVING)',
  ],
  [
    'an image without a tag',
    { image: 'registry:5000/train' },
    'image: has no tag, which means latest, got "registry:5000/train" (name a version, for example "registry:5000/train:1.0", or say imageTags: ImageTags.MOVING)',
  ],
  [
    'no image reference',
    { image: 'Train Me:1.0' },
    'image: is not an image reference, got "Train Me:1.0" (registry/name:tag in lower case, for example "registry.example.com/ml/train:1.0")',
  ],
  [
    'an image by URL',
    { image: 'https://r.io/train:1' },
    'image: is not an image reference, got "https://r.io/train:1" (leave the scheme out)',
  ],
  [
    'a wrong pull policy',
    { imagePullPolicy: 'always' },
    'imagePullPolicy: must be one of Always, IfNotPresent, Never, got "always" (use the enum ImagePullPolicy)',
  ],
  ['a wrong word about tags', { imageTags: 'latest' }, 'imageTags: must be one of Fixed, Moving, got "latest" (use the enum ImageTags)'],
  ['a command without a list', { command: 'python train.py' }, 'command: must be a list, got "python train.py" (put it in [ ])'],
  ['an argument that is a number', { args: ['--epochs', 5] }, "args[1]: must be a string, got 5 (write '5')"],
];

const RESOURCE_ROWS: Row[] = [
  [
    'no resources',
    { resources: undefined },
    `resources: is required: a pod that reserves nothing is evicted first (for example ${RESOURCES_EXAMPLE})`,
  ],
  ['plain resources', { resources: { cpu: '8' } }, `resources: must be a Resources, got {"cpu":"8"} (write ${RESOURCES_EXAMPLE})`],
  [
    'a memory without a grammar',
    { resources: Resources.guaranteed({ cpu: '8', memory: '64GB' }) },
    'resources.memory: is not a Kubernetes quantity, got "64GB" (did you mean "64Gi"?)',
  ],
  ['a number of GPUs', { gpu: 1 }, 'gpu: must be a Gpu, got 1 (write Gpu.nvidia(1))'],
  ['no GPU at all', { gpu: Gpu.nvidia(0) }, 'gpu.count: must be a whole number from 1 to 1024, got 0 (for example 1)'],
  [
    'a wrong profile',
    { gpu: Gpu.nvidiaMig('1g', 1) },
    'gpu.profile: is not a MIG profile, got "1g" (as `nvidia-smi mig -lgip` lists them: "1g.10gb", or with an attribute "1g.10gb+me", "1g.24gb+gfx", "1g.24gb+me.all", "1g.24gb-me")',
  ],
  ['a number of shards', { parallel: 8 }, 'parallel: must be a Parallel, got 8 (write Parallel.shards(8))'],
  ['no shard', { parallel: Parallel.shards(0) }, 'parallel.count: must be a whole number from 1 to 100000, got 0 (for example 1)'],
  [
    'more shards than Kubernetes takes',
    { parallel: Parallel.shards(100_001) },
    'parallel.count: must be a whole number from 1 to 100000, got 100001 (for example 1)',
  ],
];

const RUN_ROWS: Row[] = [
  ['fewer than no retries', { backoffLimit: -1 }, 'backoffLimit: must be a whole number from 0 to 2147483647, got -1 (for example 1)'],
  ['half a retry', { backoffLimit: 0.5 }, 'backoffLimit: must be a whole number from 0 to 2147483647, got 0.5 (for example 1)'],
  ['NaN', { backoffLimit: NaN }, 'backoffLimit: must not be null or NaN, got NaN (leave the prop out or give a value)'],
  ['null', { run: null }, 'run: must not be null or NaN, got null (leave the prop out or give a value)'],
  ['seconds in place of a Duration', { activeDeadline: 3600 }, `activeDeadline: must be a Duration of cdk8s, got 3600 (${DURATION})`],
  [
    'a deadline of nothing',
    { activeDeadline: Duration.seconds(0) },
    `activeDeadline: must be whole seconds, at least 1, got 0 (${DURATION})`,
  ],
  [
    'a part of a second',
    { terminationGrace: Duration.millis(1500) },
    `terminationGrace: must be whole seconds, at least 1, got a Duration (${DURATION})`,
  ],
  [
    'a time to live beside keeping',
    { keepFinished: true, ttlAfterFinished: Duration.days(1) },
    'ttlAfterFinished: says when the finished training goes, and keepFinished that it stays (leave one out)',
  ],
  ['a word for yes', { keepFinished: 'yes' }, 'keepFinished: must be true or false, got "yes" (write it without quotes)'],
  [
    'a policy that Jobs lack',
    { restartPolicy: 'Always' },
    'restartPolicy: must be one of Never, OnFailure, got "Always" (use the enum RestartPolicy)',
  ],
  [
    'exit codes with OnFailure',
    { restartPolicy: RestartPolicy.ON_FAILURE, failFastExitCodes: [42] },
    'failFastExitCodes: needs restartPolicy Never: Kubernetes judges exit codes of pods that end (leave restartPolicy out)',
  ],
  [
    'shards with OnFailure',
    { restartPolicy: RestartPolicy.ON_FAILURE, parallel: Parallel.shards(2) },
    'restartPolicy: must be Never with parallel: Kubernetes counts retries of each index by pods that end (leave restartPolicy out)',
  ],
  [
    'success as a failure',
    { failFastExitCodes: [0] },
    'failFastExitCodes[0]: must be a whole number from 1 to 255, got 0 (for example 42)',
  ],
  [
    'an exit code that no program has',
    { failFastExitCodes: [1, 256] },
    'failFastExitCodes[1]: must be a whole number from 1 to 255, got 256 (for example 42)',
  ],
  ['a name that is none', { name: 'Train_Model' }, `name: ${DNS_LABEL}, got "Train_Model" (for example "train-model")`],
  ['a name with a point', { name: 'train.v1' }, `name: ${DNS_LABEL}, got "train.v1" (for example "train-v1")`],
  ['a run that is none', { run: 'R 2' }, `run: ${DNS_LABEL}, got "R 2" (for example "r-2")`],
];

const POD_ROWS: Row[] = [
  ['a number as a value', { env: { EPOCHS: 5 } }, 'env.EPOCHS: must be a string, got 5 (write "5")'],
  [
    'a name that no shell reads',
    { env: { '1ST': 'a' } },
    'env.1ST: is not a name of an environment variable, got "1ST" (letters, digits and _, not starting with a digit)',
  ],
  [
    'a secret in the manifest',
    { env: { DB_PASSWORD: 'hunter2' } },
    'env.DB_PASSWORD: looks like a secret written into the manifest (keep it in a Secret: envValues with EnvValue.fromSecretValue of cdk8s-plus, or Mount.secret)',
  ],
  [
    'a literal as a value of cdk8s-plus',
    { envValues: { A: 'x' } },
    'envValues.A: must be an EnvValue of cdk8s-plus, got "x" (literals go to env)',
  ],
  [
    'the name of an account',
    { serviceAccount: 'trainer' },
    `serviceAccount: must be a ServiceAccount of cdk8s-plus, got "trainer" (for one that exists write ServiceAccount.fromServiceAccountName(chart, 'id', 'name'))`,
  ],
  [
    'root',
    { security: PodSecurity.restricted({ user: 0 }) },
    'security.user: is root, whom the restricted standard refuses, got 0 (leave it out, or write PodSecurity.baseline() for an image that must be root)',
  ],
  ['a word for security', { security: 'restricted' }, 'security: must be a PodSecurity, got "restricted" (write PodSecurity.restricted())'],
  ['a wrong isolation', { isolation: false }, 'isolation: must be one of NetworkPolicy, None, got false (use the enum Isolation)'],
  [
    'a label value that is none',
    { labels: { team: 'a b' } },
    'labels.team: is not a label value: it has a space, and letters, digits, -, _ and . are allowed, got "a b" (for example "a-b")',
  ],
  ['an annotation that is a number', { annotations: { a: 1 } }, 'annotations.a: must be a string, got 1 (put it in quotes)'],
  [
    'a class that is none',
    { priorityClassName: 'High Priority' },
    'priorityClassName: must be a DNS name: at most 253 of a-z, 0-9, - and dots between parts, got "High Priority" (for example "high-priority")',
  ],
];

describe.each<[string, Row[]]>([
  ['the image', IMAGE_ROWS],
  ['resources', RESOURCE_ROWS],
  ['the run', RUN_ROWS],
  ['the pod', POD_ROWS],
])('of %s is refused', (_, rows) => {
  test.each(rows)('%s', (__, props, line) => expect(refused(props)).toEqual([line]));
});

test('a time to live that Kubernetes can not hold is refused', () => {
  expect(refused({ ttlAfterFinished: Duration.days(365 * 100) })).toEqual([expect.stringMatching(/^ttlAfterFinished: /)]);
});

test.each(['undefined', 'null', 'NaN'])('an image with the tag %s, of a variable that is not set, is refused', (tag) => {
  expect(refusal(() => training({ image: `registry.example.com/ml/train:${tag}` }))).toEqual([
    `image: has the tag ${tag}, as of a variable that is not set, got "registry.example.com/ml/train:${tag}" (set it where the program runs, or write the version)`,
  ]);
});
