import { Mount } from '../../lib';
import { mainOf, mountedAt, podOf, training } from '../pod/reading';

const pod = podOf(training({ mounts: [Mount.ephemeral('/scratch', '1Ti', { storageClassName: 'local-nvme' })] }));

test('a volume that lives with its pod is made from a claim in the pod itself', () => {
  expect(mountedAt(pod, '/scratch')).toEqual({
    mount: { name: 'scratch', mountPath: '/scratch' },
    volume: {
      name: 'scratch',
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Ti' } },
            storageClassName: 'local-nvme',
            volumeMode: 'Filesystem',
          },
        },
      },
    },
  });
});

test("it takes nothing of the pod's local disk", () => {
  expect(mainOf(pod).resources).toEqual(mainOf(podOf(training())).resources);
});
