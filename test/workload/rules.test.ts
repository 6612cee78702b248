import type { ContainerPlan } from '../../lib/pod/plan';
import { line } from '../../lib/problems';
import { QosClass } from '../../lib/values/resources';
import { AccessMode } from '../../lib/values/storage';
import type { Role, WorkloadPlan } from '../../lib/workload/plan';
import { planFindings } from '../../lib/workload/rules';
import { container, planOf, role } from './plans';

const AMOUNTS = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1000m', memory: '1024Mi' } };

/** A plan of one role, with these facts of its main container and of the role. */
function planWith(main: Partial<ContainerPlan>, more: Partial<Role> = {}, sidecars: ContainerPlan[] = []): WorkloadPlan {
  const bare = role('main', more);
  const pod = { ...bare.pod, main: { ...bare.pod.main, ...main }, sidecars };
  return { ...planOf(), roles: [{ ...bare, pod }] };
}

const lines = (plan: WorkloadPlan) => planFindings(plan).map(({ field, rule, message }) => `${field} ${rule}: ${message}`);
const memory = (path: string, size: string) => ({ path, source: { kind: 'memory', size } as const, readOnly: false, prop: path });
const claim = (accessModes: AccessMode[], readOnly = false) => ({
  path: '/a',
  source: { kind: 'claim', claimName: 'a', external: false, accessModes } as const,
  readOnly,
  prop: 'dataset',
});

test('a plan of which nothing is wrong has no findings', () => expect(planFindings(planOf('main'))).toEqual([]));

describe('the promised class', () => {
  test('is kept by equal amounts in whatever spelling', () => {
    expect(lines(planWith({ amounts: AMOUNTS }, { promisedQos: QosClass.GUARANTEED }))).toEqual([]);
  });

  test('is broken by a sidecar without limits', () => {
    expect(lines(planWith({ amounts: AMOUNTS }, { promisedQos: QosClass.GUARANTEED }, [container('log')]))).toEqual([
      'resources qos: promises Guaranteed, and the pod would be Burstable',
    ]);
  });

  test('is not broken by what was not promised', () =>
    expect(lines(planWith({}, {}, [container('log', { amounts: AMOUNTS })]))).toEqual([]));
});

describe('amounts', () => {
  test('a request may be its limit in another spelling, and no more', () => {
    const over = { requests: { cpu: '1001m', memory: '1Gi' }, limits: { cpu: '1', memory: '1024Mi' } };
    expect(lines(planWith({ amounts: over }))).toEqual(['resources request-over-limit: requests 1001m of cpu, more than its limit 1']);
  });

  test('memory volumes are counted in the limit of the container that has them', () => {
    const mounts = [memory('/a', '512Mi'), memory('/b', '512Mi')];
    expect(lines(planWith({ amounts: AMOUNTS, mounts }))).toEqual([
      '/a memory-volume: takes, with 512Mi at /b, all of the memory limit, 1024Mi, in which memory volumes are counted',
    ]);
    expect(lines(planWith({ amounts: AMOUNTS, mounts: [memory('/a', '512Mi'), memory('/b', '511Mi')] }))).toEqual([]);
    expect(lines(planWith({ mounts }))).toEqual([]);
  });
});

