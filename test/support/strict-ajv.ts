import { Ajv, type SchemaValidateFunction } from 'ajv';
import { isSchema, LIST_KEYS } from '../../scripts/strict-schemas';

/**
 * ajv with the formats and the one list keyword of Kubernetes. Its strict mode refuses a schema with a keyword or a format that it does not know.
 * Neither inlined nor optimized, the code for a pod is ready in half the time, and a test runs it a few times only.
 */
export function strictAjv(): Ajv {
  const ajv = new Ajv({
    // A rule between fields (`oneOf: [{ required: [a] }, ...]`) names fields that it does not describe itself.
    ...{ strict: true, strictTypes: true, strictRequired: false, allowUnionTypes: true, allErrors: true, verbose: true },
    ...{ inlineRefs: false, validateSchema: false, code: { optimize: false } },
  });
  ajv.addFormat('int32', { type: 'number', validate: (value) => value >= -(2 ** 31) && value < 2 ** 31 });
  ajv.addFormat('int64', { type: 'number', validate: (value) => Number.isSafeInteger(value) });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
  ajv.addFormat('byte', /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
  ajv.addKeyword({ keyword: LIST_KEYS, type: 'array', schemaType: 'array', validate: noDuplicates });
  return ajv;
}

/** Refuses two items with the same keys, which server-side apply can't tell apart. */
const noDuplicates: SchemaValidateFunction = (keys: string[], items: unknown[]) => {
  const seen = new Map<string, number>();
  noDuplicates.errors = items.flatMap((item, index) => {
    const identity = identityOf(item, keys);
    const first = identity === undefined ? undefined : seen.get(identity);
    if (identity !== undefined && first === undefined) {
      seen.set(identity, index);
    }
    return first === undefined
      ? []
      : [{ keyword: LIST_KEYS, message: `items ${first} and ${index} have the same ${identity}`, params: {} }];
  });
  return noDuplicates.errors.length === 0;
};

/** `name "main"`; nothing if a key is missing, which is another problem. `protocol` is the one key that Kubernetes fills in. */
function identityOf(item: unknown, keys: readonly string[]): string | undefined {
  if (!isSchema(item)) {
    return undefined;
  }
  const values = keys.map((key) => item[key] ?? (key === 'protocol' ? 'TCP' : undefined));
  return values.includes(undefined) ? undefined : keys.map((key, index) => `${key} ${JSON.stringify(values[index])}`).join(' and ');
}
