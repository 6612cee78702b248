import { cluster, edited, type Refusal, right } from './refusal';

/** What the webhooks of the training operator do not take. */
export const BY_WEBHOOKS: readonly Refusal[] = [
  {
    mistake: 'a name of a TFJob that starts with a digit',
    rule: 'name',
    make: cluster({}, '1st'),
    objects: () => edited(right(cluster()), 'TFJob', 'metadata.name', '1st'),
    outcome: { refused: /admission webhook "validator\.tfjob\.training-operator\.kubeflow\.org" denied/ },
  },
];
