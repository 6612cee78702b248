import { compactSchemas, LIST_KEYS, schemaFileText, strictSchema } from '../../scripts/strict-schemas';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

const PUBLISHED = {
  Run: {
    type: 'object',
    description: 'prose',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string', enum: ['Run'] },
      metadata: { $ref: `#/definitions/${META}` },
      spec: { $ref: '#/definitions/RunSpec' },
      status: { $ref: '#/definitions/RunStatus' },
    },
    'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Run' }],
  },
  RunV2: { type: 'object', 'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v2', kind: 'Run' }] },
  RunSpec: { type: 'object', required: ['size'], properties: { size: { $ref: `#/definitions/${QUANTITY}` } } },
  RunStatus: { type: 'object' },
  Unrelated: { type: 'object' },
  [META]: { type: 'object', properties: { name: { type: 'string' } } },
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
};

describe('strictSchema', () => {
  test('refuses undescribed fields at every depth', () => {
    const inner = { type: 'object', properties: { a: { type: 'string' } } };
    const schema = {
      type: 'object',
      properties: { list: { type: 'array', items: inner }, map: { type: 'object', additionalProperties: inner } },
    };
    const closed = { ...inner, additionalProperties: false };
    expect(strictSchema(schema)).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: { list: { type: 'array', items: closed }, map: { type: 'object', additionalProperties: closed } },
    });
  });

  test('refuses all fields of an object that describes none, and none of one that preserves unknown fields', () => {
    expect(strictSchema({ type: 'object' })).toEqual({ type: 'object', additionalProperties: false });
    expect(strictSchema({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })).toEqual({ type: 'object' });
  });

  test('keeps values, formats that Kubernetes checks, and nullable; drops prose and defaults', () => {
    const schema = { type: 'string', format: 'byte', nullable: true, pattern: 'a', description: 'prose', default: 'x' };
    expect(strictSchema(schema)).toEqual({ type: 'string', format: 'byte', nullable: true, pattern: 'a' });
    expect(strictSchema({ type: 'string', format: 'password' })).toEqual({ type: 'string' });
  });

  test('writes an int-or-string as one type list', () => {
    const schema = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^[0-9]+%?$' };
    expect(strictSchema(schema)).toEqual({ type: ['integer', 'string'], pattern: '^[0-9]+%?$' });
  });

  test('takes what list items are told apart by from the list keys, or from the key that a patch merges by', () => {
    const keys = { 'x-kubernetes-list-type': 'map', [LIST_KEYS]: ['port', 'protocol'], 'x-kubernetes-patch-merge-key': 'port' };
    expect(strictSchema({ type: 'array', ...keys })).toEqual({ type: 'array', [LIST_KEYS]: ['port', 'protocol'] });
    expect(strictSchema({ type: 'array', 'x-kubernetes-patch-merge-key': 'name' })).toEqual({ type: 'array', [LIST_KEYS]: ['name'] });
    expect(strictSchema({ type: 'array', 'x-kubernetes-list-type': 'set' })).toEqual({ type: 'array', uniqueItems: true });
    expect(strictSchema({ type: 'string', 'x-kubernetes-patch-merge-key': 'key' })).toEqual({ type: 'string' });
  });
});

describe('compactSchemas', () => {
  const file = compactSchemas(PUBLISHED, ['example.com/v1 Run'], 'facts');

  test('keeps the kind and what it refers to, without status', () => {
    expect(Object.keys(file.definitions).sort()).toEqual(['Run', 'RunSpec', META, QUANTITY].sort());
    expect(file.definitions.Run?.properties).not.toHaveProperty('status');
  });

  test('pins the apiVersion of a kind, and makes a quantity checkable', () => {
    expect(file.definitions.Run?.properties).toHaveProperty('apiVersion', { type: 'string', enum: ['example.com/v1'] });
    expect(file.definitions[QUANTITY]).toEqual({ type: ['number', 'string'], pattern: expect.any(String) });
  });

  test('records every apiVersion that Kubernetes has for a kind', () => {
    expect(file.kinds).toEqual({ Run: { 'example.com/v1': 'Run', 'example.com/v2': null } });
  });

  test('names what is missing', () => {
    expect(() => compactSchemas(PUBLISHED, ['example.com/v3 Run'], '')).toThrow('example.com/v3 Run: no definition carries this');
    const { RunSpec, ...incomplete } = PUBLISHED;
    expect(() => compactSchemas(incomplete, ['example.com/v1 Run'], '')).toThrow('RunSpec: referred to, but not defined');
  });

  test('is written with sorted keys and one definition a line', () => {
    const text = schemaFileText(file);
    expect(JSON.parse(text)).toEqual(file);
    expect(text).toContain('\n"RunSpec":{"additionalProperties":false,"properties":{"size":{');
    expect(text.split('\n')).toHaveLength(14);
  });
});