describe('claims', () => {
  const many = { count: { min: 1, max: 4 } };

  test.each<[string, AccessMode[], boolean]>([
    ['ReadWriteOnce', [AccessMode.READ_WRITE_ONCE], true],
    ['ReadWriteOncePod', [AccessMode.READ_WRITE_ONCE_POD], true],
    ['ReadWriteMany beside ReadWriteOnce', [AccessMode.READ_WRITE_ONCE, AccessMode.READ_WRITE_MANY], false],
    ['ReadOnlyMany', [AccessMode.READ_ONLY_MANY], false],
    ['of which nothing is known', [], false],
  ])('%s: the most pods that there may be decide', (_, modes, wrong) => {
    expect(planFindings(planWith({ mounts: [claim(modes, true)] }, many)).map(({ rule }) => rule)).toEqual(wrong ? ['access-mode'] : []);
    expect(planFindings(planWith({ mounts: [claim(modes, true)] }))).toEqual([]);
  });

  test('one that is only read can not be written', () => {
    expect(lines(planWith({ mounts: [claim([AccessMode.READ_ONLY_MANY])] }))).toEqual([
      'dataset read-only-claim: mounts the claim a, which is only read (ReadOnlyMany), to be written',
    ]);
  });

  test('two roles that use one are added up', () => {
    const pod = (name: string) => ({ ...planWith({ mounts: [claim([AccessMode.READ_WRITE_ONCE])] }).roles[0], name }) as Role;
    expect(lines({ ...planOf(), roles: [pod('chief'), pod('worker')] })).toEqual([
      'dataset access-mode: uses the claim a with up to 2 pods, and ReadWriteOnce allows one node',
    ]);
  });
});

describe('variables that use others', () => {
  const env = (...pairs: [string, string][]) => planWith({ env: pairs.map(([name, value]) => ({ name, value })) });

  test('find those before them', () => expect(lines(env(['A', '1'], ['B', '$(A)/b']))).toEqual([]));

  test.each<[string, [string, string][]]>([
    [
      'that stands after it',
      [
        ['B', '$(A)/b'],
        ['A', '1'],
      ],
    ],
    ['that nobody has', [['B', '$(A)/b']]],
    ['that is itself', [['A', '$(A)']]],
  ])('one that speaks of a variable %s keeps the text, which warns', (_, pairs) => {
    expect(planFindings(env(...pairs))).toEqual([expect.objectContaining({ severity: 'warning', rule: 'env-reference' })]);
  });

  test('the text itself is written with two signs', () => expect(lines(env(['A', 'a $$(B) b']))).toEqual([]));
});

describe('a command line', () => {
  const ENV = [{ name: 'MODEL_FILE', value: '/models/a' }];
  const warned = (main: Partial<ContainerPlan>) =>
    planFindings(planWith({ env: ENV, ...main })).map((finding) => `${finding.severity} ${line(finding)}`);

  test('uses variables as Kubernetes replaces them, or in a shell', () => {
    expect(warned({ args: ['--model=$(MODEL_FILE)', '$$(X)', '$5', '$(TF_CONFIG)', '$(KUBERNETES_SERVICE_HOST)'] })).toEqual([]);
    expect(warned({ command: ['/bin/bash', '-c', 'python train.py --model=$MODEL_FILE --x=$(date)'] })).toEqual([]);
    expect(warned({ command: ['python', 'train.py', '--text', 'some words'] })).toEqual([]);
  });

  test.each<[string, Partial<ContainerPlan>, string]>([
    [
      'of a variable that nobody has',
      { args: ['a', '--model=$(MODEL_FIEL)'] },
      'args[1]: speaks of $(MODEL_FIEL), which is no variable of the container, got "--model=$(MODEL_FIEL)" (write $$( for the text itself)',
    ],
    [
      "in a shell's words without a shell",
      { command: ['python', '--model=$MODEL_FILE'] },
      'command[1]: speaks of $MODEL_FILE, which a shell would replace, and none runs here, got "--model=$MODEL_FILE" (write $(MODEL_FILE), which Kubernetes replaces)',
    ],
    [
      "in a shell's words with braces",
      { args: ['${MODEL_FILE}/x'] },
      'args[0]: speaks of $MODEL_FILE, which a shell would replace, and none runs here, got "${MODEL_FILE}/x" (write $(MODEL_FILE), which Kubernetes replaces)',
    ],
    [
      'as one text',
      { command: ['python train.py'] },
      `command[0]: is the name of a program, and has spaces, got "python train.py" (write ['python', 'train.py'])`,
    ],
  ])('is warned of that speaks %s', (_, main, text) => expect(warned(main)).toEqual([`warning ${text}`]));
});
