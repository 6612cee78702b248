import type { Place } from './finding';
import { isQualifiedName, objectName } from './name';
import { byteSize } from './quantity';
import { optional, someOf, struct, textWhere } from './read';

/** Which devices of a class are wanted. All that is said must hold. */
export interface DeviceClaimOptions {
  /**
   * The product, as NVIDIA's driver has it: `'NVIDIA A100-SXM4-80GB'` (`nvidia-smi -L` tells it, the nodes' label has `-` for the spaces). For classes of `nvidia.com` alone.
   * @default - any
   */
  readonly product?: string;
  /**
   * The least memory of each device, as `'40Gi'`, by what NVIDIA's driver publishes as its capacity. A GPU of 80 GB has some `'79Gi'`. For classes of `nvidia.com` alone.
   * @default - any
   */
  readonly memory?: string;
  /**
   * Conditions in CEL, as `"device.attributes['gpu.nvidia.com'].architecture == 'Hopper'"`. The API server refuses what it can't compile; an attribute that a device of the class does not have makes the pod wait, with the reason in its events.
   * @default - none
   * @see https://kubernetes.io/docs/reference/using-api/cel/
   */
  readonly selectors?: string[];
  /**
   * An attribute whose value all devices of the pod must share, with its domain: `'resource.kubernetes.io/pcieRoot'`.
   * @default - none
   */
  readonly matchAttribute?: string;
}

/** What is claimed of a class. */
export interface DeviceClaim {
  readonly deviceClass: string;
  readonly options: DeviceClaimOptions;
}

/** NVIDIA's driver, under whose name are its attributes (kubernetes-sigs/dra-driver-nvidia-gpu, `cmd/gpu-kubelet-plugin/deviceinfo.go`). */
const NVIDIA = 'gpu.nvidia.com';
/** As the API server bounds them (kubernetes `pkg/apis/resource/types.go`). */
/** A name in a domain, as CEL can speak of it. */
const ATTRIBUTE = /^[a-z0-9.-]{1,63}\/[A-Za-z_][A-Za-z0-9_]{0,31}$/;
const LONGEST_SELECTOR = 10 * 1024;
const MOST_SELECTORS = 32;

const product = textWhere('NVIDIA A100-SXM4-80GB', (given) =>
  /^NVIDIA-/.test(given)
    ? {
        rule: 'gpu-product',
        message: "is as the nodes' label spells it, and the driver's attribute has no - for spaces",
        fix: `write ${JSON.stringify(given.replace('-', ' '))}, as nvidia-smi -L has it`,
      }
    : undefined,
);

const selector = textWhere("device.attributes['gpu.nvidia.com'].architecture == 'Hopper'", (given) =>
  given.trim() === '' || given.length > LONGEST_SELECTOR
    ? { rule: 'cel-selector', message: `must be CEL of 1 to ${LONGEST_SELECTOR} characters`, fix: 'write a condition on device' }
    : undefined,
);

const attribute = textWhere('resource.kubernetes.io/pcieRoot', (given) =>
  ATTRIBUTE.test(given) && isQualifiedName(given)
    ? undefined
    : { rule: 'device-attribute', message: 'is no name of an attribute with its domain', fix: 'as in "resource.kubernetes.io/pcieRoot"' },
);

const readOptions = struct<DeviceClaimOptions>({
  product: optional(product),
  memory: optional(byteSize('40Gi')),
  selectors: optional(someOf(selector, 'leave it out')),
  matchAttribute: optional(attribute),
});

function isOfNvidia(deviceClass: string): boolean {
  return deviceClass === 'nvidia.com' || deviceClass.endsWith('.nvidia.com');
}

/** What is wrong with a claim. */
export function checkClaim({ deviceClass, options }: DeviceClaim, place: Place): void {
  const name = objectName('subdomain', NVIDIA)(deviceClass, place.at('deviceClass'));
  const read = readOptions(options, place);
  if (name === undefined || read === undefined) return;
  if ((read.selectors?.length ?? 0) + 2 > MOST_SELECTORS) {
    const message = `are more than ${MOST_SELECTORS - 2}, with which a claim is refused`;
    place.at('selectors').report({ rule: 'cel-selector', message, fix: 'join some by &&' });
  }
  for (const field of ['product', 'memory'] as const) {
    if (read[field] === undefined || isOfNvidia(name)) continue;
    const message = `is said by an attribute of NVIDIA's driver, and the class ${name} may be another's`;
    const fix =
      "write it in CEL, by the attributes of the driver: selectors: [\"device.capacity['gpu.example.com'].memory.compareTo(quantity('40Gi')) >= 0\"]";
    place.at(field).report({ value: read[field], rule: 'device-attribute', message, fix });
  }
}

/** CEL takes text as JSON writes it. */
function literal(given: string): string {
  return JSON.stringify(given);
}

/** The conditions of a claim, in CEL. */
export function selectorsOf({ options }: DeviceClaim): string[] {
  const { product: wanted, memory, selectors = [] } = options;
  return [
    ...(wanted === undefined ? [] : [`device.attributes['${NVIDIA}'].productName == ${literal(wanted)}`]),
    ...(memory === undefined ? [] : [`device.capacity['${NVIDIA}'].memory.compareTo(quantity(${literal(memory)})) >= 0`]),
    ...selectors,
  ];
}
