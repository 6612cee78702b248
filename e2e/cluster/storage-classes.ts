/** The classes that the examples and tests name, as Rook would make them, and one of the nodes' disks; the provisioner of the test cluster answers to them. */
export const STORAGE_CLASSES = [
  storageClass('rook-cephfs', 'rook-ceph.cephfs.csi.ceph.com', 'Immediate'),
  storageClass('rook-ceph-block', 'rook-ceph.rbd.csi.ceph.com', 'WaitForFirstConsumer'),
  storageClass('local-nvme', 'local.csi.example.com', 'WaitForFirstConsumer', 'Delete'),
];

function storageClass(name: string, provisioner: string, volumeBindingMode: string, reclaimPolicy = 'Retain'): object {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    reclaimPolicy,
    volumeBindingMode,
    allowVolumeExpansion: true,
  };
}
