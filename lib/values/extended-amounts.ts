import { extendedResource } from './extended-resource';
import { integer, map } from './read';

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

/** Extended resources by their names, none of which is a GPU. */
export const extended = map((given, place) => {
  const name = extendedResource('rdma/hca_shared_devices_a')(given, place);
  const factory = name === undefined ? undefined : gpuFactory(name);
  if (factory === undefined) return name;
  place.report({
    value: given,
    rule: 'gpu-in-resources',
    message: 'is a GPU, which has a prop of its own',
    fix: `say it in gpu: ${factory}`,
  });
  return undefined;
}, integer(1));
