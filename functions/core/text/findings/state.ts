import { error, note, type Unread, warning } from './severity.ts';

type StateSide = Record<'where' | 'uses' | 'addTo' | 'actions' | 'statements' | 'arn', string>;
const setOwner = (bucket: string): string =>
  `Run: aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`;

export const STATE_FINDINGS = {
  state_not_looked_at: note<Unread & { subject: string }>(({ subject, why, fix }) => [
    `${subject} could not be checked: ${why}`,
    fix,
  ]),
  state_not_checked: note<{ role: string; bucket: string; bundle: string }>(({ role, bucket, bundle }) => [
    `The access of ${role} to the state in ${bucket} was not checked, because the roles of the bot cannot read S3 or KMS.`,
    `Run "assume-bot terraform check ${bundle}" or "assume-bot doctor --terraform" with your own credentials.`,
  ]),
  state_role_missing: error<{ arn: string }>(({ arn }) => [
    `The role ${arn} does not exist.`,
    'Create it, or correct its ARN in the catalog.',
  ]),
  state_bucket_missing: error<{ bucket: string; account: string }>(({ bucket, account }) => [
    `The bucket ${bucket} does not exist.`,
    `Create it in the account ${account}, or correct the name in the catalog.`,
  ]),
  state_ownership: warning<{ bucket: string }>(({ bucket }) => [
    'The bucket does not enforce its ownership of all objects.',
    setOwner(bucket),
  ]),
  state_ownership_foreign: error<{ bucket: string }>(({ bucket }) => [
    'The bucket does not enforce its ownership of all objects, so a state would belong to the account of the role.',
    setOwner(bucket),
  ]),
  state_key_unnamed: warning<{ key: string }>(({ key }) => [
    `The bucket encrypts with ${key}, but the catalog names no key, so Terraform would use a key of S3.`,
    `Set kmsKey: ${key} in the catalog.`,
  ]),
  state_key_other: warning<{ key: string; named: string }>(({ key, named }) => [
    `The bucket encrypts with ${key}, but the catalog names ${named}.`,
    'Use the same key in both places.',
  ]),
  state_denies: error<StateSide>(({ where, uses, arn }) => [
    `A statement in ${where} denies Terraform to ${uses}.`,
    `Exempt ${arn} from it, or remove it.`,
  ]),
  state_lacks: error<StateSide>(({ where, uses, actions, addTo, statements }) => [
    `Nothing in ${where} lets Terraform ${uses} (${actions}).`,
    `Add to ${addTo}: ${statements}`,
  ]),
  state_conditional: note<StateSide>(({ where, uses }) => [
    `Conditions in ${where} decide whether Terraform may ${uses}.`,
    'Check these conditions, or run "terraform init" with the role.',
  ]),
};
