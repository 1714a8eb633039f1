import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { AccountSeed, InlinePolicies, RoleSeed } from '@assume-bot/local-aws/seed-types';
import { DEPLOYER, HUB, REMOVAL_ROLE } from './names.ts';

/** A policy document of these statements. */
export const document = (...Statement: PolicyDocument['Statement'] & object[]): PolicyDocument =>
  ({ Version: '2012-10-17', Statement }) as PolicyDocument;
/** A policy that allows actions. */
export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*') =>
  document({ Effect: 'Allow', Action, Resource } as never);
/** A trust policy. */
export const trustOf = (Principal: object, Action: string | readonly string[] = 'sts:AssumeRole', Condition?: object) =>
  document({ Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) } as never);

/**
 * The role that deploys a stack: in the hub, the one that `cdk bootstrap` creates for CloudFormation; in an account without
 * bootstrapping, the role of the person who deploys. The service control policy exempts the latter by a setting.
 */
export const deployRole = (accountId: string, region: string): string =>
  accountId === HUB
    ? `arn:aws:iam::${HUB}:role/cdk-hnb659fds-cfn-exec-role-${HUB}-${region}`
    : `arn:aws:iam::${accountId}:role/${DEPLOYER}`;

/** The policies of docs/operators.md under some headings, with the names of the deployed hub. */
export const documentedPolicies = (
  root: string,
  headings: readonly string[],
  names: Readonly<Record<string, string>>,
): InlinePolicies => {
  const page = readFileSync(join(root, 'docs/operators.md'), 'utf8');
  return Object.fromEntries(
    headings.map((heading) => {
      const [, section] = page.split(`\n## ${heading}\n`);
      const [, json] = /```json\n([\s\S]*?)```/.exec(section ?? '') ?? [];
      if (json === undefined) throw new Error(`docs/operators.md has no policy under "${heading}"`);
      const filled = Object.entries(names).reduce((text, [name, value]) => text.replaceAll(name, value), json);
      return [heading.replaceAll(' ', '-'), JSON.parse(filled)];
    }),
  );
};

/** The roles of an account that deploy, operate and remove the bot. */
export const platformRoles = (root: string, id: string, region: string): AccountSeed => {
  const ofHub = trustOf({ AWS: `arn:aws:iam::${HUB}:root` });
  const deployer: RoleSeed = {
    name: deployRole(id, region).split('/')[1] ?? '',
    trustPolicy: id === HUB ? trustOf({ Service: 'cloudformation.amazonaws.com' }) : ofHub,
    attachedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  };
  const inlinePolicies = documentedPolicies(root, ['Uninstall'], {});
  const other: RoleSeed =
    id === HUB ? { name: 'operators', trustPolicy: ofHub } : { name: REMOVAL_ROLE, trustPolicy: ofHub, inlinePolicies };
  return { id, roles: [deployer, other] };
};
