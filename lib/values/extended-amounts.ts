import { extendedResource } from './extended-resource';
import { integer, map, type Reader } from './read';

/** Devices that the prop `gpu` speaks of: named here they would have no toleration, and meet another maker's unseen. */
const GPU_FACTORIES: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^nvidia\.com\/gpu\.shared$/, () => 'Gpu.nvidiaShared()'],
  [/^nvidia\.com\/mig-(.+)$/, ([, profile = '']) => `Gpu.nvidiaMig('${profile.replace(/\.(me|me\.all|gfx)$/, '+$1')}', 1)`],
  [/^nvidia\.com\/gpu/, () => 'Gpu.nvidia(1)'],
  [/^amd\.com\/gpu/, () => 'Gpu.amd(1)'],
  [/^gpu\.intel\.com\/i915$/, () => 'Gpu.intel(1)'],
  [/^gpu\.intel\.com\/.+$/, ([name]) => `Gpu.of('${name}', 1)`],
];

/** How a GPU of this name is said, if it is one. */
function gpuFactory(name: string): string | undefined {
  for (const [pattern, write] of GPU_FACTORIES) {
    const match = pattern.exec(name);
    if (match !== null) return write(match);
  }
  return undefined;
}

/** The name of an extended resource that is no GPU: those are said in a prop of their own. */
export function otherDevice(gpuProp: string, example = 'rdma/hca_shared_devices_a'): Reader<string> {
  const read = extendedResource(example);
  return (given, place) => {
    const name = read(given, place);
    const factory = name === undefined ? undefined : gpuFactory(name);
    if (factory === undefined) return name;
    place.report({
      value: given,
      rule: 'gpu-in-resources',
      message: 'is a GPU, which has a prop of its own',
      fix: `say it in ${gpuProp}: ${gpuProp === 'gpus' ? `[${factory}]` : factory}`,
    });
    return undefined;
  };
}

/** Extended resources by their names, none of which is a GPU. */
export const extended = map(otherDevice('gpu'), integer(1));
