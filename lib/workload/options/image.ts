import { ImagePullPolicy } from '../../values/enums';
import type { Finding } from '../../values/finding';
import { ImageTags, image as imageReference, movingTag } from '../../values/image';
import { oneOf, optional, required } from '../../values/read';
import type { Option, Target } from '../contribution';

export interface OwnImageProps {
  readonly image?: string;
  readonly imageTags?: ImageTags;
}

export interface ImageProps {
  readonly image: string;
  readonly imageTags?: ImageTags;
  readonly imagePullPolicy?: ImagePullPolicy;
}

function movingFindings({ image: reference = '', imageTags }: OwnImageProps, target: Target): Finding[] {
  const moves = imageTags === ImageTags.MOVING ? undefined : movingTag(reference);
  return moves === undefined ? [] : [{ field: target.field('image'), value: reference, severity: 'error' as const, ...moves }];
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
    const { image: reference = '', imagePullPolicy = ImagePullPolicy.ALWAYS } = props;
    return { pod: { container: { image: reference, imagePullPolicy } }, problems: movingFindings(props, target) };
  },
};

/** An image in place of the one that another object says, with how it is pulled. */
export const ownImage: Option<OwnImageProps> = {
  name: 'image',
  shape: { image: optional(imageReference), imageTags: image.shape.imageTags },
  contribute: (props, target) =>
    props.image === undefined ? {} : { pod: { container: { image: props.image } }, problems: movingFindings(props, target) },
};
