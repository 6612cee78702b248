import { checkClaim, type DeviceClaim, type DeviceClaimOptions } from './device-claim';
import { quotaNameOf } from './device-class';
import { extendedResource } from './extended-resource';
import type { Place } from './finding';
import { isLabelValue } from './name';
import { byteSize, wholeUnits } from './quantity';
import { type Checked, integer, optional, struct, textWhere } from './read';

/** Which nodes' GPUs are wanted. */
export interface NvidiaGpuOptions {
  /**
   * The product, as the nodes' label has it: `'NVIDIA-A100-SXM4-80GB'` (GPU feature discovery), `'nvidia-tesla-a100'` (GKE), `'a100'` (Karpenter on EKS). The pod then runs only where that product is.
   * @default - any
   */
  readonly product?: string;
  /**
   * The least memory of each GPU, as `'40Gi'`. Nodes tell what the driver leaves of it: a GPU of 80 GB has some `'79Gi'`. It needs the nodes' memory label, which GPU feature discovery writes.
   * @default - any
   */
  readonly memory?: string;
}

/** Whose device plugin gives the GPU: the cluster profile knows each maker's labels and taints. */
export type GpuMaker = 'nvidia' | 'amd' | 'intel' | 'other';

interface GpuFacts {
  readonly maker: GpuMaker;
  readonly resourceName: string;
  readonly count: number;
  readonly options?: NvidiaGpuOptions;
  readonly migProfile?: string;
  readonly shared?: boolean;
  readonly claim?: DeviceClaim;
}

/** Slices and memory, with one of the four attributes that NVIDIA names: media engines, all of them, none, graphics (MIG user guide, supported profiles). */
const MIG_PROFILE = /^[1-9]\d*g\.[1-9]\d*gb(\+me|\+me\.all|-me|\+gfx)?$/;

/** A profile as it most likely was meant: from the resource's name, or in capitals. */
function migFix(given: unknown): string {
  const meant = textOf(given)
    .toLowerCase()
    .replace(/^(nvidia\.com\/)?mig-/, '')
    .replace(/\.(me|me\.all|gfx)$/, '+$1');
  if (MIG_PROFILE.test(meant)) return `write ${JSON.stringify(meant)}`;
  return 'as `nvidia-smi mig -lgip` lists them: "1g.10gb", or with an attribute "1g.10gb+me", "1g.24gb+gfx", "1g.24gb+me.all", "1g.24gb-me"';
}

/** More than any node has. */
const MOST_GPUS = 1024;
/** What one claim can be given (kubernetes `pkg/apis/resource`, AllocationResultsMaxSize). */
const MOST_CLAIMED = 32;
const PART_OF_A_GPU = {
  rule: 'whole-gpu',
  message: 'is a part of a GPU, and Kubernetes gives whole ones',
  fix: 'write 1, or Gpu.nvidiaShared() or Gpu.nvidiaMig() where the cluster divides its GPUs',
};

const nvidiaOptions = struct<NvidiaGpuOptions>({
  product: optional(
    textWhere('NVIDIA-A100-SXM4-80GB', (product) =>
      isLabelValue(product)
        ? undefined
        : { rule: 'label-value', message: 'is no value of a label', fix: 'as the nodes have it, for example "NVIDIA-A100-SXM4-80GB"' },
    ),
  ),
  memory: optional(byteSize('40Gi')),
});

/**
 * GPUs of one kind for each pod, whole ones: written as limit and equal request, with the toleration that GPU nodes' taints ask for.
 * One kind per pod, so that two makers never meet in it.
 */
export class Gpu implements Checked {
  /** Whole NVIDIA GPUs (`nvidia.com/gpu`). */
  public static nvidia(count: number, options: NvidiaGpuOptions = {}): Gpu {
    return new Gpu({ maker: 'nvidia', resourceName: 'nvidia.com/gpu', count, options });
  }

  /**
   * Slices of NVIDIA GPUs that are partitioned by MIG's `mixed` strategy: `Gpu.nvidiaMig('1g.10gb', 1)` is `nvidia.com/mig-1g.10gb`. A profile's attribute
   * is one of `+me`, `+me.all`, `-me` and `+gfx`; in the resource's name `+` is a point, as the device plugin writes it (`nvidia.com/mig-1g.10gb.me`).
   * With the `single` strategy slices are called `nvidia.com/gpu`: use `Gpu.nvidia`.
   * @see https://github.com/NVIDIA/k8s-device-plugin
   */
  public static nvidiaMig(profile: string, count: number): Gpu {
    return new Gpu({ maker: 'nvidia', resourceName: `nvidia.com/mig-${textOf(profile).replace(/\+/g, '.')}`, count, migProfile: profile });
  }

  /** One share of a time-sliced NVIDIA GPU (`nvidia.com/gpu.shared`). Asking for more than one gives no more compute, so that there is no count. */
  public static nvidiaShared(): Gpu {
    return new Gpu({ maker: 'nvidia', resourceName: 'nvidia.com/gpu.shared', count: 1, shared: true });
  }

