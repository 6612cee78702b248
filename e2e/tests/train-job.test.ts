import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Chart } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  ClusterTrainingRuntime,
  Gpu,
  Mount,
  Queue,
  Resources,
  Runtime,
  TrainerFramework,
  TrainingRuntime,
  type TrainingRuntimeProps,
  TrainJob,
  type TrainJobProps,
} from 'cdk8s-ml';
import type { KubeObject } from '../cluster/client';
import { found, until } from '../cluster/until';
import { applied } from './support/apply';
import { client, hasCondition, NEEDS_FAKE_NODES, newNamespace, podsOf, removeAfterwards } from './support/cluster';

const TRAINER = 'trainer.kubeflow.org/v1alpha1';
const JOBSET = 'jobset.x-k8s.io/v1alpha2';
const IMAGE = 'registry.example.com/ml/train:1.0';
const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const HOLD = { podAnnotations: { 'e2e.cdk8s-ml.io/hold': 'true' } };
const BY_NAME = { runtime: Runtime.cluster('torch-distributed'), resources: RESOURCES, image: IMAGE };

let namespace: string;
before(async () => {
  // Pod Security restricted is enforced: pods of runtimes that say nothing of security must keep it too.
  namespace = await newNamespace();
});

async function train(name: string, props: (chart: Chart) => Omit<TrainJobProps, 'name'>): Promise<void> {
  const objects = await applied(namespace, (chart) => new TrainJob(chart, name, props(chart)));
  objects.forEach(removeAfterwards);
}

function runtime(chart: Chart, props: Partial<TrainingRuntimeProps> = {}): TrainingRuntime {
  return new TrainingRuntime(chart, 'runtime', { framework: TrainerFramework.torch(), image: IMAGE, resources: RESOURCES, ...props });
}

/** One claim at two paths, which are two patches: each can have one mount of a volume. */
function mountedTwice(chart: Chart): Pick<TrainJobProps, 'dataset' | 'model'> {
  const dataset = new CephDataset(chart, 'images', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' });
  return { dataset, model: dataset.artifact('model.pt') };
}

function runningPods(name: string, count: number): Promise<KubeObject[]> {
  return found(`${count} pods of ${name} run`, async () => {
    const pods = await podsOf(namespace, { 'jobset.sigs.k8s.io/jobset-name': name });
    return pods.length === count && pods.every(({ status }) => status?.phase === 'Running') ? pods : undefined;
  });
}

function envOf(pod: KubeObject | undefined): Record<string, string> {
  return variablesOf(pod?.spec);
}

function variablesOf(spec: KubeObject['spec']): Record<string, string> {
  const variables: { name: string; value?: string }[] = spec?.containers[0].env ?? [];
  return Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
}

function mountPaths(pod: KubeObject | undefined): string[] {
  return pod?.spec.containers[0].volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath).sort();
}

