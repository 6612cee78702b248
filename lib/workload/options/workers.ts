import { headlessService } from '../../manifests/service';
import type { EnvVar } from '../../values/env';
import { Rendezvous } from '../../values/parallel';
import type { Option } from '../contribution';
import { metadataOf } from '../plan';
import { jax, type Meeting, RENDEZVOUS_PORTS, tensorFlow, torchrun } from '../rendezvous';
import { type ParallelProps, parallel } from './parallel';

export const PORT_NAME = 'rendezvous';

/** MXNet has several roles, which one Job has not: its value is refused, and the manifest is never written. */
const VARIABLES: Readonly<Record<Rendezvous, (meeting: Meeting) => EnvVar[]>> = {
  [Rendezvous.TORCHRUN]: torchrun,
  [Rendezvous.JAX]: jax,
  [Rendezvous.TENSORFLOW]: tensorFlow,
  [Rendezvous.MXNET]: () => [],
};

/** How the pods of an Indexed Job that train one model together find each other, without an operator. */
export const workers: Option<ParallelProps> = {
  name: 'parallel',
  shape: parallel.shape,
  contribute: ({ parallel: given }, { plan, role }) => {
    if (given?._rendezvous === undefined) return {};
    const port = RENDEZVOUS_PORTS[given._rendezvous];
    // The Job controller calls pods `<job>-<index>`, and the headless Service of the Job's name makes them known.
    const own = { type: 'worker', hosts: Array.from({ length: given.count }, (_, index) => `${plan.name}-${index}.${plan.name}`) };
    return {
      pod: {
        env: VARIABLES[given._rendezvous]({ own, tasks: [own], processes: role.processes ?? 1 }),
        ports: [{ name: PORT_NAME, port }],
        settings: { subdomain: plan.name },
      },
      siblings: [headlessService(metadataOf(plan), plan.selector, { port, targetPort: PORT_NAME })],
    };
  },
};
