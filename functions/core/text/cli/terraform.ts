import { didYouMean } from './shared.ts';

const BUNDLE = 'a bundle of the catalog with a terraform section';

export const terraformText = {
  summary: 'print policies and blocks for Terraform bundles, and find what stops Terraform',
  about:
    'For bundles with a terraform section: policies for their state, their backend and provider blocks, and a diagnosis.',
  examples: [],
};

export const bundleText = {
  none: 'no bundle of the catalog has a terraform section; pass the catalog of the bundle with --catalog, or use that of "npm start" with --local',
  missing: (names: readonly string[]) => `pass a bundle: ${names.join(', ')}`,
  unknown: (name: string, likely: readonly string[], names: readonly string[]) =>
    `"${name}" is not a bundle with a terraform section; ${didYouMean(likely, `the catalog has ${names.join(', ')}`)}`,
  noState: (bundle: string) => `bundles.${bundle}.terraform of the catalog has no state`,
  noRole: (name: string) => `the catalog has no role "${name}"`,
};

const ofBundles = (bundles: readonly string[]): string =>
  bundles.length < 2 ? '' : ` (bundles ${bundles.join(', ')})`;

export const statePolicyText = {
  summary: 'print the least-privilege policies for a state role, its bucket and its key',
  about:
    'Prints the policies for a bundle of the catalog, or for --bucket, --key, --role and --kms. Attach them to the role, the bucket and the key. Each role, bucket and key is printed once, with the statements of all bundles that share it.',
  arguments: { bundle: BUNDLE },
  options: {
    local: 'use the catalog of the local stack ("npm start")',
    bucket: 'the bucket of the state',
    key: 'the key of a state in the bucket; can be repeated',
    kms: 'the KMS key of the bucket',
    role: 'the state role, by its ARN or its name in the catalog',
  },
  examples: [
    'assume-bot terraform state-policy terraform-prod',
    'assume-bot terraform state-policy --bucket states --key prod/app.tfstate --role arn:aws:iam::222222222222:role/tf-state',
  ],
  noBucket: '--bucket is missing: assume-bot terraform state-policy --bucket states --key prod/app.tfstate',
  noKey: '--key is missing: the path of the state in the bucket, as in the backend',
  noRole: '--role is missing: the ARN of the state role, or its name in the catalog',
  isBundle: (name: string) => `${name} is a bundle; pass its state role`,
  not: (text: string, what: string) => `"${text}" is not ${what}`,
  bucket: 'the name of an S3 bucket',
  key: 'the path of one state: no wildcards, no / first',
  role: 'the ARN of an IAM role',
  kms: 'the ARN of a KMS key',
  forRole: (arn: string, bundles: readonly string[], isReadOnly: boolean) =>
    `# Policy for the role ${arn}${ofBundles(bundles)}${isReadOnly ? ', which only reads states, for terraform_remote_state' : ''}`,
  forBucket: (bucket: string, bundles: readonly string[]) =>
    `# Policy for the bucket ${bucket}${ofBundles(bundles)}: required if the role is in another account`,
  forKey: (arn: string, bundles: readonly string[]) =>
    `# Additional statements for the policy of the key ${arn}${ofBundles(bundles)}`,
  boundary: (arn: string) =>
    `# If ${arn} has a permissions boundary, or a service control policy applies to its account: each of them has to allow everything that the policy of the role allows. The policies of bucket and key do not replace that.`,
};
