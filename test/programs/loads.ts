import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAMS = join(__dirname, '../../lib/programs');
const MARKER = 'complete-1.json';

/** Whether this machine has the Python that the programs' image has; the tests that run them are left out where it has not. */
export function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import sys, tarfile; tarfile.data_filter; sys.exit(sys.version_info < (3, 9))']).status === 0;
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** How a load has ended. */
export interface Ended {
  readonly status: number | null;
  readonly log: string[];
}

/** A load that runs. */
interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said until now. */
  readonly log: () => string[];
}

/** A dataset on this machine, and the loads that fill it. */
export class Sandbox {
  public readonly folder = mkdtempSync(join(tmpdir(), 'load of data '));
  public readonly dataset = join(this.folder, 'dataset');
  private readonly children = new Set<ChildProcess>();

  public constructor() {
    mkdirSync(this.dataset);
  }

  /** Starts a program as its manifest does; the folder is where in the dataset the data go. */
  public start(program: 'http' | 'hub', origin: object, { folder = '', env = {} } = {}): Started {
    const plan = join(this.folder, 'origin.json');
    writeFileSync(plan, JSON.stringify(origin));
    const file = join(PROGRAMS, `load_${program}.py`);
    const quick = { WAIT_SECONDS: '0.05', TELL_SECONDS: '0', PYTHONDONTWRITEBYTECODE: '1', PATH: process.env.PATH };
    const child = spawn('python3', [file, this.dataset, folder, MARKER, plan], { env: { ...quick, ...env } });
    this.children.add(child);
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (out += data));
    const log = () => out.replaceAll(this.dataset, 'DATASET').split('\n').slice(0, -1);
    return { child, log, ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, log: log() }))) };
  }

  public async run(program: 'http' | 'hub', origin: object, more: { folder?: string; env?: Record<string, string> } = {}): Promise<Ended> {
    return await this.start(program, origin, more).ended;
  }

  /** The files of the dataset without the load's own. */
  public files(): string[] {
    return readdirSync(this.dataset, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('.cdk8s-ml') && !statSync(join(this.dataset, path)).isDirectory())
      .sort();
  }

  public read(path: string): Buffer {
    return readFileSync(join(this.dataset, path));
  }

  /** What the marker says, where there is one. */
  public get marker(): { readonly [key: string]: unknown } | undefined {
    const path = join(this.dataset, '.cdk8s-ml', MARKER);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  }

  /** What the load keeps for itself beside the marker. */
  public get leftovers(): string[] {
    const own = join(this.dataset, '.cdk8s-ml');
    return readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((path) => path !== MARKER && !path.startsWith('lock-'));
  }

  /** The sizes of the files that are on their way. */
  public drafts(): number[] {
    const own = join(this.dataset, '.cdk8s-ml');
    if (!existsSync(own)) return [];
    const paths = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((path) => path.startsWith('work-'));
    return paths.map((path) => statSync(join(own, path))).flatMap((stat) => (stat.isFile() ? [stat.size] : []));
  }

  /** An archive, made by lines of Python in which `archive` is its open file. */
  public archive(kind: 'tar' | 'zip', lines: readonly string[]): Buffer {
    const path = join(this.folder, `archive.${kind}`);
    const open = kind === 'tar' ? `tarfile.open(${JSON.stringify(path)}, 'w:gz')` : `zipfile.ZipFile(${JSON.stringify(path)}, 'w')`;
    const helpers = [
      'import io, tarfile, zipfile',
      'def file(name, text):',
      '    info = tarfile.TarInfo(name); info.size = len(text); archive.addfile(info, io.BytesIO(text.encode()))',
      'def link(name, to, type):',
      '    info = tarfile.TarInfo(name); info.type = type; info.linkname = to; archive.addfile(info)',
      `with ${open} as archive:`,
    ];
    execFileSync('python3', ['-c', [...helpers, ...lines.map((line) => `    ${line}`)].join('\n')]);
    return readFileSync(path);
  }

  public close(): void {
    for (const child of this.children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
