/** A document that a change names. */
export interface Place {
  readonly document: string;
  readonly account: string;
  readonly target: string;
  readonly policyName?: string;
}

/** One condition of a statement, as it was judged. */
interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly known: readonly string[] | 'absent' | undefined;
}

const NOUNS: Readonly<Record<string, (place: Place) => string>> = {
  'role-policy': ({ target, policyName }) =>
    `the policies of ${target}${policyName === undefined ? '' : ` (inline policy ${policyName})`}`,
  'user-policy': ({ target, policyName }) =>
    `the policies of ${target}${policyName === undefined ? '' : ` (inline policy ${policyName})`}`,
  'managed-policy': ({ target }) => `the managed policy ${target}`,
  'permissions-boundary': ({ target }) => `the permissions boundary ${target}`,
  'service-control-policy': ({ target }) => `the service control policy ${target}`,
  'resource-control-policy': ({ target }) => `the resource control policy ${target}`,
  'bucket-policy': ({ target }) => `the policy of the bucket ${target}`,
  'key-policy': ({ target }) => `the policy of the key ${target}`,
  'trust-policy': ({ target }) => `the trust policy of ${target}`,
};

const nounOf = (place: Place): string => NOUNS[place.document]?.(place) ?? place.target;
const OWNERS = ['service-control-policy', 'resource-control-policy'];

const MOST_USES = 4;

const list = (subjects: readonly string[]): string =>
  subjects.map((one, index) => (index === 0 ? one : one.charAt(0).toLowerCase() + one.slice(1))).join(', ');

/** The names of documents and of what could not be read. */
export const placeText = {
  where: (place: Place): string => `${nounOf(place)} (account ${place.account})`,
  addTo: (place: Place): string =>
    OWNERS.includes(place.document)
      ? `${nounOf(place)}, in the management account of the organization`
      : `${nounOf(place)}, in account ${place.account}`,
  scp: (account: string) => `The service control policies of account ${account}`,
  rcp: (account: string) => `The resource control policies of account ${account}`,
  permissions: (arn: string) => `The permissions of ${arn}`,
  key: (arn: string) => `The policy of the key ${arn}`,
  grants: (arn: string) => `The grants of the key ${arn}`,
  bucket: (bucket: string) => `The policy of the bucket ${bucket}`,
  trust: (arn: string) => `The trust policy of ${arn}`,
  standing: (account: string) => `The standing access of users and roles of account ${account}`,
  region: (bucket: string) => `The region of the bucket ${bucket}`,
  keyState: (arn: string) => `The state of the key ${arn}`,
  bucketKey: (bucket: string) => `The encryption of the bucket ${bucket}`,
  owner: (key: string) => `The owner of ${key}`,
  encryption: (what: string) => `Whether the role may ${what}`,
  /** The first of what Terraform does, and how much more there is. */
  uses: (uses: readonly string[]) =>
    `${uses.slice(0, MOST_USES).join(', ')}${uses.length > MOST_USES ? ` and ${uses.length - MOST_USES} more` : ''}`,
  role: (arn: string) => `The role ${arn}`,
  list: (subjects: readonly string[]) => list(subjects),
  orEnforce: '. Or let the bucket own all its objects, which makes its ACLs irrelevant',
  unlessGrant: (statement: string) => `. If no grant of the key allows it, add to the policy of the key: ${statement}`,
};

const textOfKnown = (known: Condition['known']): string =>
  known === 'absent' || known === undefined ? 'is absent' : `is ${known.join(', ')}`;

const conditionOf = ({ operator, key, values }: Condition): string => `${operator} ${key} ${values.join(', ')}`;

/** Conditions in sentences. */
export const conditionText = {
  near: (statement: string, conditions: readonly Condition[]) =>
    ` Statement ${statement} would allow it, but its condition does not hold: ${conditions
      .map((one) => `${conditionOf(one)} (${one.key} ${textOfKnown(one.known)})`)
      .join('; ')}.`,
  unknown: (conditions: readonly Condition[]) =>
    conditions.length === 0 ? 'it depends on the session name of the user' : conditions.map(conditionOf).join('; '),
};
