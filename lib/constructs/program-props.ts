import type { EnvValue } from 'cdk8s-plus-27';
import type { Gpu } from '../values/gpu';
import type { ImageTags } from '../values/image';
import type { Mount } from '../values/mount';
import type { Placement } from '../values/placement';
import type { PodSecurity } from '../values/pod-security';

/** What may be said of a program in its container, and of where its pod runs. */
export interface ProgramProps {
  /**
   * Whether the image's tag may be one that moves.
   * @default ImageTags.FIXED - no tag and `latest` are refused
   */
  readonly imageTags?: ImageTags;
  /**
   * What the container runs instead of its image's entry point. In exec form: a shell in between swallows SIGTERM.
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments of the program.
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * Environment variables with literal values. Defaults of the library (`HOME`, `OMP_NUM_THREADS`, `DATALOADER_WORKERS`, `DATALOADER_PREFETCH`, ...) give way to them,
   * those that a prop writes (`MODEL_FILE`) or an operator sets (`TF_CONFIG`) are refused, as is what looks like a secret.
   * @default - none
   */
  readonly env?: { [name: string]: string };
  /**
   * Environment variables with values of cdk8s-plus: from Secrets, ConfigMaps, fields of the pod.
   * @default - none
   */
  readonly envValues?: { [name: string]: EnvValue };
  /**
   * GPUs of each pod, with their toleration and, where a product is named, its nodes: `Gpu.nvidia(8)`, or `Gpu.claim('gpu.nvidia.com', 8)` by dynamic resource allocation.
   * @default - none
   */
  readonly gpu?: Gpu;
  /**
   * Further volumes.
   * @default - none
   */
  readonly mounts?: Mount[];
  /**
   * Size of `/dev/shm`, counted in the memory limit. The runtime's own has 64 MB, at which PyTorch's loaders and NCCL die.
   * @default - a quarter of the memory limit, at most 16Gi, for pods that load a dataset or have a GPU; none for others
   */
  readonly sharedMemory?: string;
  /**
   * Where the pods run. A rule replaces the construct's own on the same topology and adds to the others.
   * @default - as the construct says
   */
  readonly placement?: Placement[];
  /**
   * What the containers may do on their node.
   * @default PodSecurity.restricted()
   */
  readonly security?: PodSecurity;
}