describe('a TrainJob of Kubeflow Trainer', NEEDS_FAKE_NODES, () => {
  test('of a runtime of the program has its pods in a restricted namespace, with its data, resources and variables', async () => {
    await train('ours', (chart) => ({
      runtime: runtime(chart, { nodes: 2, ...HOLD }),
      command: ['torchrun', 'train.py'],
      env: { EPOCHS: '5' },
      resources: Resources.guaranteed({ cpu: '2', memory: '2Gi' }),
      ...mountedTwice(chart),
      mounts: [Mount.scratchDisk('/scratch', '1Gi')],
    }));
    const [pod, ...others] = await runningPods('ours', 2);
    assert.equal(others.length, 1);
    assert.deepEqual(mountPaths(pod), ['/data', '/dev/shm', '/models', '/scratch', '/tmp']);
    const env = envOf(pod);
    assert.deepEqual(
      [env.EPOCHS, env.TRAIN_DATASET_PATH, env.PET_NNODES, env.PET_NPROC_PER_NODE, env.PET_MASTER_ADDR],
      ['5', '/data/train', '2', '1', 'ours-node-0-0.ours'],
    );
    assert.equal(pod?.spec.containers[0].resources.limits.memory, '2Gi');
    assert.deepEqual([pod?.spec.containers[0].command, pod?.spec.serviceAccountName], [['torchrun', 'train.py'], 'ours']);
    assert.deepEqual([pod?.status?.qosClass, pod?.metadata.labels?.['app.kubernetes.io/instance']], ['Guaranteed', 'ours']);
    const policy = await client.read('networking.k8s.io/v1', 'NetworkPolicy', namespace, 'ours');
    assert.equal((await podsOf(namespace, policy?.spec.podSelector.matchLabels)).length, 2);
  });

  test('of the runtime that Kubeflow Trainer comes with has its pods there too', async () => {
    await train('named', () => ({ ...BY_NAME, ...HOLD, nodes: 2, processesPerNode: 2, mounts: [Mount.memory('/fast', '64Mi')] }));
    const [pod] = await runningPods('named', 2);
    assert.equal(pod?.spec.securityContext.runAsNonRoot, true);
    assert.equal(pod?.spec.containers[0].securityContext.allowPrivilegeEscalation, false);
    assert.deepEqual([pod?.spec.containers[0].image, envOf(pod).PET_NPROC_PER_NODE], [IMAGE, '2']);
    assert.deepEqual(mountPaths(pod), ['/fast', '/tmp']);
    assert.equal(pod?.spec.terminationGracePeriodSeconds, 120);
  });

  test('of a runtime of the whole cluster, with GPUs that it has by that, is complete when its pods have ended', async () => {
    await train('whole', (chart) => ({
      runtime: new ClusterTrainingRuntime(chart, `whole-${process.pid}`, {
        framework: TrainerFramework.jax(),
        image: IMAGE,
        resources: RESOURCES,
      }),
    }));
    await until('it is complete', async () => hasCondition(await client.read(TRAINER, 'TrainJob', namespace, 'whole'), 'Complete'));
    const jobSet = await client.read(JOBSET, 'JobSet', namespace, 'whole');
    assert.equal(jobSet?.spec.ttlSecondsAfterFinished, 7 * 24 * 3600);
    const node = jobSet?.spec.replicatedJobs[0].template.spec.template.spec.containers[0];
    const env = Object.fromEntries(node.env.map(({ name, value }: { name: string; value: string }) => [name, value]));
    assert.equal(env.JAX_COORDINATOR_ADDRESS, 'whole-node-0-0.whole:29500');
  });

  test('has GPUs of its own over those of its runtime, with the toleration of their nodes', async () => {
    await train('gpus', (chart) => ({
      runtime: runtime(chart, { name: 'with-gpus', gpu: Gpu.nvidia(1) }),
      gpu: Gpu.nvidia(4),
      suspended: true,
    }));
    const jobSet = await found('its JobSet is made', () => client.read(JOBSET, 'JobSet', namespace, 'gpus'));
    assert.equal(jobSet.spec.suspend, true);
    const { spec } = jobSet.spec.replicatedJobs[0].template.spec.template;
    assert.equal(spec.containers[0].resources.limits['nvidia.com/gpu'], '4');
    assert.equal(variablesOf(spec).PET_NPROC_PER_NODE, '4');
    assert.deepEqual(spec.tolerations, [{ effect: 'NoSchedule', key: 'nvidia.com/gpu', operator: 'Exists' }]);
  });

  test('of a runtime that starts all pods or none has a PodGroup with all of them', async () => {
    await train('gang', (chart) => ({ runtime: runtime(chart, { name: 'together', nodes: 3, queue: Queue.coscheduling() }) }));
    const group = await found('its PodGroup is made', () => client.read('scheduling.x-k8s.io/v1alpha1', 'PodGroup', namespace, 'gang'));
    assert.deepEqual([group.spec.minMember, group.spec.scheduleTimeoutSeconds], [3, 300]);
    const pods = await found('its pods are made', async () => {
      const made = await podsOf(namespace, { 'scheduling.x-k8s.io/pod-group': 'gang' });
      return made.length === 3 ? made : undefined;
    });
    assert.deepEqual([...new Set(pods.map(({ spec }) => spec.schedulerName))], ['scheduler-plugins-scheduler']);
  });
});
