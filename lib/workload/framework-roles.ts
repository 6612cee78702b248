import { Rendezvous } from '../values/enums';

/** Roles that a framework knows by their names. */
export interface FrameworkRoles {
  /** Those that find each other. */
  readonly members: readonly string[];
  /** Those that may coordinate, and write the model; the first that there is does. */
  readonly coordinators: readonly string[];
  /** Those that hold parameters or know who is there: they read no data, and have no GPU unless one is said. */
  readonly holders: readonly string[];
  /** Those that wait for the others to end them. */
  readonly endless: readonly string[];
  /** Those that have one pod. */
  readonly alone: readonly string[];
  /** Those that must be there. */
  readonly required: readonly string[];
  /** Those that read the model beside the training. */
  readonly readers: readonly string[];
}

const NAMED: Readonly<Partial<Record<Rendezvous, FrameworkRoles>>> = {
  [Rendezvous.TENSORFLOW]: {
    members: ['chief', 'worker', 'ps'],
    coordinators: ['chief', 'worker'],
    holders: ['ps'],
    endless: ['ps'],
    alone: ['chief'],
    required: [],
    readers: ['evaluator'],
  },
  [Rendezvous.MXNET]: {
    members: ['scheduler', 'server', 'worker'],
    coordinators: ['worker'],
    holders: ['scheduler', 'server'],
    endless: [],
    alone: ['scheduler'],
    required: ['scheduler', 'server', 'worker'],
    readers: [],
  },
};

/** Undefined where the framework knows one role alone: the one that coordinates. */
export function frameworkRoles(rendezvous: Rendezvous): FrameworkRoles | undefined {
  return NAMED[rendezvous];
}
