/** A Go program that a product consists of. */
export interface Program {
  /** The name of its file. */
  readonly file: string;
  /** The package that makes it, as the product's go.mod names it as a tool; `.` for a program of our own. */
  readonly package: string;
}

/** What is built as a whole: one go.mod, since the products need versions of client-go that exclude one another. */
export interface Product {
  /** Its folder under `e2e/programs`, and its name in the cache. */
  readonly name: string;
  /** None where its custom resources alone are wanted. */
  readonly programs: readonly Program[];
  /** Folders of its module that are kept beside the programs: custom resource definitions and webhook configurations. */
  readonly carries?: { readonly module: string; readonly folders: Readonly<Record<string, string>> };
  /** The Go packages whose version variables the linker sets, where a program does not know its own version. */
  readonly versionPackages?: readonly string[];
}

const KUBERNETES_PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'] as const;

/** A product of which nothing runs: its custom resource definitions are what is wanted. */
function crdsOf(name: string, module: string, crds: string): Product {
  return { name, programs: [], carries: { module, folders: { crds } } };
}

const TRAINER = 'github.com/kubeflow/trainer/v2';

/** The programs of the cluster, in the order in which they are built: what is quick comes first. */
export const CLUSTER_PRODUCTS: readonly Product[] = [
  { name: 'etcd', programs: [{ file: 'etcd', package: 'go.etcd.io/etcd/server/v3' }] },
  { name: 'kwok', programs: [{ file: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' }] },
  {
    name: 'training-operator',
    programs: [{ file: 'training-operator', package: '.' }],
    carries: {
      module: 'github.com/kubeflow/training-operator',
      folders: { crds: 'manifests/base/crds', webhooks: 'manifests/base/webhook' },
    },
  },
  {
    name: 'jobset',
    programs: [{ file: 'jobset', package: 'sigs.k8s.io/jobset' }],
    carries: { module: 'sigs.k8s.io/jobset', folders: { crds: 'config/components/crd/bases', webhooks: 'config/components/webhook' } },
  },
  {
    name: 'mpi-operator',
    programs: [{ file: 'mpi-operator', package: '.' }],
    carries: { module: 'github.com/kubeflow/mpi-operator', folders: { crds: 'manifests/base' } },
  },
  {
    name: 'kuberay',
    programs: [{ file: 'kuberay', package: '.' }],
    carries: { module: 'github.com/ray-project/kuberay/ray-operator', folders: { crds: 'config/crd/bases', webhooks: 'config/webhook' } },
  },
  {
    name: 'trainer',
    programs: [{ file: 'trainer-controller-manager', package: `${TRAINER}/cmd/trainer-controller-manager` }],
    carries: {
      module: TRAINER,
      folders: { crds: 'manifests/base/crds', webhooks: 'manifests/base/webhook', runtimes: 'manifests/base/runtimes' },
    },
  },
  crdsOf('external-snapshotter', 'github.com/kubernetes-csi/external-snapshotter/client/v8', 'config/crd'),
  crdsOf('fluid', 'github.com/fluid-cloudnative/fluid', 'config/crd/bases'),
  crdsOf('kueue', 'sigs.k8s.io/kueue', 'config/components/crd/bases'),
  crdsOf('scheduler-plugins', 'sigs.k8s.io/scheduler-plugins', 'config/crd/bases'),
  crdsOf('volcano', 'volcano.sh/volcano', 'config/crd/volcano/bases'),
  {
    name: 'kubernetes',
    programs: KUBERNETES_PROGRAMS.map((file) => ({ file, package: `k8s.io/kubernetes/cmd/${file}` })),
    versionPackages: ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'],
  },
];

/** Older minor versions of Kubeflow Trainer, by their CRDs alone: a cluster can run one. */
export const OLDER_TRAINERS: Readonly<Record<string, Product>> = Object.fromEntries(
  ['2.0', '2.1', '2.2'].map((version) => [version, crdsOf(`trainer-${version}`, TRAINER, 'manifests/base/crds')]),
);

/** The linters that are Go programs. */
export const KUBE_SCORE: Product = {
  name: 'kube-score',
  programs: [{ file: 'kube-score', package: 'github.com/zegl/kube-score/cmd/kube-score' }],
};
export const KUBECONFORM: Product = {
  name: 'kubeconform',
  programs: [{ file: 'kubeconform', package: 'github.com/yannh/kubeconform/cmd/kubeconform' }],
};

/** What the library's transfers run in the cluster, in the version of the image that they have there; it is the S3 server of their test too. */
export const RCLONE: Product = { name: 'rclone', programs: [{ file: 'rclone', package: 'github.com/rclone/rclone' }] };
