import { replicaJob } from './replica-job';

/** A PaddleJob of Kubeflow's training operator: PaddlePaddle, whose `paddle.distributed.launch` reads variables `PADDLE_...`. */
export const PADDLEJOB = replicaJob({
  kind: 'PaddleJob',
  specs: 'paddleReplicaSpecs',
  container: 'paddle',
  port: { name: 'master', containerPort: 36543 },
  roles: { parameterServer: { key: 'Master', podName: 'master', withoutGpus: true }, worker: { key: 'Worker', podName: 'worker' } },
  reservedEnv: [
    ...['MASTER', 'NNODES', 'JOB_ID', 'SERVER_NUM', 'TRAINER_NUM'].map((name) => `PADDLE_${name}`),
    'POD_IP_DUMMY',
    'PYTHONUNBUFFERED',
  ],
  scalable: true,
});
