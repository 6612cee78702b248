import { describeTrainings } from './distributed-runs';

/** PyTorch is beside this file. MPI is not here: `mpirun` reaches its workers by their ssh servers, which no package of this machine stands for. */
describeTrainings([
  { name: 'tensorflow', framework: 'tensorflow', pods: 4, model: 'v1/tensorflow.npy', serving: ['ps-0', 'worker-1', 'worker-2'] },
  { name: 'tensorflow-workers', framework: 'tensorflow', pods: 2, model: 'v1/tensorflow-workers.npy' },
  { name: 'jax', framework: 'jax', pods: 2, model: 'v1/jax.npy' },
  { name: 'jax-workers', framework: 'jax', pods: 2, model: 'v1/jax-workers.npy' },
  { name: 'xgboost', framework: 'xgboost', pods: 3, model: 'v1/xgboost.ubj' },
  { name: 'paddle', framework: 'paddle', pods: 2, model: 'v1/paddle.npy' },
]);
