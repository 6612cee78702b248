import { Gpu, PyTorchJobCluster, Resources } from '../../lib';
import type { PodTemplate } from '../../lib/pod/kubernetes';
import { IMAGE } from '../pod/reading';
import { manifestOf, testChart } from '../support/charts';

function envOf(cpu: string, gpus: number): Record<string, string | undefined> {
  const chart = testChart();
  const resources = Resources.guaranteed({ cpu, memory: '64Gi' });
  new PyTorchJobCluster(chart, 'train', { image: IMAGE, resources, worker: { replicas: 1, gpu: Gpu.nvidia(gpus) } });
  const { pytorchReplicaSpecs } = manifestOf(chart, 'PyTorchJob').spec as { pytorchReplicaSpecs: { Worker: { template: PodTemplate } } };
  return Object.fromEntries((pytorchReplicaSpecs.Worker.template.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}

test.each<[string, number, string]>([
  ['8', 1, '8'],
  ['8', 4, '2'],
  ['8', 8, '1'],
  ['2', 8, '1'],
])('with %s CPUs each of %s processes has %s threads', (cpu, gpus, threads) => {
  expect(envOf(cpu, gpus)).toMatchObject({ OMP_NUM_THREADS: threads });
});

test('a variable that the operator writes by itself is not written as a default too', () => {
  expect(envOf('8', 1)).not.toHaveProperty('PYTHONUNBUFFERED');
});
