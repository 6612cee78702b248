import { Duration } from 'cdk8s';
import { Mount, Resources } from '../../lib';
import { RESOURCES } from '../support/charts';
import { refusedRay } from '../support/ray';

beforeEach(() => {
  // Warnings are told there.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

describe('refuses', () => {
  test.each(['RAY_ADDRESS', 'FQ_RAY_IP', 'KUBERAY_GEN_RAY_START_CMD', 'REDIS_USERNAME', 'OMP_NUM_THREADS'])(
    'the variable %s, which is another’s',
    (name) => {
      expect(refusedRay({ env: { [name]: '1' } })).toEqual([
        `env: writes env ${name}, which the workload's controller writes already (leave it out of env)`,
      ]);
    },
  );

  test('a label that is KubeRay’s', () => {
    expect(refusedRay({ labels: { 'ray.io/cluster': 'mine' } })).toEqual([
      "labels: writes the label ray.io/cluster, which the workload's controller writes already (leave it out of labels)",
    ]);
  });

  test('a name of more than 47 characters, to which KubeRay appends', () => {
    expect(refusedRay({ name: 'a'.repeat(47) })).toEqual([]);
    expect(refusedRay({ name: 'a'.repeat(48) })).toEqual([expect.stringMatching(/^name: .*the Services of the Ray cluster.*63/)]);
  });

  test('memory that all pods are to have and the head has not, by what mends it', () => {
    const mounts = [Mount.memory('/scratch', '16Gi')];
    expect(refusedRay({ mounts })).toEqual([
      'mounts[0]: takes all of the memory limit, 8Gi, in which memory volumes are counted, got "16Gi" (make it smaller or raise head.resources.memory)',
    ]);
    expect(refusedRay({ mounts, head: { resources: RESOURCES } })).toEqual([]);
  });

  test('huge pages that all pods are to have and the head has not, by what mends it', () => {
    const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', hugePages2Mi: '1Gi' });
    const mounts = [Mount.hugePages2Mi('/dev/hugepages')];
    expect(refusedRay({ resources, mounts })).toEqual([
      'mounts[0]: is in huge pages of 2Mi, and resources has none of them, got "/dev/hugepages" (write hugePages2Mi in head.resources)',
    ]);
    expect(refusedRay({ resources, mounts, head: { resources } })).toEqual([]);
  });

  test('a name that starts with a digit', () => {
    expect(refusedRay({ name: '1st' })).toEqual([expect.stringMatching(/^name: /)]);
  });

  test.each(['head', 'headgroup', 'submitter', 'worker'])('a group with the name %s of others', (name) => {
    expect(refusedRay({ workerGroups: { [name]: { replicas: 1 } } })).toEqual([
      `workerGroups.${name}: is the name of other pods of the cluster, got "${name}" (for example 'loaders')`,
    ]);
  });

  test('a group whose name is no DNS label', () => {
    expect(refusedRay({ workerGroups: { Big_GPU: { replicas: 1 } } })).toEqual([
      'workerGroups.Big_GPU: must be a DNS label that starts with a letter: at most 63 of a-z, 0-9 and -, got "Big_GPU" (for example \'loaders\')',
    ]);
  });

  test('a time to live, which KubeRay has for the cluster alone', () => {
    expect(refusedRay({ ttlAfterFinished: Duration.days(1) })).toEqual([
      'ttlAfterFinished: is no time that KubeRay has: the cluster goes when the program has ended, and the RayJob stays with its log (leave it out, and set DELETE_RAYJOB_CR_AFTER_JOB_FINISHES for KubeRay where finished RayJobs are to go too)',
    ]);
  });

  test.each(['latest', '2', '2.53.0-py312'])('%s as a version of Ray', (rayVersion) => {
    expect(refusedRay({ rayVersion })).toEqual([
      `rayVersion: must be Ray's version as its packages have it, got "${rayVersion}" (for example '2.53.0')`,
    ]);
  });

  test('what other operators have', () => {
    const kuberay = 'leave it out: KubeRay makes a failed cluster anew, backoffLimit times, and removes it when the program has ended';
    expect(refusedRay({ restartPolicy: 'Never', entrypoint: 'python train.py' })).toEqual([
      `restartPolicy: is not a known prop (${kuberay})`,
      expect.stringContaining("write command: ['python', 'train.py']"),
    ]);
    expect(refusedRay({ head: { restartPolicy: 'Never' } })).toEqual([expect.stringContaining(kuberay)]);
  });

  test('no replicas', () => {
    expect(refusedRay({ worker: { replicas: 0 } })).toEqual([expect.stringMatching(/^worker\.replicas: /)]);
  });
});
