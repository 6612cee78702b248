import { wholeUnits } from '../../values/quantity';
import type { Option } from '../contribution';
import type { Role } from '../plan';

/** The variables that tell loaders how they work. */
export const LOADER_VARIABLES = { threads: 'OMP_NUM_THREADS', workers: 'DATALOADER_WORKERS', prefetch: 'DATALOADER_PREFETCH' } as const;

/** As PyTorch's own: a batch in work and one that waits. */
export const PREFETCH = 2;

/** The whole CPUs that a process of a role may use, at least one; undefined where nothing says how many. Processes of one pod share its CPUs. */
export function wholeCpus({ pod, processes = 1 }: Role): number | undefined {
  const { limits, requests } = pod.main.amounts;
  const cpu = limits.cpu ?? requests.cpu;
  return cpu === undefined ? undefined : Math.max(1, Math.floor(Number(wholeUnits(cpu)) / processes));
}

/** One core stays for the program itself. */
export function workersOn(cpus: number): number {
  return Math.max(1, cpus - 1);
}

/** Frameworks count the node's cores, not the container's share of them, unless they are told. */
export const threads: Option<object> = {
  name: 'threads',
  shape: {},
  contribute: (_, { role }) => {
    const buffered = { name: 'PYTHONUNBUFFERED', value: '1' };
    const cpus = wholeCpus(role);
    if (cpus === undefined) return { pod: { defaultEnv: [buffered] } };
    const loaders = [
      { name: LOADER_VARIABLES.workers, value: String(workersOn(cpus)) },
      { name: LOADER_VARIABLES.prefetch, value: String(PREFETCH) },
    ];
    return {
      pod: { defaultEnv: [{ name: LOADER_VARIABLES.threads, value: String(cpus) }, ...(role.readsData ? loaders : []), buffered] },
    };
  },
};
