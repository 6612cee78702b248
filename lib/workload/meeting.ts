import { headlessService } from '../manifests/service';
import { Rendezvous } from '../values/enums';
import type { EnvVar } from '../values/env';
import type { Contribution, Target } from './contribution';
import { metadataOf } from './plan';
import { jax, type Meeting, PORT_NAME, RENDEZVOUS_PORTS, tensorFlow, torchrun } from './rendezvous';

/** MXNet has several roles, which one Job has not: its value is refused, and the manifest is never written. */
const VARIABLES: Readonly<Record<Rendezvous, (meeting: Meeting) => EnvVar[]>> = {
  [Rendezvous.TORCHRUN]: torchrun,
  [Rendezvous.JAX]: jax,
  [Rendezvous.TENSORFLOW]: tensorFlow,
  [Rendezvous.MXNET]: () => [],
};

/** The variables, the port and the Service by which the workers of one Job meet. */
export function meeting(rendezvous: Rendezvous, count: number, { plan, role }: Target): Contribution {
  const port = RENDEZVOUS_PORTS[rendezvous];
  // The Job controller calls pods `<job>-<index>`, and the headless Service of the Job's name makes them known.
  const own = { type: 'worker', hosts: Array.from({ length: count }, (_, index) => `${plan.name}-${index}.${plan.name}`) };
  return {
    pod: {
      env: VARIABLES[rendezvous]({ own, tasks: [own], processes: role.processes ?? 1 }),
      ports: [{ name: PORT_NAME, port }],
      settings: { subdomain: plan.name },
    },
    siblings: [headlessService(metadataOf(plan), plan.selector, { port, targetPort: PORT_NAME })],
  };
}
