import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSchema } from '../../scripts/strict-schemas';
import { strictAjv } from '../../test/support/strict-ajv';
import { type SchemaFiles, schemasFrom } from '../linters/json-schemas';
import { servedDocuments } from '../linters/openapi';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

function kind(group: string, version: string, name: string, spec: object): object {
  return {
    type: 'object',
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { allOf: [ref(META)], default: {} }, spec },
    'x-kubernetes-group-version-kind': [{ group, version, kind: name }],
  };
}

/** As an API server serves it, in small. */
const SERVED = {
  openapi: '3.0.0',
  components: {
    schemas: {
      [META]: {
        type: 'object',
        properties: { name: { type: 'string' }, labels: { type: 'object', additionalProperties: { type: 'string' } } },
      },
      [INT_OR_STRING]: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
      [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      Spec: {
        type: 'object',
        required: ['port'],
        properties: {
          port: { allOf: [ref(INT_OR_STRING)], description: 'a port' },
          sizes: { type: 'array', items: { allOf: [ref(QUANTITY)], default: {} } },
        },
      },
      'io.k8s.api.core.v1.Pod': kind('', 'v1', 'Pod', { allOf: [ref('Spec')], default: {} }),
      'io.k8s.api.apps.v1.Deployment': kind('apps', 'v1', 'Deployment', ref('Spec')),
    },
  },
};

const CRD = {
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'kubeflow.org',
    names: { kind: 'TFJob' },
    versions: [
      {
        name: 'v1',
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              metadata: { type: 'object' },
              spec: {
                type: 'object',
                properties: {
                  size: { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                },
              },
            },
          },
        },
      },
    ],
  },
};

function errors(files: SchemaFiles, path: string, object: unknown): string[] {
  const ajv = strictAjv();
  const validate = ajv.compile(files.get(path) ?? { not: {} });
  validate(object);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function spec(value: object): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: value };
}

describe('schemas of an API server', () => {
  const files = schemasFrom([SERVED]);
  const pod = (value: object) => errors(files, 'v1/pod_v1.json', spec(value));

  test('stand where kubeconform looks for them', () => {
    assert.deepEqual([...files.keys()], ['v1/pod_v1.json', 'apps/deployment_v1.json']);
  });

  test('take numbers and texts where Kubernetes does', () => {
    assert.deepEqual(pod({ port: 80, sizes: ['1Gi', 1] }), []);
    assert.deepEqual(pod({ port: 'http' }), []);
    assert.equal(pod({ port: true }).length, 1);
    assert.equal(pod({ port: 80, sizes: ['64GB'] }).length, 1);
  });

  test('refuse fields that are not known, at every depth, and miss those that are required', () => {
    assert.deepEqual(pod({ port: 80, prot: 80 }), ['/spec must NOT have additional properties']);
    assert.deepEqual(pod({}), ["/spec must have required property 'port'"]);
    const odd = { ...spec({ port: 80 }), metadata: { nmae: 'a' } };
    assert.deepEqual(errors(files, 'v1/pod_v1.json', odd), ['/metadata must NOT have additional properties']);
  });

  test('refer to nothing outside of their file', () => {
    const references = [...JSON.stringify([...files.values()]).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '');
    assert.deepEqual(
      references.filter((to) => !to.startsWith('#/definitions/')),
      [],
    );
    for (const file of files.values()) assert.ok(isSchema(file.definitions));
  });
});

describe('schemas of CustomResourceDefinitions', () => {
  const job = (value: object, documents: unknown[] = [CRD, SERVED]) =>
    errors(schemasFrom(documents), 'kubeflow.org/tfjob_v1.json', { ...spec(value), apiVersion: 'kubeflow.org/v1', kind: 'TFJob' });

  test('take what they describe, with the metadata of every object, and anything where they say so', () => {
    assert.deepEqual(job({ size: 1, free: { any: 'thing' } }), []);
    assert.deepEqual(job({ size: 'one' }), []);
  });

  test('refuse the rest', () => {
    assert.deepEqual(job({ sise: 1 }), ['/spec must NOT have additional properties']);
    assert.equal(job({ size: [] }).length, 1);
  });

  test('need a document that defines metadata', () => {
    assert.throws(() => job({}, [CRD]), /ObjectMeta/);
  });

  test('give way to what the server says of the same kind', () => {
    const schemas = {
      [META]: { type: 'object', properties: { name: { type: 'string' } } },
      J: kind('kubeflow.org', 'v1', 'TFJob', { type: 'object' }),
    };
    assert.equal(job({ size: 1 }, [CRD, { components: { schemas } }]).length, 1);
  });
});

test('a server is asked for the documents of its groups, as its index names them', async () => {
  const asked: string[] = [];
  const at = (serverRelativeURL: string) => ({ serverRelativeURL });
  const paths = {
    'api/v1': at('/openapi/v3/api/v1?hash=1'),
    'apis/apps/v1': at('/openapi/v3/apis/apps/v1?hash=2'),
    apis: at('/a'),
    version: at('/v'),
  };
  const documents = await servedDocuments(async (path) => {
    asked.push(path);
    return path === '/openapi/v3' ? { paths } : { path };
  });
  assert.deepEqual(asked, ['/openapi/v3', '/openapi/v3/api/v1?hash=1', '/openapi/v3/apis/apps/v1?hash=2']);
  assert.equal(documents.length, 2);
});
