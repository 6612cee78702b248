import type { Container } from '../../pod/kubernetes';
import type { Problem } from '../../problems';
import { inVolume, isBelow, overlap } from '../../values/path';
import { called, problemOf, type Rule, warningOf } from '../rule';
import type { Entry, PodGroup, View } from '../view';

/** A place in a bucket, by its server. */
interface Remote {
  readonly endpoint: string;
  readonly path: string;
}

/** A folder of a claim. */
interface Folder {
  readonly claim: string;
  readonly path: string;
}

interface Copying {
  readonly entry: Entry;
  readonly deletes: boolean;
  readonly from: Folder;
  readonly to: Remote;
}

interface Loading {
  readonly entry: Entry;
  readonly origin: string | undefined;
  /** Undefined where it is no bucket. */
  readonly from: Remote | undefined;
  readonly to: Folder;
}

const STORE = 'store:';
const DATASET = '/dataset';
const ENDPOINT = 'RCLONE_CONFIG_STORE_ENDPOINT';

function remoteOf(path: string, { env = [] }: Container): Remote | undefined {
  if (!path.startsWith(STORE)) return undefined;
  const endpoint = env.find(({ name }) => name === ENDPOINT)?.value ?? '';
  return { endpoint: endpoint.toLowerCase().replace(/\/+$/, ''), path: path.slice(STORE.length) };
}

/** A folder of the dataset, as a transfer's command has it. */
function folderOf(path: string, { pods }: PodGroup, { volumeMounts = [] }: Container): Folder | undefined {
  const mount = volumeMounts.find(({ mountPath }) => mountPath === DATASET);
  const volume = pods.template.spec?.volumes?.find(({ name }) => name === mount?.name);
  const claim = volume?.persistentVolumeClaim?.claimName;
  if (claim === undefined || !isBelow(path, DATASET)) return undefined;
  return { claim, path: inVolume(path.slice(DATASET.length)) };
}

/** The library's transfers of one kind, with their containers. */
function transfers(
  { pods }: View,
  component: string,
): { readonly group: PodGroup; readonly main: Container; readonly command: readonly string[] }[] {
  return pods.flatMap((group) => {
    const { entry, pods: inside } = group;
    const [main] = inside.template.spec?.containers ?? [];
    if (!entry.ours || main === undefined || entry.manifest.metadata.labels?.['app.kubernetes.io/component'] !== component) return [];
    return [{ group, main, command: main.command ?? [] }];
  });
}

function copies(view: View): Copying[] {
  return transfers(view, 'dataset-copy').flatMap(({ group, main, command: [, , verb, source = '', target = ''] }) => {
    const [from, to] = [folderOf(source, group, main), remoteOf(target, main)];
    return from === undefined || to === undefined ? [] : [{ entry: group.entry, deletes: verb === 'sync', from, to }];
  });
}

function originOf(view: View, { namespace, name }: Entry): string | undefined {
  const { data } = (view.find('ConfigMap', namespace, name)?.manifest ?? {}) as { data?: Record<string, string> };
  return data?.['origin.json'];
}

function loads(view: View): Loading[] {
  return transfers(view, 'dataset-load').flatMap(({ group, main, command }) => {
    const [program, , first = '', second = '', third = ''] = command;
    // Those in Python have the volume and the folder in it, those of rclone the verb, the source and the target.
    const byRclone = program === 'sh';
    const to = folderOf(byRclone ? third : `${first}/${second}`, group, main);
    if (to === undefined) return [];
    const from = byRclone ? remoteOf(second, main) : undefined;
    return [{ entry: group.entry, origin: originOf(view, group.entry), from, to }];
  });
}

/** Each two, the later one first. */
function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((item, i) => items.slice(0, i).map((other): [T, T] => [item, other]));
}

function meet(a: Remote, b: Remote): boolean {
  return a.endpoint === b.endpoint && overlap(a.path, b.path);
}

