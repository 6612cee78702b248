import { describeTrainings } from './distributed-runs';

describeTrainings(
  [
    { name: 'pytorch', framework: 'pytorch', pods: 3, model: 'v1/pytorch.npy' },
    { name: 'pytorch-workers', framework: 'pytorch', pods: 3, model: 'v1/pytorch-workers.npy' },
  ],
  { killed: ['pytorch'], drained: ['pytorch-workers'] },
);
