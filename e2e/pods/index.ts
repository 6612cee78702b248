/** Runs the programs of pods on this machine as their manifests say. README.md beside this file tells what is true then, and what is not. */
export { findImages } from './image/files';
export { obstacleToIsolation } from './isolated/support';
export { type KubernetesObject, keyOf } from './make/objects';
export { podsOf, servicesOf } from './make/pods';
export { type TfConfig, tfConfigAsTheOperatorWritesIt } from './make/tf-config';
export type { Environment } from './plan/environment';
export { type Python, pythonFor, pythonForImages } from './python';
export type { Rewrite } from './rewritten/rules';
export type { RunningContainer } from './run/container';
export type { Answer, Question } from './run/http';
export type { Ending, RunningPod } from './run/pod';
export { PodRunner, type RunnerOptions } from './run/runner';