function samePlace(a: Copying, b: Copying): boolean {
  return a.to.endpoint === b.to.endpoint && a.to.path === b.to.path;
}

function sameSource(a: Copying, b: Copying): boolean {
  return a.entry.namespace === b.entry.namespace && a.from.claim === b.from.claim && a.from.path === b.from.path;
}

/** Copies of one folder to one place: neither deletes what the other has of it. */
function alike(a: Copying, b: Copying): boolean {
  return samePlace(a, b) && sameSource(a, b);
}

function deletesOf({ entry, to }: Copying, other: Entry, does: string): Problem {
  return problemOf(entry, {
    field: 'to',
    rule: 'sync-over-others',
    message: `${called(entry)} deletes in ${to.path} what is not of its dataset, and ${called(other)} of ${other.origin} ${does}`,
    fix: 'name another bucket, or a prefix beside the other, or take CopyMode.copy()',
  });
}

/** A copy that deletes what its dataset does not have, where others write or read: it deletes theirs. */
export const syncOverOthers: Rule = (view) => {
  const all = copies(view);
  const overCopies = pairs(all)
    .filter(([a, b]) => (a.deletes || b.deletes) && meet(a.to, b.to) && !alike(a, b))
    .map(([a, b]) => (a.deletes ? deletesOf(a, b.entry, `copies to ${b.to.path}`) : deletesOf(b, a.entry, `copies to ${a.to.path}`)));
  const syncs = all.filter(({ deletes }) => deletes);
  const read = syncs.length === 0 ? [] : loads(view);
  const overLoads = syncs.flatMap((sync) =>
    read.flatMap(({ entry, from }) =>
      // A load of the place itself brings back what the sync has put there.
      from !== undefined && meet(sync.to, from) && from.path !== sync.to.path
        ? [{ ...deletesOf(sync, entry, `loads from ${from.path}`), severity: 'warning' as const }]
        : [],
    ),
  );
  return [...overCopies, ...overLoads];
};

/** Two copies to one place, of which none deletes: of files that both have, the last one wins. */
export const copiesToOnePlace: Rule = (view) =>
  pairs(copies(view))
    .filter(([a, b]) => samePlace(a, b) && ((!a.deletes && !b.deletes) || alike(a, b)))
    .map(([{ entry, to }, { entry: other }]) => {
      return warningOf(entry, {
        field: 'to',
        rule: 'copies-to-one-place',
        message: `${called(entry)} copies to ${to.path}, as does ${called(other)} of ${other.origin}: files of one name replace each other`,
        fix: 'name another prefix in one of them',
      });
    });

function shown(path: string): string {
  return path === '' ? 'the root' : path;
}

function fillOneFolder(a: Loading, b: Loading): boolean {
  const oneClaim = a.entry.namespace === b.entry.namespace && a.to.claim === b.to.claim;
  return oneClaim && a.origin !== undefined && b.origin !== undefined && a.origin !== b.origin && overlap(a.to.path, b.to.path);
}

/** Two loads of different origins into one folder: what is there in the end is up to chance. Into one and another in it, it may be meant. */
export const loadsIntoOneFolder: Rule = (view) =>
  pairs(loads(view))
    .filter(([a, b]) => fillOneFolder(a, b))
    .map(([{ entry, to }, { entry: other, to: theirs }]) => {
      const nested = to.path !== theirs.path;
      const both = `they run at once and replace each other's files${nested ? ' of one name' : ''}`;
      const tell = nested ? warningOf : problemOf;
      return tell(entry, {
        field: 'path',
        rule: 'loads-into-one-folder',
        message: `${called(entry)} fills ${shown(to.path)} of the claim ${to.claim}, and ${called(other)} of ${other.origin} fills ${shown(theirs.path)} from another origin: ${both}`,
        fix: 'give each a path: beside the other, or load one after the other: one DatasetLoad, with another run: for the next origin',
      });
    });
