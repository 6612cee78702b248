import { byteSize, bytesText, wholeUnits } from '../../values/quantity';
import { optional } from '../../values/read';
import type { Option, Target } from '../contribution';

export interface SharedMemoryProps {
  readonly sharedMemory?: string;
}

/** Where programs look for shared memory. */
export const SHARED_MEMORY_PATH = '/dev/shm';
const MEBIBYTE = 1024n ** 2n;
/** More than a quarter of the memory is taken from the program itself; more than this no loader was seen to use. */
const MOST = 16n * 1024n * MEBIBYTE;
/** Where no memory limit is said. */
const UNLIMITED = 1024n * MEBIBYTE;

/** A quarter of the memory limit in whole MiB, at most 16Gi. */
function defaultSize({ role }: Target): string {
  const limit = role.pod.main.amounts.limits.memory;
  const quarter = limit === undefined ? UNLIMITED : (wholeUnits(limit) / 4n / MEBIBYTE) * MEBIBYTE;
  const size = quarter > MOST ? MOST : quarter;
  return bytesText(size < MEBIBYTE ? MEBIBYTE : size);
}

/** Pods that load data, use a GPU or have a store of objects: their processes pass data through `/dev/shm`, which the runtime makes 64 MB small. */
function needsIt({ role }: Target): boolean {
  const readsData = role.pod.main.mounts.some(({ prop }) => prop === 'dataset' || prop === 'cache' || prop.startsWith('datasets.'));
  return readsData || role.usesGpu === true || role.sharesMemory === true;
}

/** `/dev/shm` as a sized memory volume. */
export const sharedMemory: Option<SharedMemoryProps> = {
  name: 'sharedMemory',
  shape: { sharedMemory: optional(byteSize('16Gi')) },
  contribute: (props, target) => {
    if (props.sharedMemory === undefined && !needsIt(target)) return {};
    const mount = {
      path: SHARED_MEMORY_PATH,
      source: { kind: 'memory', size: props.sharedMemory ?? defaultSize(target) } as const,
      readOnly: false,
      prop: target.field('sharedMemory'),
    };
    return { pod: props.sharedMemory === undefined ? { defaultMounts: [mount] } : { mounts: [mount] } };
  },
};
