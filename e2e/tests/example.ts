import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { App } from 'cdk8s';
import type { Container, Pod } from 'kubernetes-types/core/v1';
import { ImageClassifier } from '../../examples/image-classifier/chart';
import {
  type Environment,
  findImages,
  type KubernetesObject,
  PodRunner,
  type Python,
  podsOf,
  type Question,
  type Rewrite,
  servicesOf,
} from '../pods';

const EXAMPLES = join(__dirname, '../../examples');
const PROGRAMS_TEST = join(EXAMPLES, 'image-classifier/programs_test');

/** The Secret that the example says exists in its cluster. */
export const TOKEN = 'a-token-of-the-registry';
const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'model-registry', namespace: 'ml' }, stringData: { token: TOKEN } };

/** The pods of the example, and its runner, on whose dataset claim the images are. */
export interface Example {
  readonly pods: readonly Pod[];
  readonly runner: PodRunner;
  /** What was said of the pods that are not as their manifests say. */
  readonly said: readonly string[];
}

/** What the chart renders, and what it says exists in its cluster. */
export function exampleObjects(): KubernetesObject[] {
  return [...new ImageClassifier(new App(), 'image-classifier', { namespace: 'ml' }).toJson(), SECRET];
}

/** `change` makes the pods to run of those that the chart renders. */
export async function openExample(
  python: Python,
  rewritten: boolean,
  change: (pods: readonly Pod[]) => readonly Pod[] = (pods) => pods,
): Promise<Example> {
  const objects = exampleObjects();
  const pods = change(podsOf(objects));
  const said: string[] = [];
  const runner = await PodRunner.open({
    pods,
    services: servicesOf(objects),
    objects,
    images: findImages(EXAMPLES),
    lent: { path: python.path, folders: python.folders },
    rewritten,
    say: (line) => said.push(line),
  });
  try {
    writeImages(python, runner.claim('ml/ceph-dataset-pvc'));
    return { pods, runner, said };
  } catch (error) {
    await runner.close();
    throw error;
  }
}

/** The small data set of the programs' own tests. */
function writeImages({ executable }: Python, folder: string): void {
  const program = `
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from sample_images import write_data_set
for seed, (name, count) in enumerate((("train", 48), ("test", 8))):
    write_data_set(Path(sys.argv[2]) / name, images_per_class=count, seed=seed)`;
  const { status, stderr } = spawnSync(executable, ['-B', '-c', program, PROGRAMS_TEST, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`no images:\n${stderr}`);
}

/** What a pod's manifest sets; written here once more and without the runner's code, which is under test. */
export function manifestVariables(pod: Pod): Environment {
  const container = containerOf(pod);
  const pairs = (container.env ?? []).map(({ name, value, valueFrom }) => {
    const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
    return [name, secret === 'model-registry' && key === 'token' ? TOKEN : (value ?? '')] as const;
  });
  return Object.fromEntries(pairs);
}

export function containerOf({ spec }: Pod): Container {
  const container = spec?.containers[0];
  if (container === undefined) throw new Error('a pod without containers');
  return container;
}

/** What is not the manifest's: set by the Dockerfiles, and by every container runtime. */
export function imageVariables(pod: Pod, python: Python): Environment {
  const dockerfile = { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
  return { PATH: python.path, HOSTNAME: pod.metadata?.name ?? '', ...dockerfile };
}

/** A pod that runs a Python program in place of its own, and is the same else. */
export function running(program: string, pod: Pod): Pod {
  const [container, ...others] = pod.spec?.containers ?? [];
  if (container === undefined || pod.spec === undefined) throw new Error('a pod without containers');
  return { ...pod, spec: { ...pod.spec, containers: [{ ...container, command: ['python', '-c', program] }, ...others] } };
}

/** The manifest's environment again: takes back each change that was told, and fails if one was not made as told. */
export function withoutRewrites(environment: Environment, rewrites: readonly Rewrite[]): Environment {
  const changed = rewrites.filter(({ what }) => what in environment);
  for (const { what, to } of changed) assert.equal(environment[what], to);
  return { ...environment, ...Object.fromEntries(changed.map(({ what, from }) => [what, from])) };
}

/** The place of red among the classes of the sample images, which are sorted by name. */
export const RED = 2;

/** A request with an image of that colour. */
export const PREDICTION: Question = {
  method: 'POST',
  path: '/predict',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ input: Array(64).fill(Array(64).fill([220, 50, 40])) }),
};
