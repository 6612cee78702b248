import type { Problem } from '../../problems';
import { NODE } from '../../workload/kinds/runtime-patch';
import { patchesOf, runtimeOf, specOf } from '../../workload/kinds/train-job';
import { partsOf, type ReplicatedJob, STEP_CONTAINERS, stepOf } from '../../workload/kinds/training-runtime';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, View } from '../view';

const RUNTIMES = ['ClusterTrainingRuntime', 'TrainingRuntime'];

function containersOf({ template }: ReplicatedJob) {
  const { containers = [], initContainers = [] } = template?.spec?.template?.spec ?? {};
  return [...containers, ...initContainers];
}

function wrongPart(part: ReplicatedJob): { readonly field: string; readonly message: string; readonly fix: string }[] {
  const step = stepOf(part);
  const wanted = step === undefined ? undefined : STEP_CONTAINERS[step];
  if (wanted === undefined) return [];
  const has = containersOf(part).some(({ name }) => name === wanted);
  return [
    ...((part.replicas ?? 1) === 1
      ? []
      : [
          {
            field: 'replicas',
            message: `has ${part.replicas} replicas of the step ${step}, and one is taken`,
            fix: 'write 1: numNodes says how many pods there are',
          },
        ]),
    ...(has
      ? []
      : [
          {
            field: 'template.spec.template.spec.containers',
            message: `has no container ${wanted} in the step ${step}`,
            fix: `name the container ${wanted}`,
          },
        ]),
  ];
}

/** A runtime that Kubeflow Trainer's webhook refuses (v2.3.0, `pkg/webhooks/trainingruntime_webhook.go`). */
export const wrongRuntime: Rule = (view) =>
  RUNTIMES.flatMap((kind) => view.ofKind(kind)).flatMap((entry) =>
    partsOf(entry.manifest).flatMap((part, i) =>
      wrongPart(part).map(({ field, message, fix }) =>
        problemOf(entry, {
          field: `spec.template.spec.replicatedJobs[${i}].${field}`,
          rule: 'wrong-runtime',
          message: `${called(entry)} ${message}`,
          fix,
        }),
      ),
    ),
  );

interface Misfit {
  readonly field: string;
  readonly message: string;
}

function misfits({ manifest }: Entry, parts: readonly ReplicatedJob[]): Misfit[] {
  const find = (name: string) => parts.find((part) => part.name === name);
  const patched = patchesOf(manifest).flatMap(({ part: name, field, patch }): Misfit[] => {
    const part = find(name);
    if (part === undefined) return [{ field, message: `speaks of the part ${name}` }];
    const names = containersOf(part).map((each) => each.name);
    const own = [...(patch.spec.containers ?? []), ...(patch.spec.initContainers ?? [])];
    return own
      .filter((each) => !names.includes(each.name ?? ''))
      .map((each) => ({ field, message: `speaks of the container ${each.name} of ${name}` }));
  });
  const loaded = Object.keys(specOf(manifest).initializer ?? {}).flatMap((what): Misfit[] => {
    const name = `${what}-initializer`;
    const container = containersOf(find(name) ?? {}).find((each) => each.name === name);
    const fits = container?.volumeMounts?.some((mount) => mount.name === 'initializer') === true;
    return fits ? [] : [{ field: `spec.initializer.${what}`, message: `needs a container ${name} with the volume initializer` }];
  });
  const trains = parts.some((part) => stepOf(part) === 'trainer' && containersOf(part).some(({ name }) => name === NODE));
  return [...patched, ...loaded, ...(trains ? [] : [{ field: 'spec.runtimeRef', message: `needs a container ${NODE} in a step trainer` }])];
}

/** A runtime of the other kind, or of another namespace, of the name that a training names, where there is none of its own kind. */
function otherKind({ manifest }: Entry, view: View): Entry | undefined {
  const { name } = specOf(manifest).runtimeRef ?? {};
  return RUNTIMES.flatMap((kind) => view.ofKind(kind)).find((entry) => entry.name === name);
}

/** A training that does not fit the runtime of the app that it names: Kubeflow Trainer's webhook refuses it, or it never begins (`pkg/runtime/framework/plugins/jobset`, v2.3.0). */
export const trainJobMisfits: Rule = (view) =>
  view.ofKind('TrainJob').flatMap((entry): Problem[] => {
    const runtime = runtimeOf(entry.manifest, (kind, namespace, name) => view.find(kind, namespace, name)?.manifest);
    const told = (field: string, message: string, fix: string) => problemOf(entry, { field, rule: 'runtime-misfit', message, fix });
    if (runtime !== undefined) {
      const name = `${runtime.kind} ${runtime.metadata.name}`;
      return misfits(entry, partsOf(runtime)).map(({ field, message }) =>
        told(field, `${called(entry)} ${message}, which the ${name} does not have`, 'name another runtime, or mend it'),
      );
    }
    const other = otherKind(entry, view);
    if (other === undefined) return [];
    const { kind = 'ClusterTrainingRuntime' } = specOf(entry.manifest).runtimeRef ?? {};
    const place = other.namespace === '' ? '' : ` in the namespace ${other.namespace}`;
    return [
      {
        ...told(
          'spec.runtimeRef',
          `${called(entry)} names the ${kind} ${other.name}, which nothing in the app makes; it makes the ${called(other)}${place}`,
          'give the construct itself, or check that the other exists in the cluster',
        ),
        severity: 'warning',
      },
    ];
  });
