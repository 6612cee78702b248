import { replicaJob } from './replica-job';

/** An MXJob of Kubeflow's training operator up to v1.8 (`pkg/controller.v1/mxnet`): MXNet with parameter servers, whose pods find their place in variables `DMLC_...`. */
export const MXJOB = replicaJob({
  kind: 'MXJob',
  specs: 'mxReplicaSpecs',
  container: 'mxnet',
  port: { name: 'mxjob-port', containerPort: 9091 },
  roles: {
    scheduler: { key: 'Scheduler', podName: 'scheduler', withoutGpus: true, single: true },
    parameterServer: { key: 'Server', podName: 'server', withoutGpus: true },
    worker: { key: 'Worker', podName: 'worker' },
  },
  reservedEnv: [
    'MX_CONFIG',
    ...['PS_ROOT_PORT', 'PS_ROOT_URI', 'NUM_SERVER', 'NUM_WORKER', 'ROLE', 'USE_KUBERNETES', 'WORKER_ID'].map((name) => `DMLC_${name}`),
  ],
});
