import { gpusOfPod } from '../pods';
import { called, podField, problemsIn, type Rule, warningOf } from '../rule';
import type { PodGroup } from '../view';

interface Fields {
  readonly nprocPerNode?: unknown;
  readonly slotsPerWorker?: unknown;
  readonly runLauncherAsWorker?: boolean;
}

function fieldsOf({ entry }: PodGroup): Fields {
  return (entry.manifest.spec ?? {}) as Fields;
}

/** Processes for each pod, where that is a number. */
function processesOf({ nprocPerNode, slotsPerWorker }: Fields): { readonly field: string; readonly count: number } | undefined {
  const [field, given] = nprocPerNode === undefined ? ['slotsPerWorker', slotsPerWorker] : ['nprocPerNode', nprocPerNode];
  const count = Number(given ?? Number.NaN);
  return Number.isInteger(count) ? { field, count } : undefined;
}

/** A process for each GPU: NCCL refuses two on one, and one without does nothing while the others wait for it. */
export const processesPerGpu: Rule = (view) =>
  view.podsByHand.flatMap((group) => {
    const { entry, kind, pods } = group;
    if (kind.replicas === undefined || pods.handsOn) return [];
    const processes = processesOf(fieldsOf(group));
    const gpus = gpusOfPod(group, view);
    if (processes === undefined || gpus === 0 || gpus === processes.count) return [];
    const wrong = {
      field: processes.field,
      rule: 'processes-per-gpu',
      message: `starts ${processes.count} processes in each pod, and those of the role ${pods.role} have ${gpus} GPUs`,
      fix: 'write as many as a pod has GPUs',
    };
    return problemsIn(entry, 'spec', [wrong]);
  });

/** GPUs in roles that compute nothing on them: they are paid for, and nobody else has them. */
export const idleGpus: Rule = (view) =>
  view.podsByHand.flatMap((group) => {
    const { entry, pods } = group;
    const gpus = gpusOfPod(group, view);
    const works = fieldsOf(group).runLauncherAsWorker === true;
    // In the library's own only the role's own props give it GPUs.
    if (entry.ours || pods.withoutGpus !== true || gpus === 0 || works) return [];
    return [
      warningOf(entry, {
        field: podField(pods.field, 'spec.containers'),
        rule: 'idle-gpus',
        message: `${called(entry)} gives its role ${pods.role} ${gpus} GPUs, on which it computes nothing`,
        fix: 'leave them to the workers',
      }),
    ];
  });
