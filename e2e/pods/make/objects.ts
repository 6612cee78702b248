import type { PodTemplateSpec } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';

/** Any object as a chart renders it or an API server returns it. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

/** The parts of a TFJob that say which pods it has. */
export interface TFJob extends KubernetesObject {
  readonly spec: {
    readonly enableDynamicWorker?: boolean;
    readonly tfReplicaSpecs: Readonly<Record<string, ReplicaSpec>>;
  };
}

export interface ReplicaSpec {
  readonly replicas?: number;
  readonly restartPolicy?: string;
  readonly template: PodTemplateSpec;
}

/** The objects of one kind. What a kind looks like is known to whoever rendered them; this is the edge where that is believed. */
export function ofKind<T extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): T[] {
  return objects.filter((object): object is T => object.kind === kind);
}

/** `namespace/name`, by which objects of a kind are told apart. */
export function keyOf(object: KubernetesObject): string {
  return `${namespaceOf(object)}/${nameOf(object)}`;
}

export function nameOf({ metadata }: KubernetesObject): string {
  if (metadata?.name === undefined) throw new Error('an object without a name');
  return metadata.name;
}

export function namespaceOf({ metadata }: KubernetesObject): string {
  return metadata?.namespace ?? 'default';
}
