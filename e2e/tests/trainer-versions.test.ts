import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { App, Chart, Testing } from 'cdk8s';
import {
  CephDataset,
  CephStorage,
  ClusterProfile,
  ClusterTrainingRuntime,
  Gpu,
  InitializerSource,
  Mount,
  Queue,
  Resources,
  Runtime,
  TrainerFramework,
  TrainJob,
} from 'cdk8s-ml';
import { parse } from 'yaml';
import { strictAjv } from '../../test/support/strict-ajv';
import { type SchemaFiles, schemasFrom } from '../linters/json-schemas';
import { programsOf } from '../provision/build';
import { OLDER_TRAINERS } from '../provision/products';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const TEXTS = { type: 'object', additionalProperties: { type: 'string' } };
/** What every object has, of which a CRD says nothing. */
const COMMON = {
  components: {
    schemas: {
      [META]: {
        type: 'object',
        properties: { name: { type: 'string' }, namespace: { type: 'string' }, labels: TEXTS, annotations: TEXTS },
      },
    },
  },
};

const resources = Resources.guaranteed({ cpu: '1', memory: '1Gi' });
const image = 'registry.example.com/ml/train:1.0';

/** The same program for each version: by a runtime of its own, and by name. */
function program(trainerVersion: string): object[] {
  const app = new App();
  ClusterProfile.generic().attach(app, { trainerVersion });
  const chart = new Chart(app, 'chart', { namespace: 'ml' });
  const dataset = new CephDataset(chart, 'images', { storage: CephStorage.cephFs('rook-cephfs'), size: '1Gi' });
  const runtime = new ClusterTrainingRuntime(chart, 'ours', {
    framework: TrainerFramework.torch(),
    image,
    resources,
    gpu: Gpu.nvidia(2),
    nodes: 2,
    queue: Queue.coscheduling(),
  });
  const given = { image, command: ['torchrun', 'train.py'], args: ['--epochs=5'], env: { EPOCHS: '5' }, dataset };
  new TrainJob(chart, 'train', { runtime, ...given, mounts: [Mount.scratchDisk('/scratch', '1Gi')] });
  new TrainJob(chart, 'named', { runtime: Runtime.cluster('torch-distributed'), resources, nodes: 4, processesPerNode: 2, ...given });
  new TrainJob(chart, 'loads', {
    runtime: Runtime.cluster('torchtune-qwen2.5-1.5b'),
    resources,
    suspended: true,
    initializer: { dataset: InitializerSource.huggingFace('tatsu-lab/alpaca', { env: { REVISION: 'main' } }) },
  });
  return Testing.synth(chart).filter(({ apiVersion }) => apiVersion === 'trainer.kubeflow.org/v1alpha1');
}

for (const [version, product] of Object.entries(OLDER_TRAINERS)) {
  describe(`the CRDs of Kubeflow Trainer ${version}`, () => {
    let schemas: SchemaFiles;
    before(async () => {
      const folder = join(await programsOf(product), 'crds');
      const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
      schemas = schemasFrom([...files.map((file) => parse(readFileSync(join(folder, file), 'utf8'))), COMMON]);
    });

    const errors = (object: object): string[] => {
      const { kind } = object as { kind: string };
      const validate = strictAjv().compile(schemas.get(`trainer.kubeflow.org/${kind.toLowerCase()}_v1alpha1.json`) ?? { not: {} });
      validate(object);
      return (validate.errors ?? []).map(({ instancePath, message }) => `${kind}${instancePath} ${message}`);
    };

    test('have all fields of what is written for it', () => {
      const objects = program(version);
      assert.equal(objects.length, 4);
      assert.deepEqual(objects.flatMap(errors), []);
    });

    test('have not all fields of what is written for another', () => {
      const other = version === '2.2' ? '2.1' : '2.3';
      assert.notDeepEqual(program(other).flatMap(errors), []);
    });
  });
}
