import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { judge, lineOf } from '../../test/support/accepted-findings';
import { manifestsIn } from '../../test/support/outputs';
import { FAULTS, NOTICED } from '../linters/faults';
import { schemaFiles, writeOutputs, writeSchemas } from '../linters/files';
import type { Report } from '../linters/findings';
import { allOutputs } from '../linters/outputs';
import { ownReports } from '../linters/own';
import { withProjectedPods } from '../linters/projection';
import { figures, summaries } from '../linters/summary';
import { tools } from '../linters/tools';
import { record } from '../results';

const work = mkdtempSync(join(tmpdir(), 'linters-'));
after(() => rmSync(work, { recursive: true }));
before(async () => writeSchemas(await schemaFiles(), join(work, 'schemas')));

const outputs = allOutputs();
const written = writeOutputs([...outputs, ...FAULTS], join(work, 'outputs'));
const reports: Report[] = [];

function findingsOf(found: readonly Report[]): Report['findings'] {
  return found.flatMap(({ findings }) => findings);
}

function unexplained(found: readonly Report[]): string[] {
  return judge(findingsOf(found), []).unexplained.map(lineOf);
}

/** The outputs in which a tool has said what it must say of its fault. */
function noticed(tool: string, found: readonly Report[]): string[] {
  const told = findingsOf(found).filter((finding) => NOTICED[tool]?.line.test(lineOf(finding)));
  return [...new Set(told.map(({ output }) => output))];
}

for (const [name, ready] of Object.entries(tools(join(work, 'schemas')))) {
  test(`${name} notices a fault, inside a TFJob too, and finds nothing that is not accepted`, async (t) => {
    const lint = await ready();
    if (lint === undefined) return t.skip(`${name} needs Python from 3.11 to 3.13 with the modules venv and ensurepip`);
    const found = lint(written);
    const ours = found.slice(0, outputs.length);
    reports.push(...ours);
    assert.deepEqual(noticed(name, found.slice(outputs.length)), NOTICED[name]?.outputs);
    assert.deepEqual(unexplained(ours), []);
  });
}

test('our own assertions of what other linters check find nothing that is not accepted', () => {
  const found = ownReports(outputs);
  reports.push(...found);
  assert.deepEqual(unexplained(found), []);
});

test("every object has been looked at, and the pods inside operators' objects", () => {
  const conformed = reports.filter(({ tool }) => tool === 'kubeconform').map(({ output, objects }) => ({ output, objects }));
  const expected = outputs.map((each) => ({ output: each.name, objects: manifestsIn(withProjectedPods(each).yaml).length }));
  assert.deepEqual(conformed, expected);
  const holdsPods = new Set(outputs.filter(({ yaml }) => yaml.includes('containers:')).map(({ name }) => name));
  const blind = reports.filter(({ output, objects }) => holdsPods.has(output) && objects === 0);
  assert.deepEqual(blind, []);
});

test('what is accepted is found: an exception that is no longer needed goes', () => {
  const ran = reports.map(({ tool }) => tool);
  assert.deepEqual(judge(findingsOf(reports), ran).unneeded, []);
});

test('the findings are counted', () => {
  if (process.env.E2E_RESULTS === undefined) console.table(summaries(reports));
  record('linters', figures(summaries(reports)));
});
