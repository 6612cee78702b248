import { replicaJob } from './replica-job';

/** An XGBoostJob of Kubeflow's training operator: XGBoost or LightGBM, with a master that the workers report to. */
export const XGBOOSTJOB = replicaJob({
  kind: 'XGBoostJob',
  specs: 'xgbReplicaSpecs',
  container: 'xgboost',
  port: { name: 'xgboostjob-port', containerPort: 9999 },
  roles: { master: { key: 'Master', podName: 'master', needed: true, single: true }, worker: { key: 'Worker', podName: 'worker' } },
  reservedEnv: ['MASTER_ADDR', 'MASTER_PORT', 'WORLD_SIZE', 'RANK', 'WORKER_ADDRS', 'WORKER_PORT', 'PYTHONUNBUFFERED'],
});
