import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { crdDifferences } from './crd-differences.js';

const USAGE = `usage: tsx scripts/compare-crds.mts <folder of trimmed CRDs> <folder of published CRDs>

Compares every *.crd.yaml of the first folder with the CustomResourceDefinition
of the same group and kind that it finds in, or anywhere below, the second.

exit status: 0 equal, 1 differences (on stdout), 2 wrong usage or nothing to compare with`;

interface Crd {
  readonly file: string;
  readonly content: CrdContent;
}

/** What is needed to pair two CRDs; crdDifferences looks at the rest. */
interface CrdContent {
  readonly kind?: string;
  readonly spec?: {
    readonly group?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: { readonly name?: string }[];
  };
}

const { values, positionals } = readArguments();
const [trimmedFolder, publishedFolder, ...more] = positionals;
if (values.help) {
  console.log(USAGE);
} else if (trimmedFolder === undefined || publishedFolder === undefined || more.length > 0) {
  fail(USAGE);
} else {
  process.exitCode = compare(trimmedFolder, publishedFolder);
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', default: false } } });
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function compare(trimmedFolder: string, publishedFolder: string): number {
  const trimmed = filesIn(trimmedFolder, /\.crd\.yaml$/).flatMap((file) => crdsIn(file) ?? fail(`${file}: not YAML`));
  const published = publishedFor(trimmed, filesIn(publishedFolder, /\.ya?ml$/));
  if (trimmed.length === 0) {
    fail(`${trimmedFolder}: no *.crd.yaml`);
  }
  const missing = trimmed.filter((crd) => counterparts(crd, published).length === 0);
  if (missing.length > 0) {
    fail(missing.map((crd) => `${crd.file}: no CRD of ${identity(crd)} in ${publishedFolder}`).join('\n'));
  }
  const pairs = trimmed.flatMap((ours) => counterparts(ours, published).map((theirs) => ({ ours, theirs })));
  return Math.max(...pairs.map(({ ours, theirs }) => report(ours, theirs)));
}

function report(ours: Crd, theirs: Crd): number {
  const differences = crdDifferences(ours.content, theirs.content);
  if (differences.length === 0) {
    console.log(`${ours.file}: equal to ${theirs.file}`);
    return 0;
  }
  console.log(`${ours.file}: differs from ${theirs.file}`);
  console.log(differences.map((difference) => `  ${difference}`).join('\n'));
  return 1;
}

/** Two projects may own a CRD of one name and serve different versions of it (MPIJob): those that serve ours are meant, if there are any. */
function counterparts(crd: Crd, published: readonly Crd[]): Crd[] {
  const same = published.filter((candidate) => identity(candidate) === identity(crd));
  const shared = same.filter((candidate) => versionNames(candidate).some((name) => versionNames(crd).includes(name)));
  return shared.length > 0 ? shared : same;
}

/** Folders of published CRDs hold megabytes of others, and chart templates that are no YAML: only files that name a wanted kind are parsed. */
function publishedFor(trimmed: readonly Crd[], files: readonly string[]): Crd[] {
  const wanted = trimmed.map((crd) => [crd.content.spec?.group ?? '', crd.content.spec?.names?.kind ?? '']);
  return files
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      return text.includes('CustomResourceDefinition') && wanted.some((words) => words.every((word) => text.includes(word)));
    })
    .flatMap((file) => crdsIn(file) ?? []);
}

function filesIn(folder: string, name: RegExp): string[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile());
    return files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => name.test(file))
      .sort();
  } catch {
    return fail(`${folder}: not a folder that can be read`);
  }
}

/** Undefined if the file is no YAML. */
function crdsIn(file: string): Crd[] | undefined {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  if (documents.some((document) => document.errors.length > 0)) {
    return undefined;
  }
  const contents = documents.map((document) => document.toJS() as CrdContent | null);
  return contents.flatMap((content) => (content?.kind === 'CustomResourceDefinition' ? [{ file, content }] : []));
}

function identity({ content: { spec } }: Crd): string {
  return `${spec?.names?.kind}.${spec?.group}`;
}

function versionNames({ content }: Crd): (string | undefined)[] {
  return (content.spec?.versions ?? []).map((version) => version.name);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
