import { isSchema, LIST_KEYS, PRESERVE, type Schema } from './strict-schemas';

/** Facts that must agree even if only one side states them: with one of them missing, our tests would pass what the cluster refuses. */
const SHARED_FACTS = [
  ...['type', 'x-kubernetes-int-or-string', LIST_KEYS, 'pattern', 'minimum', 'maximum'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
];

/** Facts that a trimmed CRD may leave out, but not state otherwise. */
const OPTIONAL_FACTS = ['format', 'nullable', 'default'];

/**
 * What a trimmed CustomResourceDefinition states that the published one of the same kind does not, and what the published one requires that the
 * trimmed one forgot, each as `place: what`. The trimmed one may leave fields out; where it leaves an object open, nothing below is compared.
 * Prose, CEL rules, `anyOf` and printer columns are not compared.
 */
export function crdDifferences(trimmed: unknown, published: unknown): string[] {
  const ours = fieldsOf(fieldsOf(trimmed).spec);
  const theirs = fieldsOf(fieldsOf(published).spec);
  return [
    ...nameDifferences(ours, theirs),
    ...listOf(ours.versions).flatMap((version) => versionDifferences(version, listOf(theirs.versions))),
  ];
}

function nameDifferences(ours: Schema, theirs: Schema): string[] {
  const facts = ({ scope, names }: Schema): Schema => {
    const { kind, plural, singular, shortNames = [] } = fieldsOf(names);
    return {
      scope,
      'names.kind': kind,
      'names.plural': plural,
      'names.singular': singular ?? `${kind}`.toLowerCase(),
      'names.shortNames': shortNames,
    };
  };
  const published = facts(theirs);
  return Object.entries(facts(ours)).flatMap(([field, value]) => difference(`spec.${field}`, '', value, published[field]));
}

function versionDifferences(ours: Schema, published: readonly Schema[]): string[] {
  const name = `${ours.name}`;
  const theirs = published.find((version) => version.name === ours.name);
  if (theirs === undefined) {
    return [`${name}: no such version, published ${published.map((version) => version.name).join(', ')}`];
  }
  const schema = (version: Schema): Schema => fieldsOf(fieldsOf(version.schema).openAPIV3Schema);
  return [
    ...difference(name, 'served', ours.served, theirs.served),
    ...subresourceDifferences(`${name} subresources`, fieldsOf(ours.subresources), fieldsOf(theirs.subresources)),
    ...schemaDifferences(schema(ours), schema(theirs), [name]),
  ];
}

/** `scale` by its paths: they are what an autoscaler reads. `status` by presence. */
function subresourceDifferences(place: string, ours: Schema, theirs: Schema): string[] {
  return [
    ...difference(place, 'status', ours.status !== undefined, theirs.status !== undefined),
    ...difference(place, 'scale', ours.scale, theirs.scale),
  ];
}

function schemaDifferences(ours: Schema, theirs: Schema, path: readonly string[]): string[] {
  const place = placeOf(path);
  const facts = [...SHARED_FACTS, ...OPTIONAL_FACTS.filter((fact) => ours[fact] !== undefined)];
  return [
    ...facts.flatMap((fact) => difference(place, fact, ours[fact], theirs[fact])),
    ...difference(place, 'enum', sortedText(ours.enum), sortedText(theirs.enum)),
    ...(ours[PRESERVE] === true ? [] : requiredDifferences(place, ours, theirs)),
    ...partDifferences(ours, theirs, path),
  ];
}

function requiredDifferences(place: string, ours: Schema, theirs: Schema): string[] {
  const [here, there] = [textsOf(ours.required), textsOf(theirs.required)];
  const known = fieldsOf(ours.properties);
  return [
    ...here.filter((field) => !there.includes(field)).map((field) => `${place}: requires "${field}", the published one does not`),
    ...there
      .filter((field) => !here.includes(field))
      .map(
        (field) =>
          `${place}: does not require "${field}", the published one does${field in known ? '' : ', and the field is left out here'}`,
      ),
  ];
}

/** The parts that the trimmed schema describes: fields, free keys, items. A published map (free keys) knows every field. */
function partDifferences(ours: Schema, theirs: Schema, path: readonly string[]): string[] {
  const published = fieldsOf(theirs.properties);
  const parts = [
    ...Object.entries(fieldsOf(ours.properties)).map(([name, part]) => ({
      name,
      part,
      theirs: published[name] ?? theirs.additionalProperties,
    })),
    { name: '*', part: ours.additionalProperties, theirs: theirs.additionalProperties },
    { name: '*', part: ours.items, theirs: theirs.items },
  ];
  const open = theirs[PRESERVE] === true || theirs.additionalProperties === true;
  return parts.flatMap(({ name, part, theirs: counterpart }) => {
    if (!isSchema(part)) {
      return [];
    }
    if (isSchema(counterpart)) {
      return schemaDifferences(part, counterpart, [...path, name]);
    }
    return open ? [] : [`${placeOf([...path, name])}: unknown to the published CRD`];
  });
}

/** `v1 spec.size` */
function placeOf([version, ...fields]: readonly string[]): string {
  return fields.length === 0 ? `${version}` : `${version} ${fields.join('.')}`;
}

function difference(place: string, fact: string, ours: unknown, theirs: unknown): string[] {
  const [here, there] = [text(ours), text(theirs)];
  return here === there ? [] : [`${place}: ${fact === '' ? '' : `${fact} `}${here}, published ${there}`];
}

/** JSON with sorted keys, so that the order in which a file lists the paths of `scale` is no difference. */
function text(value: unknown): string {
  return isSchema(value) ? JSON.stringify(Object.entries(value).sort()) : (JSON.stringify(value) ?? 'nothing');
}

function sortedText(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value;
}

function fieldsOf(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function listOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
