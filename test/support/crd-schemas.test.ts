import { customSchema } from './crd-schemas';
import { strictAjv } from './strict-ajv';

const KUBERNETES = {
  $id: 'kubernetes.json',
  definitions: {
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': {
      type: 'object',
      properties: { name: { type: 'string' } },
      additionalProperties: false,
    },
    'pod.Template': { type: 'object', required: ['spec'] },
  },
};

/** What ajv finds with the schema of a custom resource whose spec has the given fields. */
function findings(properties: object, spec: object, parts = {}, metadata = {}): (string | undefined)[] {
  const openApi = { type: 'object', properties: { spec: { type: 'object', properties } } };
  const ajv = strictAjv();
  ajv.addSchema(KUBERNETES);
  const validate = ajv.compile(customSchema('example.com/v1 Run', openApi, parts));
  validate({ apiVersion: 'example.com/v1', kind: 'Run', metadata, spec });
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

test('metadata, whether its CRD describes it or not, is that of Kubernetes', () => {
  expect(findings({}, {}, {}, { nmae: 'a' })).toEqual(['/metadata must NOT have additional properties']);
});

test('null is refused unless the field is nullable', () => {
  expect(findings({ a: { type: 'string', nullable: true } }, { a: null })).toEqual([]);
  expect(findings({ a: { type: 'string' } }, { a: null })).toEqual(['/spec/a must be string']);
});

test('an object that preserves unknown fields takes any, but checks those that it describes', () => {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: { type: 'integer' } } };
  expect(findings({ open }, { open: { other: [1], known: 1 } })).toEqual([]);
  expect(findings({ open }, { open: { known: 'x' } })).toEqual(['/spec/open/known must be integer']);
});

test('a rule between fields (oneOf, not) is kept, and does not refuse the fields that it does not name', () => {
  const either = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    oneOf: [{ required: ['a'] }, { required: ['b'] }],
  };
  expect(findings({ either }, { either: { a: 'x' } })).toEqual([]);
  expect(findings({ either }, { either: { a: 'x', b: 'y' } })).toEqual(['/spec/either must match exactly one schema in oneOf']);
});

test('items with the same keys are refused', () => {
  const item = { type: 'object', properties: { name: { type: 'string' } } };
  const list = { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: item };
  expect(findings({ list }, { list: [{ name: 'a' }, { name: 'b' }, {}, {}] })).toEqual([]);
  expect(findings({ list }, { list: [{ name: 'a' }, { name: 'a' }] })).toEqual(['/spec/list items 0 and 1 have the same name "a"']);
});

test('a part that Kubernetes describes is checked by its definition, below lists and maps too', () => {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const roles = { type: 'array', items: { type: 'object', properties: { template: open } } };
  expect(findings({ roles }, { roles: [{ template: {} }] })).toEqual([]);
  expect(findings({ roles }, { roles: [{ template: {} }] }, { 'spec.roles.*.template': 'pod.Template' })).toEqual([
    "/spec/roles/0/template must have required property 'spec'",
  ]);
});

test('a part that the CRD does not have is an error of this table, not silence', () => {
  expect(() => findings({}, {}, { 'spec.roles.*.template': 'pod.Template' })).toThrow(
    'example.com/v1 Run spec.roles.*.template: the trimmed CRD has no field "roles"',
  );
});
