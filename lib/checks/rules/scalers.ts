import type { Entry, PodGroup, View } from '../view';

interface ScalerSpec {
  readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
}

/** What changes the number of a workload's pods: Kubernetes' own, and KEDA's, which makes one of those. */
const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];
/** KEDA scales a Deployment where nothing else is said. */
const KEDA_DEFAULT = { apiVersion: 'apps/v1', kind: 'Deployment' };

export function scalersIn(view: View): Entry[] {
  return SCALERS.flatMap((kind) => view.ofKind(kind));
}

function specOf({ manifest }: Entry): ScalerSpec {
  return manifest.spec ?? {};
}

/** What a scaler scales. */
export function targetOf(scaler: Entry): Required<NonNullable<ScalerSpec['scaleTargetRef']>> {
  const unsaid = scaler.manifest.kind === 'ScaledObject' ? KEDA_DEFAULT : { apiVersion: '', kind: '' };
  return { ...unsaid, name: '', ...specOf(scaler).scaleTargetRef };
}

/** Between how many pods a HorizontalPodAutoscaler of the app keeps a workload; undefined where none scales it. */
export function boundsOf(view: View, { entry }: PodGroup): { readonly min: number; readonly max: number | undefined } | undefined {
  const scaler = view.ofKind('HorizontalPodAutoscaler').find((each) => {
    const { kind, name } = targetOf(each);
    return each.namespace === entry.namespace && kind === entry.manifest.kind && name === entry.name;
  });
  if (scaler === undefined) return undefined;
  const { minReplicas = 1, maxReplicas } = specOf(scaler);
  return { min: minReplicas, max: maxReplicas };
}
