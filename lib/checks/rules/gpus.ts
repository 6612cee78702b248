import type { Container } from '../../pod/kubernetes';
import { equalQuantities, exceeds, parseQuantity } from '../../values/quantity';
import { QosClass } from '../../values/resources';
import { QOS_ANNOTATION } from '../../workload/kinds/template-of';
import { containersOf, gpusOf, usesGpus } from '../pods';
import { podField, problemsIn, type Rule, type Wrong } from '../rule';
import type { PodGroup, View } from '../view';

type Judge = (container: Container, group: PodGroup) => Omit<Wrong, 'field'>[];

function eachContainer(groups: readonly PodGroup[], judge: Judge): ReturnType<Rule> {
  return groups.flatMap((group) =>
    containersOf(group).flatMap((container) => {
      const wrongs = judge(container, group).map((wrong) => ({
        ...wrong,
        field: '',
        message: `has a container ${container.name} that ${wrong.message}`,
      }));
      return problemsIn(group.entry, podField(group.pods.field, 'spec.containers'), wrongs);
    }),
  );
}

/** Whether a pod is of a kind of machine learning, or has GPUs: of a user's others this library says nothing that a linter says. */
function isOurTrade(group: PodGroup, view: View): boolean {
  return group.kind.replicas !== undefined || usesGpus(group, view);
}

function ratio(limit: unknown, request: unknown): bigint {
  const [most, least] = [parseQuantity(String(limit)) ?? 0n, parseQuantity(String(request)) ?? 0n];
  return least === 0n ? 0n : (most * 2n) / least;
}

function promisesAll({ pods }: PodGroup): boolean {
  return pods.template.metadata?.annotations?.[QOS_ANNOTATION] === QosClass.GUARANTEED;
}

/** Memory that a pod may use and has not reserved: beside GPUs its end costs hours. */
export const reservedMemory: Rule = (view) =>
  // What the promised class says already is not said again.
  eachContainer(
    view.podsByHand.filter((group) => isOurTrade(group, view) && !promisesAll(group)),
    (container, group) => {
      const { limits = {}, requests = {} } = container.resources ?? {};
      const [limit, request] = [limits.memory, requests.memory ?? limits.memory];
      if (limit === undefined || request === undefined || exceeds(String(request), String(limit))) return [];
      if (gpusOf(container, group, view) > 0 && !equalQuantities(String(limit), String(request))) {
        const message = `has GPUs, and of its ${limit} of memory reserves ${request}`;
        return [{ rule: 'gpu-memory-reserved', message, fix: 'let request and limit of memory be equal' }];
      }
      if (ratio(limit, request) <= 3n || usesGpus(group, view)) return [];
      const message = `may use more than one and a half times the ${request} of memory that it reserves: ${limit}`;
      return [{ rule: 'memory-overcommit', message, fix: 'reserve what the program needs', severity: 'warning' }];
    },
  );

/** What a pod that trains must say, so that it is neither placed where it does not fit nor ended first. */
export const unsetResources: Rule = (view) =>
  eachContainer(
    view.podsByHand.filter((group) => isOurTrade(group, view) && !group.entry.ours),
    ({ resources }) => {
      const { limits = {}, requests = {} } = resources ?? {};
      const all: Readonly<Record<string, unknown>> = { ...limits, ...requests };
      const missing = [
        ...['cpu', 'memory', 'ephemeral-storage'].filter((name) => all[name] === undefined).map((name) => `request of ${name}`),
        ...['memory', 'ephemeral-storage'].filter((name) => limits[name] === undefined).map((name) => `limit of ${name}`),
      ];
      if (missing.length === 0) return [];
      return [{ rule: 'unset-resources', message: `has no ${missing.join(', no ')}`, fix: 'say what it needs', severity: 'warning' }];
    },
  );

/** Loader processes and NCCL pass data through `/dev/shm`, which the runtime makes 64 MB small. */
export const sharedMemoryOfGpus: Rule = (view) =>
  eachContainer(view.podsByHand, (container, group) => {
    const mounts = container.volumeMounts ?? [];
    if (gpusOf(container, group, view) === 0 || mounts.some(({ mountPath }) => mountPath === '/dev/shm')) return [];
    const message = 'has GPUs, and 64 MB of shared memory: loaders of data end with a bus error';
    return [
      { rule: 'no-shared-memory', message, fix: 'mount an emptyDir with medium Memory and a sizeLimit at /dev/shm', severity: 'warning' },
    ];
  });

function isPlaced({ pods }: PodGroup): boolean {
  const { nodeSelector = {}, affinity, tolerations = [], nodeName } = pods.template.spec ?? {};
  const tolerates = tolerations.some(({ key }) => key === undefined || /gpu|nvidia|amd/i.test(key));
  return tolerates || nodeName !== undefined || Object.keys(nodeSelector).length > 0 || affinity?.nodeAffinity !== undefined;
}

/** Nodes with GPUs are mostly tainted: a pod that tolerates no such taint waits for ever. */
export const gpusOnTaintedNodes: Rule = (view) =>
  view.podsByHand
    .filter((group) => !group.entry.ours && usesGpus(group, view) && !isPlaced(group))
    .flatMap(({ entry, pods }) => {
      const message = 'asks for GPUs, and neither tolerates the taint of their nodes nor selects them';
      const fix = 'add the toleration { key: nvidia.com/gpu, operator: Exists, effect: NoSchedule }, or as your nodes are tainted';
      return problemsIn(entry, podField(pods.field, 'spec.tolerations'), [
        { field: '', rule: 'gpu-taint', message, fix, severity: 'warning' },
      ]);
    });

/** A Deployment that makes new pods beside old ones waits for GPUs that nobody keeps spare. */
export const spareGpus: Rule = (view) =>
  view.podsByHand
    // The library's own say it of their prop.
    .filter((group) => !group.entry.ours && group.pods.surge > 0 && usesGpus(group, view))
    .flatMap(({ entry, pods }) => {
      const message = `starts ${pods.surge === 1 ? 'a new pod' : `${pods.surge} new pods`} before an old one ends, which waits for a spare GPU`;
      const fix = 'write maxSurge: 0 and maxUnavailable: 1, or keep a GPU spare';
      return problemsIn(entry, 'spec.strategy', [{ field: '', rule: 'rollout-needs-room', message, fix, severity: 'warning' }]);
    });
