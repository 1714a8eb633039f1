import type { AccountRefusal } from '../authority/directory.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { IdentityRefusal } from '../catalog/lookup.ts';
import { quote } from '../schedule/duration.ts';
import { type Explained, explainBy, listed } from './explain.ts';

const MEMBERS_ONLY = 'only full members of this workspace can request access or approve it';

export const ACCOUNT_REFUSALS: Explained<AccountRefusal> = {
  workspace_unknown: () => ({
    why: 'The bot does not know yet which Slack workspace it belongs to.',
    next: 'Try again in a minute. If the problem persists, ask the operators of the bot to check its Slack token.',
  }),
  outside_workspace: () => ({
    why: `You belong to another Slack workspace, and ${MEMBERS_ONLY}.`,
    next: 'Ask a member of this workspace to do this.',
  }),
  account_unknown: () => ({
    why: 'The bot has not read your Slack account yet.',
    next: 'Try again in a few seconds.',
  }),
  not_a_member: (refusal) => ({
    why: `${ACCOUNT[refusal.accountStatus]}, and ${MEMBERS_ONLY}.`,
    next: 'Ask a full member to do this, or ask an admin of the workspace to change your account.',
  }),
};

export const explainAccountRefusal = explainBy(ACCOUNT_REFUSALS);

const ACCOUNT = {
  guest: 'Your account is a guest account',
  deactivated: 'Your account is deactivated',
  bot: 'Your account is a bot account',
  external: 'Your account belongs to another workspace',
} as const;

interface IdentityContext {
  readonly catalog: Catalog;
}

const addUser = ({ catalog }: IdentityContext) => ({
  next: 'Ask the maintainers of the catalog to add your Slack user ID and your IAM user.',
  contacts: catalog.settings.admins,
});

export const IDENTITY_REFUSALS: Explained<IdentityRefusal, [IdentityContext]> = {
  no_identity: (_, context) => ({ why: 'The catalog does not contain your AWS identity.', ...addUser(context) }),
  email_unknown: (_, { catalog }) => ({
    why: 'Your AWS identity is derived from your email address, which the bot has not read from Slack yet.',
    next: 'Try again in a minute, or ask the maintainers of the catalog to add your Slack user ID.',
    contacts: catalog.settings.admins,
  }),
  email_domain_refused: (refusal, context) => ({
    why:
      refusal.domain === ''
        ? 'Your Slack profile has no confirmed email address to derive an AWS identity from.'
        : `Your email address is in ${refusal.domain}, and the catalog only accepts ${listed(refusal.domains)}.`,
    ...addUser(context),
  }),
  email_local_part_refused: (refusal, context) => ({
    why: `${quote(refusal.localPart)}, from your email address, is not a valid name of an IAM user who assumes roles.`,
    ...addUser(context),
  }),
  email_taken: (_, context) => ({
    why: 'The IAM user derived from your email address belongs to another user in the catalog.',
    ...addUser(context),
  }),
};

export const explainIdentityRefusal = explainBy(IDENTITY_REFUSALS);
