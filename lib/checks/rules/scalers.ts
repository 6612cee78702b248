import type { PodGroup, View } from '../view';

interface ScalerSpec {
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
}

/** Between how many pods a HorizontalPodAutoscaler of the app keeps a workload; undefined where none scales it. */
export function boundsOf(view: View, { entry }: PodGroup): { readonly min: number; readonly max: number | undefined } | undefined {
  const scaler = view.ofKind('HorizontalPodAutoscaler').find(({ manifest, namespace }) => {
    const target = (manifest.spec as ScalerSpec | undefined)?.scaleTargetRef;
    return namespace === entry.namespace && target?.kind === entry.manifest.kind && target?.name === entry.name;
  });
  if (scaler === undefined) return undefined;
  const { minReplicas = 1, maxReplicas } = (scaler.manifest.spec ?? {}) as ScalerSpec;
  return { min: minReplicas, max: maxReplicas };
}
