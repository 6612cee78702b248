import { claimsOf } from '../claimed-devices';
import { containersOf } from '../pods';
import { called, podField, problemOf, type Rule, warningOf } from '../rule';
import type { PodGroup } from '../view';

/** The claims that containers of the pods use. */
function usedClaims(group: PodGroup): { readonly container: string; readonly name: string }[] {
  return containersOf(group).flatMap(({ name: container, resources }) =>
    (resources?.claims ?? []).map(({ name }) => ({ container, name })),
  );
}

function invalidClaims(group: PodGroup): string[] {
  const claims = claimsOf(group);
  const names = claims.map(({ name }) => name);
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  const sources = claims.filter((claim) => (claim.resourceClaimName === undefined) === (claim.resourceClaimTemplateName === undefined));
  return [
    ...twice.map((name) => `has two claims named ${name}`),
    ...sources.map(({ name }) => `says for the claim ${name} neither or both of a claim and a template`),
    ...usedClaims(group)
      .filter(({ name }) => !names.includes(name))
      .map(({ container, name }) => `uses in container ${container} the claim ${name}, which the pod does not have`),
  ];
}

/** Claims of devices that the API server refuses: inside an operator's object only when the pods are made. */
export const podClaims: Rule = ({ pods }) =>
  pods.flatMap((group) =>
    invalidClaims(group).map((message) =>
      problemOf(group.entry, {
        field: podField(group.pods.field, 'spec.resourceClaims'),
        rule: 'pod-claims',
        message: `${called(group.entry)} ${message}`,
        fix: 'mend the claims of the pod and its containers',
      }),
    ),
  );

/** Devices that are taken for a pod, and that no container gets. */
export const idleClaims: Rule = ({ pods }) =>
  pods.flatMap((group) => {
    const used = new Set(usedClaims(group).map(({ name }) => name));
    return claimsOf(group)
      .filter(({ name }) => !used.has(name))
      .map(({ name }) => {
        return warningOf(group.entry, {
          field: podField(group.pods.field, 'spec.resourceClaims'),
          rule: 'idle-claim',
          message: `${called(group.entry)} claims devices as ${name}, which no container gets`,
          fix: 'name it in resources.claims of a container, or leave it out',
        });
      });
  });

/** A template that no pod of the app names: what was meant to claim by it, does not. */
export const unusedTemplates: Rule = (view) => {
  const used = new Set(
    view.pods.flatMap((group) => claimsOf(group).map((each) => `${group.entry.namespace}/${each.resourceClaimTemplateName}`)),
  );
  return view
    .ofKind('ResourceClaimTemplate')
    .filter(({ namespace, name }) => !used.has(`${namespace}/${name}`))
    .map((entry) => {
      return warningOf(entry, {
        field: 'metadata.name',
        rule: 'unused-template',
        message: `${called(entry)} is named by no pod of the app`,
        fix: "name it in the pod's resourceClaims, or leave it out",
      });
    });
};
