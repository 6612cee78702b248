/** The classes that the examples and tests name, as Rook would make them; the provisioner of the test cluster answers to them. */
export const STORAGE_CLASSES = [
  storageClass('rook-cephfs', 'rook-ceph.cephfs.csi.ceph.com', 'Immediate'),
  storageClass('rook-ceph-block', 'rook-ceph.rbd.csi.ceph.com', 'WaitForFirstConsumer'),
];

function storageClass(name: string, provisioner: string, volumeBindingMode: string): object {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    reclaimPolicy: 'Retain',
    volumeBindingMode,
    allowVolumeExpansion: true,
  };
}
