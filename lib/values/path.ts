import { show } from './finding';
import type { Reader } from './read';
import { textWhere } from './read';

type Wrong = { readonly rule: string; readonly message: string; readonly fix: string };

function wrongSegments(path: string): Wrong | undefined {
  const segments = path.split('/');
  if (segments.includes('..')) return { rule: 'path', message: 'must not contain ..', fix: 'write the path itself' };
  return undefined;
}

/** An absolute path in a container, as a mount takes it. */
export const mountPath: Reader<string> = textWhere('/data', (path) => {
  if (!path.startsWith('/')) return { rule: 'path', message: 'must be an absolute path', fix: `for example ${show(`/${path}`)}` };
  if (path.includes(':')) return { rule: 'path', message: 'must not contain a colon', fix: 'runtimes read host:container there' };
  if (path.split('/').every((segment) => segment === '' || segment === '.'))
    return { rule: 'path', message: 'would hide the whole image', fix: 'mount below it, for example "/data"' };
  return wrongSegments(path);
});

/** A path from the root of a file system, which it may be itself. */
export const absolutePath: Reader<string> = textWhere('/volumes/shared/imagenet', (path) => {
  if (!path.startsWith('/')) return { rule: 'path', message: 'must be an absolute path', fix: `for example ${show(`/${path}`)}` };
  return wrongSegments(path);
});

/** A path below a volume's root. */
export const relativePath: Reader<string> = textWhere('v1/model.keras', (path) => {
  if (path.startsWith('/'))
    return {
      rule: 'path',
      message: 'must be relative to the volume',
      fix: `for example ${show(path.replace(/^\/+/, '') || 'v1/model.keras')}`,
    };
  return wrongSegments(path);
});

/** `a` and `b` with one slash between. */
export function joined(a: string, b: string): string {
  return `${a.replace(/\/+$/, '')}/${b}`;
}

/** A path without slashes at its end, so that two spellings of one mount are seen as one. */
export function normal(path: string): string {
  return path.replace(/\/+$/, '').replace(/\/{2,}/g, '/');
}

/** Whether `inner` is `outer` or below it. */
export function isBelow(inner: string, outer: string): boolean {
  return normal(inner) === normal(outer) || normal(inner).startsWith(`${normal(outer)}/`);
}

/** A path below a volume's root, without what does not change where it leads: `./v1//model` is `v1/model`. */
export function inVolume(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.join('/');
}

/** Whether two paths of one volume are the same, or one lies in the other. */
export function overlap(a: string, b: string): boolean {
  const [left, right] = [inVolume(a), inVolume(b)];
  return left === '' || right === '' || isBelow(left, right) || isBelow(right, left);
}
