import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copied, type Image, imagesOf } from './image';

/** The images of all Dockerfiles below a folder, by reference. */
export function findImages(folder: string): ReadonlyMap<string, Image> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(({ name }) => name === 'Dockerfile');
  const images = files.flatMap((file) => {
    const context = file.parentPath ?? file.path;
    return imagesOf(readFileSync(join(context, 'Dockerfile'), 'utf8'), context);
  });
  return new Map(images.map((image) => [image.reference, image]));
}

/** Puts the files that the image copies from its context under `root`, at the paths that they have in the image. */
export function layOut(image: Image, root: string): void {
  const names = readdirSync(image.context, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const ignoreFile = join(image.context, '.dockerignore');
  const dockerignore = existsSync(ignoreFile) ? readFileSync(ignoreFile, 'utf8') : '';
  mkdirSync(join(root, image.workingDirectory), { recursive: true });
  for (const { patterns, folder } of image.copies) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of copied(names, patterns, dockerignore)) copyFileSync(join(image.context, name), join(root, folder, name));
  }
}
