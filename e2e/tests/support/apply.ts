import { App, Chart, Testing } from 'cdk8s';
import type { Answer, KubeObject } from '../../cluster/client';
import { client } from './cluster';

/** What a program writes into a chart in a namespace of the cluster, checked as an app is. */
export function synthesized(namespace: string, make: (chart: Chart) => unknown): KubeObject[] {
  const chart = new Chart(new App(), 'e2e', { namespace });
  make(chart);
  return Testing.synth(chart);
}

/** Applies objects one after the other, in the order in which they are written. */
export async function applyAll(objects: readonly object[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const object of objects) answers.push(await client.apply(object));
  return answers;
}

/** Synthesizes and applies. */
export async function applied(namespace: string, make: (chart: Chart) => unknown): Promise<KubeObject[]> {
  const objects = synthesized(namespace, make);
  await applyAll(objects);
  return objects;
}

/** The same objects in another namespace. */
export function moved(objects: readonly KubeObject[], namespace: string): KubeObject[] {
  return objects.map((object) =>
    object.metadata.namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } },
  );
}

/** The one object of a kind. */
export function theOne(objects: readonly KubeObject[], kind: string): KubeObject {
  const [found, ...others] = objects.filter((object) => object.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`${found === undefined ? 'no' : 'more than one'} ${kind}`);
  return found;
}
