import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { crdDifferences } from '../../scripts/crd-differences';

const IMPORTS = join(__dirname, '../../imports');
/** The folders with the CRDs that the operators' Go modules carry, where they were fetched for the run. */
const { E2E_CRDS: carried } = process.env;

interface Crd {
  readonly spec: { readonly versions: { readonly name: string }[] };
}

function servesVersionOf(published: string, { spec }: Crd): boolean {
  const { versions } = (parse(readFileSync(published, 'utf8')) as Crd).spec;
  return spec.versions.some(({ name }) => versions.some((version) => version.name === name));
}

for (const file of readdirSync(IMPORTS).filter((name) => name.endsWith('.crd.yaml'))) {
  const ours = parse(readFileSync(join(IMPORTS, file), 'utf8'));
  // Two operators own a CRD of one name and serve different versions of it (MPIJob): the one that serves ours is meant.
  const places = (carried ?? '').split(delimiter).map((folder) => join(folder, file.replace(/(\.v\d\w*)?\.crd\.yaml$/, '.yaml')));
  const published = places.find((place) => existsSync(place) && servesVersionOf(place, ours)) ?? '';
  const reason = carried === undefined ? 'no operator was built' : 'no module that is fetched for the run carries it';
  test(`imports/${file} says of its fields what the operator's own CRD says`, { skip: published === '' && reason }, () => {
    assert.deepEqual(crdDifferences(ours, parse(readFileSync(published, 'utf8'))), []);
  });
}
