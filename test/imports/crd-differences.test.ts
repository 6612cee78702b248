import { crdDifferences } from '../../scripts/crd-differences';

interface Parts {
  readonly scope?: string;
  readonly names?: object;
  readonly version?: object;
  readonly spec?: object;
  readonly properties?: object;
}

const FIELDS = {
  size: { type: 'integer', format: 'int32', minimum: 1 },
  mode: { type: 'string', enum: ['Fast', 'Safe'] },
  limits: { type: 'object', additionalProperties: { 'x-kubernetes-int-or-string': true, pattern: '^[0-9]+$' } },
  steps: { type: 'array', items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
};

/** A CRD of one kind whose `spec` has the given fields. */
function crd({ scope = 'Namespaced', names, version, spec, properties = FIELDS }: Parts = {}): unknown {
  const specSchema = { type: 'object', required: ['size'], properties, ...spec };
  const openAPIV3Schema = { type: 'object', properties: { metadata: { type: 'object' }, spec: specSchema } };
  return {
    spec: {
      group: 'example.com',
      scope,
      names: { kind: 'Run', plural: 'runs', singular: 'run', ...names },
      versions: [{ name: 'v1', served: true, subresources: { status: {} }, schema: { openAPIV3Schema }, ...version }],
    },
  };
}

test('a CRD is equal to itself', () => {
  expect(crdDifferences(crd(), crd())).toEqual([]);
});

test('fields and descriptions that only the published CRD has are no difference', () => {
  const published = { ...FIELDS, size: { ...FIELDS.size, description: 'how many' }, other: { type: 'string' } };
  expect(crdDifferences(crd(), crd({ properties: published }))).toEqual([]);
});

test('a field that the published CRD does not have is found at every depth', () => {
  const item = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, imgae: { type: 'string' } } };
  const trimmed = { ...FIELDS, sise: { type: 'integer' }, steps: { type: 'array', items: item } };
  expect(crdDifferences(crd({ properties: trimmed }), crd())).toEqual([
    'v1 spec.steps.*.imgae: unknown to the published CRD',
    'v1 spec.sise: unknown to the published CRD',
  ]);
});

test.each([
  ['type', { size: { ...FIELDS.size, type: 'string' } }, 'v1 spec.size: type "string", published "integer"'],
  ['format', { size: { ...FIELDS.size, format: 'int64' } }, 'v1 spec.size: format "int64", published "int32"'],
  ['limit', { size: { type: 'integer' } }, 'v1 spec.size: minimum nothing, published 1'],
  ['enum value', { mode: { type: 'string', enum: ['Fast'] } }, 'v1 spec.mode: enum ["Fast"], published ["Fast","Safe"]'],
  ['invented enum', { size: { ...FIELDS.size, enum: [1, 2] } }, 'v1 spec.size: enum [1,2], published nothing'],
  [
    'type of free keys',
    { limits: { type: 'object', additionalProperties: { type: 'string' } } },
    'v1 spec.limits.*: type "string", published nothing',
  ],
])('another %s is found', (_, properties, message) => {
  expect(crdDifferences(crd({ properties: { ...FIELDS, ...properties } }), crd())).toContain(message);
});

test('the order of an enum is no difference', () => {
  const properties = { ...FIELDS, mode: { type: 'string', enum: ['Safe', 'Fast'] } };
  expect(crdDifferences(crd({ properties }), crd())).toEqual([]);
});

test('a field that only the trimmed CRD requires is found', () => {
  expect(crdDifferences(crd({ spec: { required: ['size', 'mode'] } }), crd())).toEqual([
    'v1 spec: requires "mode", the published one does not',
  ]);
});

test('a field that only the published CRD requires is found, also if the trimmed one left it out', () => {
  const { mode, ...properties } = FIELDS;
  expect(crdDifferences(crd({ spec: { required: [] }, properties }), crd({ spec: { required: ['size', 'mode'] } }))).toEqual([
    'v1 spec: does not require "size", the published one does',
    'v1 spec: does not require "mode", the published one does, and the field is left out here',
  ]);
});

test('nothing is compared below an object that the trimmed CRD leaves open', () => {
  const template = { type: 'object', required: ['spec'], properties: { spec: { type: 'object' } } };
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  expect(crdDifferences(crd({ properties: { ...FIELDS, template: open } }), crd({ properties: { ...FIELDS, template } }))).toEqual([]);
});

test('no field is unknown to a published CRD that takes any field', () => {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  expect(crdDifferences(crd(), crd({ spec: { ...anything, properties: undefined } }))).toEqual([]);
});

test('a version that is not published, or no longer served, is found', () => {
  expect(crdDifferences(crd({ version: { name: 'v2' } }), crd())).toEqual(['v2: no such version, published v1']);
  expect(crdDifferences(crd(), crd({ version: { served: false } }))).toEqual(['v1: served true, published false']);
});

test('another scope, plural or short name is found', () => {
  const trimmed = crd({ scope: 'Cluster', names: { plural: 'jobs', shortNames: ['r'] } });
  expect(crdDifferences(trimmed, crd())).toEqual([
    'spec.scope: "Cluster", published "Namespaced"',
    'spec.names.plural: "jobs", published "runs"',
    'spec.names.shortNames: ["r"], published []',
  ]);
});

test('subresources are compared: status by presence, scale by its paths', () => {
  const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' };
  const published = crd({ version: { subresources: { status: {}, scale } } });
  expect(
    crdDifferences(crd({ version: { subresources: { scale: { ...scale, specReplicasPath: '.spec.replicas' } } } }), published),
  ).toEqual([
    'v1 subresources: status false, published true',
    expect.stringContaining('v1 subresources: scale [["specReplicasPath",".spec.replicas"]'),
  ]);
  expect(crdDifferences(crd(), published)).toEqual([expect.stringContaining('v1 subresources: scale nothing, published')]);
});
