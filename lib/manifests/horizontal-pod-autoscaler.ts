import type { HorizontalPodAutoscalerSpec } from 'kubernetes-types/autoscaling/v2';
import type { Manifest, ManifestMetadata } from '../pod/kubernetes';

/** A model takes long to load: replicas go only after five quiet minutes. */
const QUIET_SECONDS = 300;

export interface CpuScaling {
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly min: number;
  readonly max: number;
  /** Percent of the requested CPU. */
  readonly utilization: number;
  /** The container whose CPU counts: a sidecar's would hide it. */
  readonly container: string;
}

/** Scales a workload by the CPU of its main container. */
export function horizontalPodAutoscaler(metadata: ManifestMetadata, scaling: CpuScaling): Manifest {
  const spec: HorizontalPodAutoscalerSpec = {
    scaleTargetRef: scaling.target,
    minReplicas: scaling.min,
    maxReplicas: scaling.max,
    metrics: [
      {
        type: 'ContainerResource',
        containerResource: {
          name: 'cpu',
          container: scaling.container,
          target: { type: 'Utilization', averageUtilization: scaling.utilization },
        },
      },
    ],
    behavior: { scaleDown: { stabilizationWindowSeconds: QUIET_SECONDS } },
  };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec };
}
