import type { ServiceSpec } from 'kubernetes-types/core/v1';
import { kindOf } from '../../workload/kinds/table';
import { called, problemOf, type Rule } from '../rule';
import type { Entry, PodGroup, View } from '../view';
import { scalersIn, targetOf } from './scalers';

function portNames({ pods }: PodGroup): Set<string | number> {
  const ports = (pods.template.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return new Set(ports.flatMap(({ name, containerPort }) => (name === undefined ? [containerPort] : [name, containerPort])));
}

/** A Service's port by a name that its pods do not have: it has no endpoints. */
export const missingPorts: Rule = (view) =>
  view.ofKind('Service').flatMap((entry) => {
    const { selector, ports = [] } = (entry.manifest.spec ?? {}) as ServiceSpec;
    if (selector === undefined) return [];
    const groups = view.podsWith(entry.namespace, selector);
    return ports.flatMap(({ targetPort }) =>
      typeof targetPort !== 'string' || groups.length === 0 || groups.some((group) => portNames(group).has(targetPort))
        ? []
        : [
            problemOf(entry, {
              field: 'spec.ports',
              rule: 'missing-port',
              message: `${called(entry)} sends to the port ${targetPort}, which its pods do not have`,
              fix: 'name a port of the container',
            }),
          ],
    );
  });

interface WrongTarget {
  readonly message: string;
  readonly fix: string;
  /** The object whose maker is asked to mend it. */
  readonly blamed: Entry;
}

const SCALABLE = 'scale a Deployment without replicas';
const LET_OURS_SCALE =
  'leave it out and give the ModelService autoscaling: Autoscaling.onCpu({ max: 10 }); or, for other metrics, take its replicas away: ' +
  "service.deployment.addJsonPatch(JsonPatch.remove('/spec/replicas'))";

function wrongTarget(view: View, scaler: Entry): WrongTarget | undefined {
  const target = targetOf(scaler);
  const found = view.find(target.kind, scaler.namespace, target.name);
  const facts = kindOf(target);
  const wrong = (message: string, fix = SCALABLE, ours = scaler.ours): WrongTarget => ({ message, fix, blamed: { ...scaler, ours } });
  if (facts !== undefined && !facts.scalable) {
    return wrong(`scales a ${target.kind}, which has no scale subresource`, SCALABLE, scaler.ours || found?.ours === true);
  }
  if (found === undefined) return scaler.ours ? wrong(`scales ${target.kind} ${target.name}, which the app does not have`) : undefined;
  const replicas = (found.manifest.spec as { replicas?: number } | undefined)?.replicas;
  if (replicas === undefined) return undefined;
  const fix = found.ours && !scaler.ours ? LET_OURS_SCALE : SCALABLE;
  return wrong(`scales ${called(found)}, whose spec.replicas resets it each time it is applied`, fix, scaler.ours || found.ours);
}

/** An autoscaler without a target, on one that can't be scaled, or on one whose manifest names its replicas. */
export const scalerTargets: Rule = (view) =>
  scalersIn(view).flatMap((entry) => {
    const wrong = wrongTarget(view, entry);
    if (wrong === undefined) return [];
    const { blamed, fix, message } = wrong;
    return [problemOf(blamed, { field: 'spec.scaleTargetRef', rule: 'scaler-target', message: `${called(entry)} ${message}`, fix })];
  });

/** Two autoscalers on one target: each undoes what the other does. */
export const twoScalers: Rule = (view) => {
  const first = new Map<string, Entry>();
  return scalersIn(view).flatMap((entry) => {
    const { kind, name } = targetOf(entry);
    const id = `${entry.namespace}/${kind}/${name}`;
    const other = first.get(id);
    first.set(id, other ?? entry);
    if (other === undefined) return [];
    const blamed = { ...entry, ours: entry.ours || other.ours };
    return [
      problemOf(blamed, {
        field: 'spec.scaleTargetRef',
        rule: 'two-scalers',
        message: `${called(entry)} and ${called(other)} of ${other.origin} scale one ${kind}, ${name}`,
        fix: 'leave one out',
      }),
    ];
  });
};
