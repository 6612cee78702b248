import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { crdDifferences } from '../../scripts/crd-differences';

const IMPORTS = join(__dirname, '../../imports');
/** The CRDs that the operator's Go module carries, where the operator was built for the run. */
const { E2E_CRDS: carried } = process.env;

for (const file of readdirSync(IMPORTS).filter((name) => name.endsWith('.crd.yaml'))) {
  const published = join(carried ?? '', file.replace('.crd.yaml', '.yaml'));
  const reason = carried === undefined ? 'no operator was built' : 'no module that is built for the run carries it';
  test(`imports/${file} says of its fields what the operator's own CRD says`, {
    skip: (carried === undefined || !existsSync(published)) && reason,
  }, () => {
    assert.deepEqual(crdDifferences(parse(readFileSync(join(IMPORTS, file), 'utf8')), parse(readFileSync(published, 'utf8'))), []);
  });
}
