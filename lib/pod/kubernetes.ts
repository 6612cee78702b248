/**
 * Kubernetes' own types, with the fields that are newer than `kubernetes-types`. Type-only: nothing of it exists at run time,
 * and nothing that the package's declarations reach imports it.
 */
import type { JobSpec as KnownJobSpec } from 'kubernetes-types/batch/v1';
import type { Container as KnownContainer, LifecycleHandler as KnownHandler, PodSpec as KnownPodSpec } from 'kubernetes-types/core/v1';

/** A handler with the `sleep` action (Kubernetes 1.30). */
export interface LifecycleHandler extends KnownHandler {
  sleep?: { seconds: number };
}

export interface Container extends Omit<KnownContainer, 'lifecycle'> {
  lifecycle?: { preStop?: LifecycleHandler };
}

/** Devices that a pod claims (Kubernetes 1.34; `kubernetes-types` has the shape of an earlier alpha). */
export interface PodResourceClaim {
  name: string;
  resourceClaimName?: string;
  resourceClaimTemplateName?: string;
}

export interface PodSpec extends Omit<KnownPodSpec, 'containers' | 'initContainers' | 'resourceClaims'> {
  containers: Container[];
  initContainers?: Container[];
  resourceClaims?: PodResourceClaim[];
}

export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}

export interface JobSpec extends Omit<KnownJobSpec, 'template'> {
  template: PodTemplate;
  /** Kubernetes 1.31. */
  successPolicy?: { rules: { succeededIndexes: string }[] };
}

/** An object of any kind, with real Kubernetes names. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
  readonly [field: string]: unknown;
}

export interface ManifestMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
