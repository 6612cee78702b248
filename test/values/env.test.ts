import { App, Chart } from 'cdk8s';
import { ConfigMap, EnvFieldPaths, EnvValue, ResourceFieldPaths, Secret } from 'cdk8s-plus-27';
import { type EnvVar, envValues, envVar, literals } from '../../lib/values/env';
import { reading } from './findings';
import { expectTotalReader } from './garbage';

const SECRET =
  'looks like a secret written into the manifest (keep it in a Secret: envValues with EnvValue.fromSecretValue of cdk8s-plus, or Mount.secret)';
const ENV_NAME = 'is not a name of an environment variable, got "1A" (letters, digits and _, not starting with a digit)';

describe('literal values', () => {
  test.each([
    [{ A: 1 }, 'env.A: must be a string, got 1 (write "1")'],
    [{ A: true }, 'env.A: must be a string, got true (write "true")'],
    [{ A: EnvValue.fromValue('x') }, 'env.A: must be a string, got an EnvValue (values of cdk8s-plus go to envValues)'],
    [{ '1A': 'x' }, `env.1A: ${ENV_NAME}`],
    ['A=1', 'env: must be an object of names and values, got "A=1" (write { NAME: value })'],
    [new Map([['A', '1']]), 'env: must be an object of names and values, got a Map (write { NAME: value })'],
  ])('%p are refused', (given, text) => expect(reading(literals, given, 'env').lines).toEqual([text]));

  test.each([undefined, null])('of %p are refused without telling to write them', (given) =>
    expect(reading(literals, { A: given }, 'env').lines).toEqual([`env.A: must be a string, got ${given} (leave it out, or write '')`]),
  );

  test.each([
    ...['DB_PASSWORD', 'db_passwd', 'AWS_SECRET_ACCESS_KEY', 'HF_TOKEN', 'GITHUB_TOKEN', 'API_KEY', 'apikey', 'PRIVATE_KEY'],
    ...['AWS_CREDENTIALS', 'WANDB_API_KEY', 'PASSPHRASE', 'AUTH_BEARER'],
  ])('of %s look like a secret, which is not shown', (name) =>
    expect(reading(literals, { [name]: 'hunter2' }, 'env')).toEqual({ value: {}, lines: [`env.${name}: ${SECRET}`] }),
  );

  test.each([
    ...['DB_PASSWORD_FILE', 'TOKEN_PATH', 'SECRET_NAME', 'TOKEN_URL', 'MAX_TOKENS', 'VLLM_MAX_NEW_TOKENS', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
    ...['TOKENIZERS_PARALLELISM', 'TOKENIZER', 'TOKENIZER_MODE', 'NUM_TOKENS', 'TOKENS_PER_BATCH', 'MIN_TOKENS', 'PAD_TOKEN_ID'],
  ])('of %s are about a secret or a token of text, and are taken', (name) =>
    expect(reading(literals, { [name]: '1' })).toEqual({ value: { [name]: '1' }, lines: [] }),
  );

  test.each(['', '$(DB_PASSWORD)'])('of a secret name with no secret in it are taken: %p', (value) =>
    expect(reading(literals, { TOKEN: value })).toEqual({ value: { TOKEN: value }, lines: [] }),
  );

  test('are never an exception', () => expectTotalReader(literals, ['A', 'TOKEN', '1A']));
});

describe('values of cdk8s-plus', () => {
  const chart = new Chart(new App(), 'demo');
  const secret = Secret.fromSecretName(chart, 'secret', 'my-secret');
  const configMap = ConfigMap.fromConfigMapName(chart, 'config', 'my-config');

  test.each<[string, EnvValue, Omit<EnvVar, 'name'>]>([
    ['a literal', EnvValue.fromValue('x'), { value: 'x' }],
    ['a Secret', EnvValue.fromSecretValue({ secret, key: 'k' }), { valueFrom: { secretKeyRef: { name: 'my-secret', key: 'k' } } }],
    [
      'a Secret that may be missing',
      EnvValue.fromSecretValue({ secret, key: 'k' }, { optional: true }),
      { valueFrom: { secretKeyRef: { name: 'my-secret', key: 'k', optional: true } } },
    ],
    [
      'a ConfigMap that must be there',
      EnvValue.fromConfigMap(configMap, 'k', { optional: false }),
      { valueFrom: { configMapKeyRef: { name: 'my-config', key: 'k', optional: false } } },
    ],
    ["the pod's name", EnvValue.fromFieldRef(EnvFieldPaths.POD_NAME), { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    [
      'a field of a version',
      EnvValue.fromFieldRef(EnvFieldPaths.POD_LABEL, { key: 'app', apiVersion: 'v1' }),
      { valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']", apiVersion: 'v1' } } },
    ],
    [
      'a limit in millis, with the divisor unwrapped',
      EnvValue.fromResource(ResourceFieldPaths.CPU_LIMIT, { divisor: '1m' }),
      { valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
    ],
  ])('become what Kubernetes has: %s', (_, value, content) => {
    expect(reading(envValues, { A: value })).toEqual({ value: { A: value }, lines: [] });
    expect(envVar('A', value)).toStrictEqual({ name: 'A', ...content });
  });

  test.each<[unknown, string]>([
    [{ A: 'x' }, 'envValues.A: must be an EnvValue of cdk8s-plus, got "x" (literals go to env)'],
    [{ A: 1 }, 'envValues.A: must be an EnvValue of cdk8s-plus, got 1 (for example EnvValue.fromSecretValue({ secret, key }))'],
    [{ A: {} }, 'envValues.A: must be an EnvValue of cdk8s-plus, got {} (for example EnvValue.fromSecretValue({ secret, key }))'],
    [{ '1A': EnvValue.fromValue('x') }, `envValues.1A: ${ENV_NAME}`],
    [{ DB_PASSWORD: EnvValue.fromValue('hunter2') }, `envValues.DB_PASSWORD: ${SECRET}`],
    [[], 'envValues: must be an object of names and values, got [] (write { NAME: value })'],
  ])('are refused as %j', (given, text) => expect(reading(envValues, given, 'envValues').lines).toEqual([text]));

  test('without a value are refused, and never written as "undefined"', () => {
    const { value, lines } = reading(envValues, { A: { value: undefined }, B: { value: {} }, C: { valueFrom: undefined } });
    expect(lines).toEqual(['A', 'B', 'C'].map((name) => expect.stringContaining(`prop.${name}: must be an EnvValue of cdk8s-plus, got {`)));
    expect(value).toEqual({});
  });

  test('are never an exception', () => expectTotalReader(envValues, ['A', '1A']));
});
