import { Rendezvous } from '../values/enums';
import type { EnvVar } from '../values/env';
import { INDEX_FIELD } from './sharding';

/** The variable that tells a pod its number among those of its role, from 0. */
export const WORKER_INDEX = 'WORKER_INDEX';

export const PORT_NAME = 'rendezvous';

/** As PyTorch's own master port, JAX' coordinator under the training operator, TensorFlow's and MXNet's under it. */
export const RENDEZVOUS_PORTS: Readonly<Record<Rendezvous, number>> = {
  [Rendezvous.TORCHRUN]: 29500,
  [Rendezvous.JAX]: 6666,
  [Rendezvous.TENSORFLOW]: 2222,
  [Rendezvous.MXNET]: 9091,
};

export const INDEX: EnvVar = { name: WORKER_INDEX, valueFrom: { fieldRef: { fieldPath: INDEX_FIELD } } };

/** Names in DNS of the pods of one task, in the order of their indexes. */
export interface Task {
  readonly type: string;
  readonly hosts: readonly string[];
}

/** Where a pod meets others: as one of its task, beside others of them. */
export interface Meeting {
  readonly own: Task;
  /** All of them, in the order in which they are told. */
  readonly tasks: readonly Task[];
  /** Of each pod. */
  readonly processes: number;
}

export function torchrun({ own, processes }: Meeting): EnvVar[] {
  return [
    INDEX,
    { name: 'PET_NNODES', value: String(own.hosts.length) },
    { name: 'PET_NODE_RANK', value: `$(${WORKER_INDEX})` },
    { name: 'PET_NPROC_PER_NODE', value: String(processes) },
    { name: 'PET_MASTER_ADDR', value: own.hosts[0] ?? '' },
    { name: 'PET_MASTER_PORT', value: String(RENDEZVOUS_PORTS[Rendezvous.TORCHRUN]) },
  ];
}

export function jax({ own }: Meeting): EnvVar[] {
  return [
    INDEX,
    { name: 'JAX_COORDINATOR_ADDRESS', value: `${own.hosts[0]}:${RENDEZVOUS_PORTS[Rendezvous.JAX]}` },
    { name: 'JAX_NUM_PROCESSES', value: String(own.hosts.length) },
    { name: 'JAX_PROCESS_ID', value: `$(${WORKER_INDEX})` },
  ];
}

export function tensorFlow({ own, tasks }: Meeting): EnvVar[] {
  const port = RENDEZVOUS_PORTS[Rendezvous.TENSORFLOW];
  const cluster = Object.fromEntries(tasks.map(({ type, hosts }) => [type, hosts.map((host) => `${host}:${port}`)]));
  const config = `{"cluster":${JSON.stringify(cluster)},"task":{"type":"${own.type}","index":$(${WORKER_INDEX})}}`;
  return [INDEX, { name: 'TF_CONFIG', value: config }];
}
