import { wholeUnits } from '../../values/quantity';
import type { Option } from '../contribution';

/** Frameworks count the node's cores, not the container's share of them, unless they are told. */
export const threads: Option<object> = {
  name: 'threads',
  shape: {},
  contribute: (_, { role }) => {
    const { limits, requests } = role.pod.main.amounts;
    const buffered = { name: 'PYTHONUNBUFFERED', value: '1' };
    const cpu = limits.cpu ?? requests.cpu;
    if (cpu === undefined) return { pod: { defaultEnv: [buffered] } };
    // Processes of one pod share its CPUs.
    const cores = Math.floor(Number(wholeUnits(cpu)) / (role.processes ?? 1));
    return {
      pod: {
        defaultEnv: [
          { name: 'OMP_NUM_THREADS', value: String(Math.max(1, cores)) },
          // One core stays for the program itself.
          ...(role.readsData ? [{ name: 'DATALOADER_WORKERS', value: String(Math.max(1, cores - 1)) }] : []),
          buffered,
        ],
      },
    };
  },
};
