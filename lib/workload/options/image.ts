import { ImagePullPolicy } from '../../values/enums';
import { ImageTags, image as imageReference, movingTag } from '../../values/image';
import { oneOf, optional, required } from '../../values/read';
import type { Option } from '../contribution';

export interface ImageProps {
  readonly image: string;
  readonly imageTags?: ImageTags;
  readonly imagePullPolicy?: ImagePullPolicy;
}

/** The program's image: fixed by tag or digest, and pulled at each start unless said otherwise. */
export const image: Option<ImageProps> = {
  name: 'image',
  shape: {
    image: required(imageReference, 'registry.example.com/ml/train:1.0'),
    imageTags: optional(oneOf('ImageTags', Object.values(ImageTags))),
    imagePullPolicy: optional(oneOf('ImagePullPolicy', Object.values(ImagePullPolicy))),
  },
  contribute: (props, target) => {
    const reference = props.image ?? '';
    const moves = props.imageTags === ImageTags.MOVING ? undefined : movingTag(reference);
    const problem = moves === undefined ? [] : [{ field: target.field('image'), value: reference, severity: 'error' as const, ...moves }];
    return {
      pod: { container: { image: reference, imagePullPolicy: props.imagePullPolicy ?? ImagePullPolicy.ALWAYS } },
      problems: problem,
    };
  },
};
