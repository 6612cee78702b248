import { otherDevice } from './extended-amounts';
import { Gpu } from './gpu';
import { objectName } from './name';
import { byteSize, exceeds, quantity } from './quantity';
import { integer, list, map, optional, type Reader, struct } from './read';

/** How strictly a namespace admits pods (Kubernetes' Pod Security standards). */
export enum PodSecurityLevel {
  /** Pods without privileges, not as root, without volumes of the node: all that this library writes, unless asked otherwise. */
  RESTRICTED = 'restricted',
  /** Pods that may be root, without what would lead out of the container: for `PodSecurity.baseline()`. */
  BASELINE = 'baseline',
}

/** Where pods of a namespace may connect to, if no policy of their own opens more. */
export enum NamespaceEgress {
  /** Anywhere: nothing is said of it. */
  OPEN = 'Open',
  /** To DNS servers alone, by port 53. */
  DNS_ONLY = 'DnsOnly',
}

/** What everything in a namespace may have together. What is left out has no bound. */
export interface NamespaceQuota {
  /**
   * GPUs by their kinds, as `[Gpu.nvidia(16), Gpu.amd(4)]`. A count of 0 forbids the kind. Kubernetes counts `requests.nvidia.com/gpu` alone, which is written:
   * a quota on `limits.nvidia.com/gpu` or on `nvidia.com/gpu` counts nothing. Products and memory are refused: a quota can't tell GPUs of one resource apart.
   * @default - no bound
   */
  readonly gpus?: Gpu[];
  /**
   * Further extended resources by their full names, as `{ 'vpc.amazonaws.com/efa': 32 }`. GPUs are refused: they have `gpus`.
   * @default - no bound
   */
  readonly extended?: { [name: string]: number };
  /**
   * CPU requests of all pods, as `'128'`. A pod is then refused if one of its containers says no request.
   * @default - no bound
   */
  readonly cpu?: string;
  /**
   * Memory requests of all pods, as `'1Ti'`. A pod is then refused if one of its containers says no request.
   * @default - no bound
   */
  readonly memory?: string;
  /**
   * Sizes of all claims, as `'10Ti'`.
   * @default - no bound
   */
  readonly storage?: string;
  /**
   * Sizes of all claims of a StorageClass, by its name.
   * @default - no bound
   */
  readonly storageOfClasses?: { [storageClassName: string]: string };
  /**
   * The number of claims.
   * @default - no bound
   */
  readonly claims?: number;
  /**
   * The number of pods that have not ended.
   * @default - no bound
   */
  readonly pods?: number;
}

/** Amounts of one container. */
export interface ContainerAmounts {
  /**
   * CPUs, as `'500m'`.
   * @default - none
   */
  readonly cpu?: string;
  /**
   * Memory, as `'1Gi'`.
   * @default - none
   */
  readonly memory?: string;
  /**
   * Local disk, as `'10Gi'`.
   * @default - none
   */
  readonly ephemeralStorage?: string;
}

/** Bounds and defaults of single containers. Kubernetes takes `max` for the limit of a container that says none, and `min` for its request. */
export interface ContainerLimits {
  /**
   * What a container requests that says neither request nor limit.
   * @default - of what the quota bounds, cpu '100m' and memory '128Mi', so that pods of others that say nothing are not refused; otherwise none
   */
  readonly defaultRequest?: ContainerAmounts;
  /**
   * The limit of a container that says none.
   * @default - none
   */
  readonly default?: ContainerAmounts;
  /**
   * The least that a container may request.
   * @default - none
   */
  readonly min?: ContainerAmounts;
  /**
   * The most that a container's limit may be.
   * @default - none
   */
  readonly max?: ContainerAmounts;
}

/** Bounds of the size of single claims. */
export interface ClaimLimits {
  /**
   * The least, as `'1Gi'`.
   * @default - none
   */
  readonly min?: string;
  /**
   * The most, as `'10Ti'`.
   * @default - none
   */
  readonly max?: string;
}

/** The unit that a container's amounts are compared in, and what Kubernetes calls them. */
export const AMOUNT_NAMES: Readonly<Record<keyof ContainerAmounts, string>> = {
  cpu: 'cpu',
  memory: 'memory',
  ephemeralStorage: 'ephemeral-storage',
};

