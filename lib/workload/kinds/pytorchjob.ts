import { replicaJob } from './replica-job';

const RENDEZVOUS = ['BACKEND', 'ID', 'CONF', 'ENDPOINT'].map((name) => `PET_RDZV_${name}`);

/** A PyTorchJob of Kubeflow's training operator: PyTorch, whose `torchrun` reads its settings from variables `PET_...`. */
export const PYTORCHJOB = replicaJob({
  kind: 'PyTorchJob',
  specs: 'pytorchReplicaSpecs',
  container: 'pytorch',
  port: { name: 'pytorchjob-port', containerPort: 23456 },
  roles: { master: { key: 'Master', podName: 'master', single: true }, worker: { key: 'Worker', podName: 'worker' } },
  reservedEnv: [
    ...['MASTER_ADDR', 'MASTER_PORT', 'WORLD_SIZE', 'RANK'],
    ...['PET_NNODES', 'PET_NODE_RANK', 'PET_NPROC_PER_NODE', 'PET_MASTER_ADDR', 'PET_MASTER_PORT', 'PET_MAX_RESTARTS', 'PET_STANDALONE'],
    ...RENDEZVOUS,
    'PYTHONUNBUFFERED',
  ],
  scalable: true,
});
