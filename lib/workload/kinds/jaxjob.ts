import { replicaJob } from './replica-job';

/** A JAXJob of Kubeflow's training operator: JAX, whose process 0 coordinates. */
export const JAXJOB = replicaJob({
  kind: 'JAXJob',
  specs: 'jaxReplicaSpecs',
  container: 'jax',
  port: { name: 'jaxjob-port', containerPort: 6666 },
  roles: { worker: { key: 'Worker', podName: 'worker' } },
  reservedEnv: ['COORDINATOR_ADDRESS', 'COORDINATOR_PORT', 'NUM_PROCESSES', 'PROCESS_ID', 'PYTHONUNBUFFERED'],
});
