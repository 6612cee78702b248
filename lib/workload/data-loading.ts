import type { DataLoading, DataLoadingOptions } from '../values/data-loading';
import type { EnvVar } from '../values/env';
import type { Finding } from '../values/finding';
import { bytesText, wholeUnits } from '../values/quantity';
import type { Contribution, Target } from './contribution';
import { SHARED_MEMORY_PATH } from './options/shared-memory';
import { LOADER_VARIABLES, PREFETCH, wholeCpus, workersOn } from './options/threads';

/** What is said, and nothing else: the rest follows from the CPUs. */
function variables(said: DataLoadingOptions): EnvVar[] {
  return (['threads', 'workers', 'prefetch'] as const).flatMap((each) =>
    said[each] === undefined ? [] : [{ name: LOADER_VARIABLES[each], value: String(said[each]) }],
  );
}

function warning(field: string, rule: string, message: string, fix: string, given?: unknown): Finding {
  return { field, severity: 'warning', rule, message, fix, ...(given === undefined ? {} : { value: given }) };
}

/** More than there are CPUs take turns on them, and switching costs more than it brings. */
function cpuFindings(options: DataLoadingOptions, { role, field }: Target): Finding[] {
  const cpus = wholeCpus(role);
  if (cpus === undefined) return [];
  return (['workers', 'threads'] as const).flatMap((each) => {
    const given = options[each] ?? 0;
    const message = `is more than the pod has whole CPUs, ${cpus}, on which they take turns`;
    if (given <= cpus) return [];
    return [warning(`${field('dataLoading')}.${each}`, 'more-loaders-than-cpus', message, 'raise the CPU limit, or leave it out', given)];
  });
}

/** What all workers have ready waits in shared memory: where it does not fit, a loader ends with a bus error. */
function sharedMemoryFindings(options: DataLoadingOptions, { role, field }: Target): Finding[] {
  const { batchSize, prefetch = PREFETCH, workers = workersOn(wholeCpus(role) ?? 1) } = options;
  const source = role.pod.main.mounts.find(({ path }) => path === SHARED_MEMORY_PATH)?.source;
  if (batchSize === undefined || (source?.kind !== 'memory' && source?.kind !== 'scratch')) return [];
  const needed = wholeUnits(batchSize) * BigInt(workers * prefetch * (role.processes ?? 1));
  if (needed <= wholeUnits(source.size)) return [];
  const message = `needs ${bytesText(needed)} of /dev/shm for ${workers} workers with ${prefetch} batches each, and it has ${source.size}`;
  const fix = `write sharedMemory: '${bytesText(needed)}' with a memory limit that holds it, or take fewer workers`;
  return [warning(`${field('dataLoading')}.batchSize`, 'shared-memory', message, fix, batchSize)];
}

/** What the program's loaders are told, and whether the pod has room for them. */
export function loaders({ _options: options }: DataLoading, target: Target): Contribution {
  return {
    pod: { env: variables(options) },
    problems: [...cpuFindings(options, target), ...sharedMemoryFindings(options, target)],
  };
}
