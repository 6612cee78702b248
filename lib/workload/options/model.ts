import type { EnvVar } from '../../values/env';
import { type Finding, show } from '../../values/finding';
import { ModelArtifact } from '../../values/model-artifact';
import type { ClaimSource } from '../../values/mount';
import type { Parallel } from '../../values/parallel';
import { joined, overlap } from '../../values/path';
import { optional, value } from '../../values/read';
import type { Option, Target } from '../contribution';
import { isReadOnlyClaim } from '../dataset';
import type { Role } from '../plan';

export interface ModelProps {
  readonly model?: ModelArtifact;
}

export interface BaseModelProps {
  readonly baseModel?: ModelArtifact;
}

const artifact = optional(value(ModelArtifact, "dataset.artifact('v1/model.keras')"));
const BASE_MODEL_PATH = '/base-model';
const POD_NAME = 'POD_NAME';

/** The variable that tells a pod its part, whose presence means that there are parts. */
export const SHARD_INDEX = 'SHARD_INDEX';

/** The artifact's path in its dataset; where each pod works on its part, a folder of its own beside it: `v1/shard-3/model.keras`. */
function modelPath({ path }: ModelArtifact, sharded: boolean): string {
  if (!sharded) return path;
  const cut = path.lastIndexOf('/') + 1;
  return `${path.slice(0, cut)}shard-$(${SHARD_INDEX})/${path.slice(cut)}`;
}

/** Whether each pod of the role works on a part by itself. */
export function isSharded({ pod }: Role): boolean {
  return pod.main.env.some(({ name }) => name === SHARD_INDEX);
}

function modelFile(model: ModelArtifact, { role }: Target): string {
  return joined(model.mountPath, modelPath(model, isSharded(role)));
}

/** A folder that is one pod's alone, where two may work on one part: what is whole is renamed from there to its place. */
function workVariables(mountPath: string, { role }: Target): EnvVar[] {
  if (!isSharded(role)) return [];
  return [
    { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'MODEL_WORK_PATH', value: joined(mountPath, `.work/$(${POD_NAME})`) },
  ];
}

/** What a training is given of models: those that it writes and starts from, and whether it writes in parts. */
export interface GivenModels extends ModelProps, BaseModelProps {
  readonly parallel?: Parallel;
}

/** A training that writes over what it starts from: a retry would start from what the failed try has left. */
export function baseModelFindings({ model: written, baseModel: base, parallel }: GivenModels): Finding[] {
  if (written === undefined || base === undefined || written._claim.claimName !== base._claim.claimName) return [];
  if (!overlap(modelPath(written, parallel !== undefined && parallel._rendezvous === undefined), base.path)) return [];
  return [
    {
      field: 'model',
      value: written.path,
      severity: 'error',
      rule: 'model-over-base-model',
      message: `is written over the model that the training starts from, ${show(base.path)}: a retry would start from a half-trained one`,
      fix: "name another artifact for the output: dataset.artifact('v2/model.keras')",
    },
  ];
}

/** A claim that is to be written, and that nobody can write to. */
export function unwritable(prop: string, claim: ClaimSource, { field }: Target): Finding[] {
  if (!isReadOnlyClaim(claim)) return [];
  return [
    {
      field: field(prop),
      value: claim.claimName,
      severity: 'error',
      rule: 'read-only-claim',
      message: 'is to be written to a claim that is only read (ReadOnlyMany)',
      fix: 'write it to a dataset with ReadWriteMany or ReadWriteOnce',
    },
  ];
}

/** The model that a training writes and a service reads: the same claim and path on both sides. */
export const model: Option<ModelProps> = {
  name: 'model',
  shape: { model: artifact },
  contribute: (props, target) => {
    if (props.model === undefined || target.role.modelUse === 'none') return {};
    const { mountPath, _claim } = props.model;
    return {
      pod: {
        mounts: [{ path: mountPath, source: _claim, readOnly: target.role.modelUse === 'read', prop: 'model' }],
        env: [
          { name: 'MODEL_PATH', value: mountPath },
          { name: 'MODEL_FILE', value: modelFile(props.model, target) },
          ...workVariables(mountPath, target),
        ],
      },
      problems: target.role.modelUse === 'write' ? unwritable('model', _claim, target) : [],
    };
  },
};

/** The model that a training starts from, read-only and apart from the one that it writes. */
export const baseModel: Option<BaseModelProps> = {
  name: 'baseModel',
  shape: { baseModel: artifact },
  contribute: (props, target) => {
    if (props.baseModel === undefined || !target.role.readsData) return {};
    return {
      pod: {
        mounts: [{ path: BASE_MODEL_PATH, source: props.baseModel._claim, readOnly: true, prop: 'baseModel' }],
        env: [{ name: 'BASE_MODEL_FILE', value: joined(BASE_MODEL_PATH, props.baseModel.path) }],
      },
    };
  },
};
