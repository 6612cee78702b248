import { extended } from './extended-amounts';
import type { Place } from './finding';
import { type HugePageAmounts, hugePageShape, namedHugePages } from './huge-pages';
import { byteSize, equalQuantities, exceeds, parseQuantity, quantity } from './quantity';
import { bool, type Checked, type Notes, optional, required, struct } from './read';

/** Kubernetes' quality-of-service classes: who is evicted first when a node runs out of memory. */
export enum QosClass {
  /** Every container's CPU and memory are reserved in full: evicted last. */
  GUARANTEED = 'Guaranteed',
  /** Something is reserved, and more may be used. */
  BURSTABLE = 'Burstable',
  /** Nothing is reserved: evicted first. */
  BEST_EFFORT = 'BestEffort',
}

/** Amounts that are reserved in full: each is request and limit. */
export interface GuaranteedAmounts extends HugePageAmounts {
  /** CPUs, as `'8'` or `'500m'`. */
  readonly cpu: string;
  /** Memory, as `'64Gi'`. Memory-backed volumes (`/dev/shm`) are counted in it. */
  readonly memory: string;
  /**
   * Local disk for the writable layer, logs and scratch volumes.
   * @default '10Gi'; the sizes of scratch disks are added. Without it a pod that fills the disk takes its node's other pods with it.
   */
  readonly ephemeralStorage?: string;
  /**
   * Further extended resources as limit and equal request, by their full names (`rdma/hca_shared_devices_a`: 1). GPUs have a prop of their own.
   * @default - none
   */
  readonly extended?: { [name: string]: number };
  /**
   * True: the CPUs are the container's own, no other's threads run on them. They must be whole ones, and nodes must have the kubelet's CPU manager policy `static`, which no manifest can say: elsewhere the
   * program shares its CPUs, as others do. Name such nodes by `Placement.on`.
   * @default false - whole CPUs are the container's own too where the policy is `static`; parts of one are taken
   * @see https://kubernetes.io/docs/tasks/administer-cluster/cpu-management-policies/
   */
  readonly exclusiveCpus?: boolean;
}

/** Amounts that are reserved, and the limits up to which more may be used. */
export interface BurstableAmounts extends HugePageAmounts {
  /** CPUs that are reserved, as `'16'`. */
  readonly cpu: string;
  /**
   * CPUs that may be used while the node has them idle.
   * @default - as many as the node has idle
   */
  readonly cpuLimit?: string;
  /** Memory that is reserved, as `'64Gi'`. */
  readonly memory: string;
  /**
   * Memory that may be used. More than is reserved is over-committed: the node can run out before the container reaches it,
   * so that over one and a half times the reserved amount warns, and any is refused beside a GPU.
   * @default - the reserved amount
   */
  readonly memoryLimit?: string;
  /**
   * Local disk for the writable layer, logs and scratch volumes.
   * @default '10Gi'; the sizes of scratch disks are added
   */
  readonly ephemeralStorage?: string;
  /**
   * Further extended resources as limit and equal request, by their full names.
   * @default - none
   */
  readonly extended?: { [name: string]: number };
}

/** Amounts by Kubernetes' resource names, as a container has them. */
export interface Amounts {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** Disk that a container gets for its layer and logs where nothing is said: kube-score asks for a request and a limit. */
export const DEFAULT_EPHEMERAL_STORAGE = '10Gi';

const NOTES: Notes = {
  gpu: 'a GPU has a prop of its own, beside resources: gpu: Gpu.nvidia(1)',
  mem: 'did you mean memory?',
  limits: 'a guaranteed amount is request and limit: write cpu and memory; Resources.burstable has cpuLimit and memoryLimit',
  requests: 'a guaranteed amount is request and limit: write cpu and memory; Resources.burstable has cpuLimit and memoryLimit',
  cpuLimit: 'a guaranteed amount is request and limit; Resources.burstable has cpuLimit',
  memoryLimit: 'a guaranteed amount is request and limit; Resources.burstable has memoryLimit',
  storage: 'did you mean ephemeralStorage?',
  hugepages: "write hugePages2Mi: '512Mi' or hugePages1Gi: '4Gi'",
  hugePages: "write hugePages2Mi: '512Mi' or hugePages1Gi: '4Gi'",
  exclusiveCpus: "CPUs are a container's own only where all is reserved: write Resources.guaranteed",
};

const guaranteedAmounts = struct<GuaranteedAmounts>(
  {
    cpu: required(quantity('8'), '1', '8'),
    memory: required(byteSize('64Gi'), '1Ti', '64Gi'),
    ephemeralStorage: optional(byteSize('10Gi')),
    extended: optional(extended),
    ...hugePageShape,
    exclusiveCpus: optional(bool),
  },
  'refuse',
  NOTES,
);

const burstableAmounts = struct<BurstableAmounts>(
  {
    cpu: required(quantity('16'), '1', '16'),
    cpuLimit: optional(quantity('32')),
    memory: required(byteSize('64Gi'), '1Ti', '64Gi'),
    memoryLimit: optional(byteSize('64Gi')),
    ephemeralStorage: optional(byteSize('10Gi')),
    extended: optional(extended),
    ...hugePageShape,
  },
  'refuse',
  NOTES,
);

/** Below this a memory is a slip of the unit: no Python interpreter fits. */
export const LEAST_MEMORY = 16n * 1024n ** 2n * 10n ** 9n;
export const MOST_CPUS = 512n * 10n ** 9n;

/** What a container may use, and what is reserved for it: CPU, memory, local disk. The factory names the quality-of-service class. */
export class Resources implements Checked {
  /**
   * Everything is reserved in full: the pod is `Guaranteed`, evicted last, and with whole CPUs it can have them for itself.
   * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
   */
  public static guaranteed(amounts: GuaranteedAmounts): Resources {
    return new Resources(QosClass.GUARANTEED, amounts);
  }

