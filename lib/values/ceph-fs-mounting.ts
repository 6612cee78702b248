import type { Place } from './finding';
import { byteSize, wholeUnits } from './quantity';
import { type Checked, optional, struct } from './read';

/** How much is read ahead. */
export interface ParallelReadingOptions {
  /**
   * How much the kernel reads of a file before the program asks for it (`rasize`): for each open file, in the node's memory. Whole KiB.
   * @default '64Mi' - sixteen of CephFS' objects (4Mi) at once for each file; the kernel's own is 8Mi
   */
  readonly readAhead?: string;
}

const readOptions = struct<ParallelReadingOptions>({ readAhead: optional(byteSize('64Mi')) });

const KIBIBYTE = 1024n;
/** What the kernel keeps of it: a 32-bit integer (fs/ceph/super.c). */
const MOST = 2n ** 31n - KIBIBYTE;
const READ_AHEAD = '64Mi';
const FOLDER_ENTRIES = 8192;
const FOLDER_BYTES = 4 * 1024 * 1024;

/** How nodes mount volumes on CephFS. */
export class CephFsMounting implements Checked {
  /**
   * For many loaders that read large files or large folders at once: `mounter: kernel`, with these `kernelMountOptions`.
   * - `rasize`: a loader waits less for each file that it reads from front to back, and the node needs memory for it. The kernel's own is 8Mi.
   * - `readdir_max_entries=8192`, `readdir_max_bytes=4194304`: a folder with very many files is listed with an eighth of the questions to the metadata server. The kernel's own are 1024 and 524288.
   * - `recover_session=clean`: a node that Ceph has shut out reads again by itself, where otherwise every pod on it fails until the volume is mounted anew. What was not written yet is lost either way,
   *   and files that were open for writing end with an error (kernel 5.4 and later).
   *
   * `noatime` is not among them: CephFS keeps no access times. It is for datasets that are read; models on the same class lose nothing by it.
   * @see https://docs.ceph.com/en/latest/man/8/mount.ceph/
   * @see https://github.com/ceph/ceph-csi/blob/devel/examples/cephfs/storageclass.yaml
   */
  public static parallelReading(options: ParallelReadingOptions = {}): CephFsMounting {
    return new CephFsMounting(options);
  }

  private constructor(private readonly options: ParallelReadingOptions) {}

  /** @internal */
  public get _parameters(): Record<string, string> {
    const readAhead = wholeUnits(this.options.readAhead ?? READ_AHEAD);
    const mountOptions = [
      `rasize=${readAhead}`,
      `readdir_max_entries=${FOLDER_ENTRIES}`,
      `readdir_max_bytes=${FOLDER_BYTES}`,
      'recover_session=clean',
    ];
    return { mounter: 'kernel', kernelMountOptions: mountOptions.join(',') };
  }

  /** @internal */
  public _check(place: Place): void {
    const { readAhead } = readOptions(this.options, place) ?? {};
    if (readAhead === undefined) return;
    const bytes = wholeUnits(readAhead);
    if (bytes % KIBIBYTE === 0n && bytes <= MOST) return;
    place.at('readAhead').report({
      value: readAhead,
      rule: 'read-ahead',
      message: 'must be whole KiB, and less than 2Gi, which is all that the kernel takes',
      fix: `for example "${READ_AHEAD}"`,
    });
  }
}