  /** Whole AMD GPUs (`amd.com/gpu`). */
  public static amd(count: number): Gpu {
    return new Gpu({ maker: 'amd', resourceName: 'amd.com/gpu', count });
  }

  /** Intel GPUs (`gpu.intel.com/i915`); for the newer driver write `Gpu.of('gpu.intel.com/xe', n)`. */
  public static intel(count: number): Gpu {
    return new Gpu({ maker: 'intel', resourceName: 'gpu.intel.com/i915', count });
  }

  /** Any device that a device plugin offers as an extended resource: `Gpu.of('habana.ai/gaudi', 8)`. Its nodes' taint is taken to have the same key. */
  public static of(resourceName: string, count: number): Gpu {
    return new Gpu({ maker: makerOf(resourceName), resourceName, count });
  }

  /**
   * Devices of a class by dynamic resource allocation, all on the pod's node: `Gpu.claim('gpu.nvidia.com', 8)`. A ResourceClaimTemplate of the workload's name and `-gpu` comes with it (of a role's own: with the role's name too), from
   * which Kubernetes makes a claim for each pod, that goes with it. Of classes of `nvidia.com`, `amd.com` and `intel.com` the maker's taint is tolerated; for others write `Placement.tolerate`. Kueue counts what is claimed only where its
   * configuration maps the class to a resource (`deviceClassMappings`).
   * Refused below Kubernetes 1.34, which serves `resource.k8s.io/v1` first: before, the API is beta, off by default, and has other fields.
   * @param deviceClass the DeviceClass, which must exist in the cluster: a driver brings its own.
   * @param count devices for each pod, 1 to 32, which is the most that one claim can have.
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
   */
  public static claim(deviceClass: string, count: number, options: DeviceClaimOptions = {}): Gpu {
    return new Gpu({ maker: makerOf(deviceClass), resourceName: quotaNameOf(textOf(deviceClass)), count, claim: { deviceClass, options } });
  }

  /** The extended resource, as `nvidia.com/gpu`; of a claim the name by which quotas count its devices, as `gpu.nvidia.com.deviceclass.resource.k8s.io/devices`. */
  public readonly resourceName: string;
  /** GPUs for each pod. */
  public readonly count: number;
  /** The product that is wanted. */
  public readonly product?: string;
  /** The least memory that is wanted. */
  public readonly memory?: string;
  /** @internal */
  public readonly _facts: GpuFacts;

  private constructor(facts: GpuFacts) {
    this._facts = facts;
    this.resourceName = facts.resourceName;
    this.count = facts.count;
    const { product, memory } = facts.claim?.options ?? facts.options ?? {};
    if (product !== undefined) this.product = product;
    if (memory !== undefined) this.memory = memory;
  }

  /** How a ResourceQuota counts them: of extended resources their requests. @internal */
  public get _quotaName(): string {
    return this._facts.claim === undefined ? `requests.${this.resourceName}` : this.resourceName;
  }

  /** The least memory of each GPU in MiB, the unit of the nodes' label. @internal */
  public get _leastMebibytes(): number | undefined {
    return this.memory === undefined ? undefined : Number(wholeUnits(this.memory) / 1024n ** 2n);
  }

  /** @internal */
  public _check(place: Place): void {
    const { count } = this;
    if (typeof count === 'number' && count > 0 && count < 1) place.at('count').report({ value: count, ...PART_OF_A_GPU });
    else integer(1, this._facts.claim === undefined ? MOST_GPUS : MOST_CLAIMED)(count, place.at('count'));
    this._checkKind(place);
  }

  /** What is wrong with all but the count. @internal */
  public _checkKind(place: Place): void {
    const { options, migProfile, resourceName, claim } = this._facts;
    if (claim !== undefined) checkClaim(claim, place);
    if (options !== undefined) nvidiaOptions(options, place);
    if (migProfile !== undefined && !(typeof migProfile === 'string' && MIG_PROFILE.test(migProfile))) {
      place.at('profile').report({ value: migProfile, rule: 'mig-profile', message: 'is not a MIG profile', fix: migFix(migProfile) });
    }
    if (migProfile === undefined && claim === undefined) extendedResource('habana.ai/gaudi')(resourceName, place.at('resourceName'));
  }
}

const MAKERS: readonly (readonly [string, GpuMaker])[] = [
  ['nvidia.com', 'nvidia'],
  ['amd.com', 'amd'],
  ['intel.com', 'intel'],
];

/** What is no text is refused when it is checked, and makes no exception before. */
function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}

function makerOf(resourceName: unknown): GpuMaker {
  const domain = textOf(resourceName).split('/')[0] ?? '';
  const maker = MAKERS.find(([name]) => domain === name || domain.endsWith(`.${name}`));
  return maker?.[1] ?? 'other';
}
