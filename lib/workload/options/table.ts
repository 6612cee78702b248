import { Placement, Topology } from '../../values/placement';
import { cache } from './cache';
import { checkpoint } from './checkpoint';
import { command } from './command';
import { dataLoading } from './data-loading';
import { dataset } from './dataset';
import { env, envValues } from './env';
import { gpu } from './gpu';
import { image, ownImage } from './image';
import { serviceIsolation, taskIsolation, trainingIsolation } from './isolation';
import { labels } from './labels';
import { loadedBy } from './loaded-by';
import { mesh } from './mesh';
import { baseModel, model } from './model';
import { mounts } from './mounts';
import { network } from './network';
import { parallel } from './parallel';
import { placement } from './placement';
import { queue } from './queue';
import { resources } from './resources';
import { registryCredentials, scheduling } from './scheduling';
import { security } from './security';
import { server } from './server';
import { serviceAccount } from './service-account';
import { sharedMemory } from './shared-memory';
import { suspended } from './suspended';
import { termination, trainingTermination } from './termination';
import { threads } from './threads';
import { workers } from './workers';

/**
 * The options of a workload, in the order in which they are merged: each sees what those above it made. A new option is a row here.
 * The user's own variables and mounts come after those that other props make, so that `$(MODEL_PATH)` can be used in them.
 */
const FIRST = [image, command, resources, gpu] as const;
const PROGRAM = [env, envValues, mounts, sharedMemory, threads, security] as const;
const LAST = [...PROGRAM, scheduling] as const;

const OF_TRAININGS = [dataLoading, trainingTermination, placement([]), serviceAccount, trainingIsolation, mesh, suspended, queue] as const;

/** What a role of a training may say of its own. */
export const TRAINING_ROLE_OPTIONS = [...FIRST, network, ...LAST, termination, placement([])] as const;

/** All options of a training. */
export const TRAINING_OPTIONS = [
  labels,
  ...FIRST,
  network,
  dataset,
  loadedBy,
  parallel,
  workers,
  cache,
  model,
  baseModel,
  checkpoint,
  ...LAST,
  ...OF_TRAININGS,
] as const;

/** All options of a training that names a runtime, which says the rest. */
export const TRAIN_JOB_OPTIONS = [
  labels,
  ownImage,
  command,
  resources,
  gpu,
  network,
  dataset,
  cache,
  model,
  baseModel,
  checkpoint,
  ...PROGRAM,
  registryCredentials,
  ...OF_TRAININGS,
] as const;

/** All options of a runtime: what comes with a training itself is the training's. */
export const RUNTIME_OPTIONS = [labels, ...FIRST, network, ...LAST, termination, placement([]), mesh] as const;

/** All options of a service: its pods away from each other, so that a node or a zone may go. */
export const SERVING_OPTIONS = [
  labels,
  ...FIRST,
  model,
  server,
  ...LAST,
  placement([Placement.apart(Topology.NODE), Placement.spread(Topology.ZONE)]),
  serviceAccount,
  serviceIsolation,
] as const;

/** All options of a task of the library's own: nobody calls it, and it is no training. */
export const TASK_OPTIONS = [
  labels,
  ...FIRST,
  env,
  envValues,
  mounts,
  security,
  scheduling,
  termination,
  placement([]),
  serviceAccount,
  mesh,
  taskIsolation,
] as const;
