import { join } from 'node:path';
import type { Finding } from '../../test/support/accepted-findings';
import { output } from './command';
import type { Report, Written } from './findings';
import { LAYOUT } from './json-schemas';

const TOOL = 'kubeconform';
/** It has a code for invalid objects. */
const CODES = [0, 1];

interface Resource {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly msg: string;
}

/** Of kubeconform's own report, what is read here. */
export interface Conformity {
  readonly resources: readonly Resource[];
}

export function readKubeconform(of: string, resources: readonly Resource[]): Report {
  const findings = resources
    .filter(({ status }) => status !== 'statusValid')
    .map(
      ({ kind, name, status, msg: what }): Finding => ({
        ...{ tool: TOOL, output: of, object: `${kind}/${name}`, what },
        check: status === 'statusInvalid' ? 'invalid' : 'not-checked',
      }),
    );
  return { tool: TOOL, output: of, objects: resources.length, passed: resources.length - findings.length, findings };
}

/** What kubeconform finds, strictly, with the schemas of a folder and no others: an object without a schema is a finding. */
export function kubeconform(program: string, schemas: string, outputs: readonly Written[]): Report[] {
  const args = ['-strict', '-verbose', '-output', 'json', '-schema-location', join(schemas, LAYOUT), ...outputs.map(({ file }) => file)];
  const { resources } = JSON.parse(output(program, args, { codes: CODES })) as Conformity;
  return outputs.map(({ name, file }) =>
    readKubeconform(
      name,
      resources.filter(({ filename }) => filename === file),
    ),
  );
}