/** GPUs of a namespace: any number, of a kind that a quota can tell from others. */
const gpuQuota: Reader<Gpu> = (given, place) => {
  if (!(given instanceof Gpu)) {
    place.report({ value: given, rule: 'type', message: 'must be a Gpu', fix: 'write Gpu.nvidia(16)' });
    return undefined;
  }
  integer(0)(given.count, place.at('count'));
  given._checkKind(place);
  const wanted = { product: given.product, memory: given.memory, ...given._facts.claim?.options };
  for (const field of ['product', 'memory', 'selectors', 'matchAttribute'] as const) {
    if (wanted[field] === undefined) continue;
    const message = `can't be told apart by a quota, which counts all ${given.resourceName}`;
    place.at(field).report({ value: wanted[field], rule: 'quota-gpu', message, fix: 'leave it out' });
  }
  return given;
};

/** Each kind once: of two numbers for one resource one would be lost. */
export const gpuQuotas: Reader<Gpu[]> = (given, place) => {
  const gpus = list(gpuQuota)(given, place);
  const seen = new Set<string>();
  for (const { resourceName } of gpus ?? []) {
    if (seen.has(resourceName)) place.report({ rule: 'quota-gpu', message: `names ${resourceName} twice`, fix: 'name each kind once' });
    seen.add(resourceName);
  }
  return gpus;
};

/** The reader of a namespace's quota. */
export const namespaceQuota = struct<NamespaceQuota>({
  gpus: optional(gpuQuotas),
  extended: optional(map(otherDevice('gpus'), integer(0))),
  cpu: optional(quantity('128')),
  memory: optional(byteSize('1Ti')),
  storage: optional(byteSize('10Ti')),
  storageOfClasses: optional(map(objectName('subdomain', 'rook-cephfs'), byteSize('10Ti'))),
  claims: optional(integer(0)),
  pods: optional(integer(0, Number.MAX_SAFE_INTEGER, 50)),
});

const amounts = struct<ContainerAmounts>({
  cpu: optional(quantity('500m')),
  memory: optional(byteSize('1Gi')),
  ephemeralStorage: optional(byteSize('10Gi')),
});

const containerFields = struct<ContainerLimits>({
  defaultRequest: optional(amounts),
  default: optional(amounts),
  min: optional(amounts),
  max: optional(amounts),
});

/** In which order Kubernetes wants them: none may be more than one behind it. */
const ASCENDING = ['min', 'defaultRequest', 'default', 'max'] as const;

/** The first two that are the wrong way round, of those that are given. */
function descending(sizes: readonly (readonly [string, string | undefined])[]): readonly [string, string, string, string] | undefined {
  const given = sizes.flatMap(([name, size]) => (size === undefined ? [] : [[name, size] as const]));
  for (const [i, [name, size]] of given.entries()) {
    const next = given[i + 1];
    if (next !== undefined && exceeds(size, next[1])) return [name, size, ...next];
  }
  return undefined;
}

/** The reader of what single containers may have. */
export const containerLimits: Reader<ContainerLimits> = (given, place) => {
  const read = containerFields(given, place);
  for (const amount of ['cpu', 'memory', 'ephemeralStorage'] as const) {
    const wrong = descending(ASCENDING.map((bound) => [bound, read?.[bound]?.[amount]]));
    if (wrong === undefined) continue;
    const [name, size, next, bound] = wrong;
    const message = `is more than ${next}.${amount}, ${bound}`;
    const fix = 'min, defaultRequest, default, max go from the least to the most';
    place.at(`${name}.${amount}`).report({ value: size, rule: 'limits-order', message, fix });
  }
  return read;
};

const claimFields = struct<ClaimLimits>({ min: optional(byteSize('1Gi')), max: optional(byteSize('10Ti')) });

/** The reader of how large single claims may be. */
export const claimLimits: Reader<ClaimLimits> = (given, place) => {
  const read = claimFields(given, place);
  if (read === undefined) return undefined;
  const { min, max } = read;
  if (min === undefined && max === undefined) {
    place.report({ value: given, rule: 'limits-order', message: 'bounds nothing', fix: "write min or max, as { max: '10Ti' }" });
  } else if (min !== undefined && max !== undefined && exceeds(min, max)) {
    place.at('min').report({ value: min, rule: 'limits-order', message: `is more than max, ${max}`, fix: 'exchange them' });
  }
  return read;
};
