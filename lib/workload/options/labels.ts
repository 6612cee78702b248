import type { Finding } from '../../values/finding';
import { annotationValue, labelKey, labelValue } from '../../values/name';
import { given } from '../../values/omit';
import { map, optional } from '../../values/read';
import type { Option, Target } from '../contribution';

export interface LabelsProps {
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  readonly podAnnotations?: { [key: string]: string };
}

type Entries = { readonly [key: string]: string } | undefined;

/** What all annotations of an object may take together (Kubernetes: 256 KiB). */
const MOST_BYTES = 256 * 1024;
/** Annotations by which the library's own checks know what was promised. */
const OWN_PREFIX = 'cdk8s-ml.io/';

/** That a label of the user's is another's. */
export function takenLabel(key: string, writer: string): Finding {
  return {
    field: 'labels',
    severity: 'error',
    rule: 'two-writers',
    message: `writes the label ${key}, which ${writer} writes already`,
    fix: 'leave it out of labels',
  };
}

function labelFindings(labels: Entries, { plan, role }: Target): Finding[] {
  return Object.keys(labels ?? {}).flatMap((key) => {
    // The role's own labels hold the library's alone until this option has written.
    if (Object.hasOwn(role.pod.labels, key)) return [takenLabel(key, 'the library itself')];
    return plan.reservedLabels.includes(key) ? [takenLabel(key, "the workload's controller")] : [];
  });
}

function annotationFindings(prop: string, annotations: Entries = {}): Finding[] {
  const own = Object.keys(annotations).filter((key) => key.startsWith(OWN_PREFIX));
  const bytes = Object.entries(annotations).reduce((sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text), 0);
  return [
    ...own.map(
      (key): Finding => ({
        field: prop,
        severity: 'error',
        rule: 'two-writers',
        message: `writes ${key}, which the library itself writes`,
        fix: `leave it out of ${prop}`,
      }),
    ),
    ...(bytes < MOST_BYTES
      ? []
      : [
          {
            field: prop,
            severity: 'error' as const,
            rule: 'annotations-size',
            message: `take ${bytes} bytes, and an object may have ${MOST_BYTES}`,
            fix: 'keep large content in a ConfigMap',
          },
        ]),
  ];
}

/** The user's labels on all objects and pods; his annotations on the workload, and those of its pods. */
export const labels: Option<LabelsProps> = {
  name: 'labels',
  shape: {
    labels: optional(map(labelKey, labelValue)),
    annotations: optional(map(labelKey, annotationValue)),
    podAnnotations: optional(map(labelKey, annotationValue)),
  },
  contribute: (props, target) => {
    if (props.labels === undefined && props.annotations === undefined && props.podAnnotations === undefined) return {};
    const problems = [
      ...labelFindings(props.labels, target),
      ...annotationFindings('annotations', props.annotations),
      ...annotationFindings('podAnnotations', props.podAnnotations),
    ];
    if (problems.length > 0) return { problems };
    return {
      ...given({ labels: props.labels, annotations: props.annotations }),
      pod: given({ labels: props.labels, annotations: props.podAnnotations }),
    };
  },
};