  /** A part is reserved, and more may be used while the node has it: the pod is `Burstable`. Memory is reserved in full unless `memoryLimit` says otherwise. */
  public static burstable(amounts: BurstableAmounts): Resources {
    return new Resources(QosClass.BURSTABLE, amounts);
  }

  /** Nothing is reserved or limited: the pod is `BestEffort`, the first to be evicted. Refused beside a GPU. */
  public static bestEffort(): Resources {
    return new Resources(QosClass.BEST_EFFORT, undefined);
  }

  /** The class that the factory named, and a pod that gets another one (by a sidecar or a patch) is an error at synthesis. */
  public readonly qosClass: QosClass;
  /** @internal */
  private readonly given: GuaranteedAmounts | BurstableAmounts | undefined;

  private constructor(qosClass: QosClass, given: GuaranteedAmounts | BurstableAmounts | undefined) {
    this.qosClass = qosClass;
    this.given = given;
  }

  /** @internal */
  public get _amounts(): Amounts {
    const given: Partial<BurstableAmounts> = this.given ?? {};
    if (given.cpu === undefined || given.memory === undefined) return { requests: {}, limits: {} };
    const devices = Object.fromEntries(Object.entries(given.extended ?? {}).map(([name, count]) => [name, String(count)]));
    const more = { ...namedHugePages(given), ...devices };
    const disk = { 'ephemeral-storage': given.ephemeralStorage ?? DEFAULT_EPHEMERAL_STORAGE };
    const cpuLimit = this.qosClass === QosClass.GUARANTEED ? given.cpu : given.cpuLimit;
    return {
      requests: { cpu: given.cpu, memory: given.memory, ...disk, ...more },
      limits: { ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }), memory: given.memoryLimit ?? given.memory, ...disk, ...more },
    };
  }

  /** @internal */
  public _check(place: Place): void {
    if (this.qosClass === QosClass.BEST_EFFORT) return;
    const read = this.qosClass === QosClass.GUARANTEED ? guaranteedAmounts : burstableAmounts;
    const amounts: BurstableAmounts | undefined = read(this.given, place);
    // A stand-in for an amount that is wrong is judged no further.
    if (amounts === undefined || amounts.cpu !== this.given?.cpu || amounts.memory !== this.given.memory) return;
    checkMagnitudes(amounts, place);
    if ('exclusiveCpus' in amounts && amounts.exclusiveCpus === true) checkWholeCpus(amounts.cpu, place.at('cpu'));
    if (this.qosClass === QosClass.BURSTABLE) checkLimits(amounts, place);
  }
}

/** A CPU is given to one container alone, or to none. */
function checkWholeCpus(cpu: string, place: Place): void {
  if ((parseQuantity(cpu) ?? 0n) % 10n ** 9n === 0n) return;
  place.report({
    value: cpu,
    rule: 'exclusive-cpus',
    message: 'is no whole number of CPUs, and exclusiveCpus gives whole ones',
    fix: "for example '8'",
  });
}

function checkMagnitudes({ cpu, memory }: BurstableAmounts, place: Place): void {
  if ((parseQuantity(memory) ?? LEAST_MEMORY) < LEAST_MEMORY) {
    place
      .at('memory')
      .report({ value: memory, rule: 'magnitude', severity: 'warning', message: 'is less than 16Mi', fix: 'write the unit: 64Gi, 512Mi' });
  }
  if ((parseQuantity(cpu) ?? 0n) > MOST_CPUS) {
    place.at('cpu').report({
      value: cpu,
      rule: 'magnitude',
      severity: 'warning',
      message: 'is more than 512 CPUs',
      fix: 'm is a thousandth: 500m is half a CPU',
    });
  }
}

function checkLimits(amounts: BurstableAmounts, place: Place): void {
  checkLimit('cpuLimit', amounts.cpu, amounts.cpuLimit, place);
  checkLimit('memoryLimit', amounts.memory, amounts.memoryLimit, place);
  const sameCpu = amounts.cpuLimit !== undefined && equalQuantities(amounts.cpuLimit, amounts.cpu);
  const sameMemory = amounts.memoryLimit === undefined || equalQuantities(amounts.memoryLimit, amounts.memory);
  if (sameCpu && sameMemory) {
    place.report({
      rule: 'qos',
      message: 'reserves all that it limits, which is Guaranteed',
      fix: 'write Resources.guaranteed, or raise a limit',
    });
  }
  const over = (parseQuantity(amounts.memoryLimit ?? amounts.memory) ?? 0n) * 2n > (parseQuantity(amounts.memory) ?? 0n) * 3n;
  if (over) {
    place.at('memoryLimit').report({
      value: amounts.memoryLimit,
      rule: 'memory-overcommit',
      severity: 'warning',
      message: `is more than one and a half times the ${amounts.memory} that are reserved: the node can run out first`,
      fix: 'reserve what the program needs in memory',
    });
  }
}

function checkLimit(field: string, request: string, limit: string | undefined, place: Place): void {
  if (limit === undefined || !exceeds(request, limit)) return;
  place.at(field).report({
    value: limit,
    rule: 'request-over-limit',
    message: `is less than the ${request} that are reserved`,
    fix: 'a limit is at least its request',
  });
}
