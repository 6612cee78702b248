import type { ConfigMap, Container, EnvFromSource, EnvVar, EnvVarSource, Pod, Secret } from 'kubernetes-types/core/v1';
import { parseQuantity } from '../../../lib/values/quantity';
import { type KubernetesObject, keyOf, namespaceOf, ofKind } from '../make/objects';
import { expand } from './expand';

export type Environment = Readonly<Record<string, string>>;

/** Where a pod's variables come from besides itself. */
export interface Surroundings {
  /** Secrets and ConfigMaps are looked for among these. */
  readonly objects: readonly KubernetesObject[];
  readonly podAddress: string;
  readonly nodeAddress: string;
}

/** The variables that the manifest gives a container, as the kubelet resolves them: `makeEnvironmentVariables` in kubelet_pods.go. */
export function manifestEnvironment(pod: Pod, container: Container, around: Surroundings): Environment {
  const result: Record<string, string> = {};
  for (const source of container.envFrom ?? []) Object.assign(result, allOf(source, pod, around));
  for (const variable of container.env ?? []) {
    const value = resolved(variable, pod, container, around, result);
    if (value !== undefined) result[variable.name] = value;
  }
  return result;
}

function resolved(variable: EnvVar, pod: Pod, container: Container, around: Surroundings, earlier: Environment): string | undefined {
  if (variable.valueFrom === undefined) return expand(variable.value ?? '', earlier);
  try {
    return valueFrom(variable.valueFrom, pod, container, around);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`pod ${keyOf(pod)}, container ${container.name}, variable ${variable.name}: ${reason}`);
  }
}

function valueFrom(source: EnvVarSource, pod: Pod, container: Container, around: Surroundings): string | undefined {
  const { fieldRef, secretKeyRef, configMapKeyRef, resourceFieldRef } = source;
  if (fieldRef) return fieldOf(fieldRef.fieldPath, pod, around);
  if (secretKeyRef) return keyed(secretContent(secretKeyRef.name ?? '', pod, around), 'Secret', secretKeyRef);
  if (configMapKeyRef) return keyed(configMapContent(configMapKeyRef.name ?? '', pod, around), 'ConfigMap', configMapKeyRef);
  if (resourceFieldRef) return amountOf(resourceFieldRef.resource, resourceFieldRef.divisor, container);
  throw new Error(`no known source among ${Object.keys(source).join(', ')}`);
}

/** A field of the pod, as the downward API names it. */
export function fieldOf(path: string, pod: Pod, { podAddress, nodeAddress }: Surroundings): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map === 'labels' || map === 'annotations') return pod.metadata?.[map]?.[key ?? ''] ?? '';
  const fields: Record<string, string | undefined> = {
    'metadata.name': pod.metadata?.name,
    'metadata.namespace': namespaceOf(pod),
    'metadata.uid': pod.metadata?.uid ?? '00000000-0000-4000-8000-000000000000',
    'spec.nodeName': pod.spec?.nodeName ?? 'node',
    'spec.serviceAccountName': pod.spec?.serviceAccountName ?? 'default',
    'status.podIP': podAddress,
    'status.podIPs': podAddress,
    'status.hostIP': nodeAddress,
    'status.hostIPs': nodeAddress,
  };
  const value = fields[path];
  if (value === undefined) throw new Error(`no field ${path}`);
  return value;
}

/** A container's request or limit in units of the divisor, rounded up as Kubernetes does. */
function amountOf(resource: string, divisor: string | undefined, { resources }: Container): string {
  const [kind, name = ''] = resource.split('.');
  const amount = parseQuantity((kind === 'limits' ? resources?.limits : resources?.requests)?.[name] ?? '');
  const unit = parseQuantity(divisor === undefined || divisor === '0' ? '1' : divisor);
  if (amount === undefined || unit === undefined) throw new Error(`the container has no amount ${resource}`);
  return String((amount + unit - 1n) / unit);
}

type Content = Readonly<Record<string, string>> | undefined;

function keyed(content: Content, kind: string, ref: { name?: string; key: string; optional?: boolean }): string | undefined {
  const value = content?.[ref.key];
  if (value === undefined && ref.optional !== true) throw new Error(`no ${kind} ${ref.name} with the key ${ref.key} is given`);
  return value;
}

function allOf({ configMapRef, secretRef, prefix = '' }: EnvFromSource, pod: Pod, around: Surroundings): Environment {
  const ref = configMapRef ?? secretRef;
  const content = configMapRef ? configMapContent(configMapRef.name ?? '', pod, around) : secretContent(secretRef?.name ?? '', pod, around);
  if (content === undefined && ref?.optional !== true) throw new Error(`pod ${keyOf(pod)}: no ${ref?.name} for envFrom is given`);
  return Object.fromEntries(Object.entries(content ?? {}).map(([key, value]) => [prefix + key, value]));
}

/** The keys and values of a ConfigMap in the pod's namespace. */
export function configMapContent(name: string, pod: Pod, { objects }: Surroundings): Content {
  const found = ofKind<ConfigMap>(objects, 'ConfigMap').find((each) => keyOf(each) === `${namespaceOf(pod)}/${name}`);
  return found && { ...found.data, ...decoded(found.binaryData) };
}

/** The keys and values of a Secret in the pod's namespace. */
export function secretContent(name: string, pod: Pod, { objects }: Surroundings): Content {
  const found = ofKind<Secret>(objects, 'Secret').find((each) => keyOf(each) === `${namespaceOf(pod)}/${name}`);
  return found && { ...decoded(found.data), ...found.stringData };
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}
