import { headlessService } from '../../manifests/service';
import type { EnvVar } from '../../values/env';
import { Rendezvous } from '../../values/parallel';
import type { Option, Target } from '../contribution';
import { metadataOf, type WorkloadPlan } from '../plan';
import { INDEX_FIELD, type ParallelProps, parallel } from './parallel';

/** The variable that tells a worker its number, from 0. */
const WORKER_INDEX = 'WORKER_INDEX';
const PORT_NAME = 'rendezvous';

/** As PyTorch's own master port, JAX' coordinator under the training operator, and TensorFlow's under it. */
const PORTS: Readonly<Record<Rendezvous, number>> = {
  [Rendezvous.TORCHRUN]: 29500,
  [Rendezvous.JAX]: 6666,
  [Rendezvous.TENSORFLOW]: 2222,
};

const INDEX: EnvVar = { name: WORKER_INDEX, valueFrom: { fieldRef: { fieldPath: INDEX_FIELD } } };

/** A worker's name in DNS: the Job controller calls pods `<job>-<index>`, and the headless Service of the Job's name makes them known. */
function addressOf({ name }: WorkloadPlan, index: number): string {
  return `${name}-${index}.${name}`;
}

function torchrun(count: number, plan: WorkloadPlan, processes: number): EnvVar[] {
  return [
    INDEX,
    { name: 'PET_NNODES', value: String(count) },
    { name: 'PET_NODE_RANK', value: `$(${WORKER_INDEX})` },
    { name: 'PET_NPROC_PER_NODE', value: String(processes) },
    { name: 'PET_MASTER_ADDR', value: addressOf(plan, 0) },
    { name: 'PET_MASTER_PORT', value: String(PORTS[Rendezvous.TORCHRUN]) },
  ];
}

function jax(count: number, plan: WorkloadPlan): EnvVar[] {
  return [
    INDEX,
    { name: 'JAX_COORDINATOR_ADDRESS', value: `${addressOf(plan, 0)}:${PORTS[Rendezvous.JAX]}` },
    { name: 'JAX_NUM_PROCESSES', value: String(count) },
    { name: 'JAX_PROCESS_ID', value: `$(${WORKER_INDEX})` },
  ];
}

function tensorFlow(count: number, plan: WorkloadPlan): EnvVar[] {
  const workers = Array.from({ length: count }, (_, index) => `${addressOf(plan, index)}:${PORTS[Rendezvous.TENSORFLOW]}`);
  const config = `{"cluster":{"worker":${JSON.stringify(workers)}},"task":{"type":"worker","index":$(${WORKER_INDEX})}}`;
  return [INDEX, { name: 'TF_CONFIG', value: config }];
}

function variables(rendezvous: Rendezvous, count: number, { plan, role }: Target): EnvVar[] {
  switch (rendezvous) {
    case Rendezvous.TORCHRUN:
      return torchrun(count, plan, role.processes ?? 1);
    case Rendezvous.JAX:
      return jax(count, plan);
    case Rendezvous.TENSORFLOW:
      return tensorFlow(count, plan);
    default:
      return unreachable(rendezvous);
  }
}

function unreachable(rendezvous: never): never {
  throw new Error(`unknown rendezvous ${String(rendezvous)}`);
}

/** How the pods of an Indexed Job that train one model together find each other, without an operator. */
export const workers: Option<ParallelProps> = {
  name: 'parallel',
  shape: parallel.shape,
  contribute: ({ parallel: given }, target) => {
    if (given?._rendezvous === undefined) return {};
    const { plan } = target;
    const port = PORTS[given._rendezvous];
    return {
      pod: {
        env: variables(given._rendezvous, given.count, target),
        ports: [{ name: PORT_NAME, port }],
        settings: { subdomain: plan.name },
      },
      siblings: [headlessService(metadataOf(plan), plan.selector, { port, targetPort: PORT_NAME })],
    };
  },
};
