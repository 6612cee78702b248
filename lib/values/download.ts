import type { Place } from './finding';
import { given } from './omit';
import { inVolume, relativePath } from './path';
import { type Checked, optional, required, struct, textWhere } from './read';
import { httpUrl } from './url';

/** A file that is downloaded as it is. */
export interface FileDownloadOptions {
  /** The SHA-256 of the file, in 64 hexadecimal digits: `sha256sum` prints it. */
  readonly sha256: string;
  /**
   * The file in the dataset.
   * @default - the last part of the URL's path
   */
  readonly path?: string;
}

/** An archive that is downloaded and unpacked. */
export interface ArchiveDownloadOptions {
  /** The SHA-256 of the archive, in 64 hexadecimal digits: `sha256sum` prints it. */
  readonly sha256: string;
  /**
   * The folder that it is unpacked in.
   * @default - where the load puts all
   */
  readonly folder?: string;
}

const EXAMPLE = 'https://example.com/train.tar.gz';
const url = httpUrl(EXAMPLE);
const sha256 = required(
  textWhere('e3b0c442...', (digest) =>
    /^[0-9a-fA-F]{64}$/.test(digest)
      ? undefined
      : { rule: 'sha256', message: 'must be 64 hexadecimal digits', fix: 'take what sha256sum prints of the file' },
  ),
  '0'.repeat(64),
  'e3b0c442...',
);
const readFile = struct<FileDownloadOptions>({ sha256, path: optional(relativePath) });
const readArchive = struct<ArchiveDownloadOptions>({ sha256, folder: optional(relativePath) });

/** Where a file of this URL goes, where nobody says it. */
function lastPart(address: string): string {
  const path = URL.canParse(address) ? new URL(address).pathname : '';
  const last = path.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Archives that the loading program does not unpack. */
const OTHER_ARCHIVE = /\.(rar|7z|zst|tzst|lz4|lz|z|cab|iso)$/i;

/** An archive that its name says to be of another kind. */
function checkArchive(address: string | undefined, place: Place): void {
  const name = address === undefined ? '' : lastPart(address);
  const [ending] = OTHER_ARCHIVE.exec(name) ?? [];
  if (ending === undefined) return;
  place.report({
    value: address,
    rule: 'archive',
    message: `is an archive ${ending}, which is not unpacked`,
    fix: 'pack it as tar (plain, gzip, bzip2 or xz) or zip, or take it as it is: Download.file',
  });
}

/** One file that an HTTP server has, with the checksum by which it is known to be the right one. */
export class Download implements Checked {
  /** A file that stays as it is. */
  public static file(address: string, options: FileDownloadOptions): Download {
    return new Download(address, 'file', options ?? {});
  }

  /**
   * An archive that is unpacked: tar, plain or compressed by gzip, bzip2 or xz, and zip. A name of another archive (`.rar`, `.7z`, `.zst`) is refused. One with paths or links that lead outside of it is refused.
   * Until it is unpacked the dataset needs room for both.
   */
  public static archive(address: string, options: ArchiveDownloadOptions): Download {
    return new Download(address, 'archive', options ?? {});
  }

  private constructor(
    /** Its URL. */
    public readonly url: string,
    private readonly kind: 'file' | 'archive',
    private readonly options: FileDownloadOptions & ArchiveDownloadOptions,
  ) {}

  /** Where in the dataset it goes: the file itself, or the archive's folder. @internal */
  public get _target(): string {
    const { path, folder } = this.options;
    return this.kind === 'file' ? inVolume(path ?? lastPart(this.url)) : `${inVolume(folder ?? '')}/`;
  }

  /** As the loading program reads it. @internal */
  public get _plan(): object {
    const { folder } = this.options;
    return given({
      url: this.url,
      sha256: this.options.sha256.toLowerCase(),
      unpack: this.kind === 'archive',
      path: this.kind === 'file' ? this._target : undefined,
      folder: folder === undefined ? undefined : inVolume(folder),
    });
  }

  /** @internal */
  public _check(place: Place): void {
    const address = url(this.url, place.at('url'));
    if (this.kind === 'archive') {
      checkArchive(address, place.at('url'));
      return void readArchive(this.options, place);
    }
    const read = readFile(this.options, place);
    if (address === undefined || read === undefined) return;
    const { path = lastPart(address) } = read;
    if (inVolume(path) !== '' && !path.split('/').includes('..')) return;
    place.at('path').report({ value: path, rule: 'path', message: 'names no file', fix: "write path: 'train.csv'" });
  }
}
