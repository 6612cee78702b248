import { replicaJob } from './replica-job';

/** A TFJob of Kubeflow's training operator: TensorFlow, whose pods find their place in `TF_CONFIG`, where the port is 2222. */
export const TFJOB = replicaJob({
  kind: 'TFJob',
  specs: 'tfReplicaSpecs',
  container: 'tensorflow',
  port: { name: 'tfjob-port', containerPort: 2222 },
  roles: {
    chief: { key: 'Chief', podName: 'chief', single: true },
    worker: { key: 'Worker', podName: 'worker' },
    parameterServer: { key: 'PS', podName: 'ps', withoutGpus: true },
    evaluator: { key: 'Evaluator', podName: 'evaluator' },
  },
  // The chief's name before TensorFlow 2.
  olderKeys: ['Master'],
  reservedEnv: ['TF_CONFIG'],
});
