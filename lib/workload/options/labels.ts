import { annotationValue, labelKey, labelValue } from '../../values/name';
import { given } from '../../values/omit';
import { map, optional } from '../../values/read';
import type { Option } from '../contribution';

export interface LabelsProps {
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
  readonly podAnnotations?: { [key: string]: string };
}

/** The user's labels on all objects and pods; his annotations on the workload, and those of its pods. */
export const labels: Option<LabelsProps> = {
  name: 'labels',
  shape: {
    labels: optional(map(labelKey, labelValue)),
    annotations: optional(map(labelKey, annotationValue)),
    podAnnotations: optional(map(labelKey, annotationValue)),
  },
  contribute: (props) => ({
    ...given({ labels: props.labels, annotations: props.annotations }),
    pod: given({ labels: props.labels, annotations: props.podAnnotations }),
  }),
};
