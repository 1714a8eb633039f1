import type { Command, OptionValues } from '@commander-js/extra-typings';
import { SHARED_OPTIONS as TEXT } from '../../functions/core/text/cli/shared.ts';

export interface CatalogOptions {
  readonly catalog?: string | undefined;
}

/** The options of every command that calls the hub account. */
export interface HubOptions {
  readonly local?: true | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly table?: string | undefined;
  readonly queueUrl?: string | undefined;
  readonly externalId?: string | undefined;
  readonly hubName?: string | undefined;
}

/** Collects the values of an option that can be repeated. */
export const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  value,
];

export const withCatalog = <Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
) => command.option('--catalog <file>', TEXT.catalog);

export const withHub = <Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
) =>
  command
    .option('--local', TEXT.local)
    .option('--profile <name>', TEXT.profile)
    .option('--region <region>', TEXT.region)
    .option('--table <name>', TEXT.table)
    .option('--queue-url <url>', TEXT.queueUrl)
    .option('--external-id <text>', TEXT.externalId)
    .option('--hub-name <name>', TEXT.hubName);

export const withAccountProfiles = <Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
) => command.option('--account-profile <account=profile>', TEXT.accountProfile, collect);

interface ProfileOptions {
  readonly local?: true;
  readonly profile?: string;
  readonly accountProfile?: readonly string[];
  readonly organizationProfile?: string;
}

/** The AWS profiles that a call names. With --local, --profile names a user of the local stack instead. */
export const profilesIn = (options: OptionValues): readonly string[] => {
  const { local, profile, accountProfile = [], organizationProfile } = options as ProfileOptions;
  if (local) return [];
  // A text without a profile is refused when the accounts are known.
  const ofAccounts = accountProfile.map((text) => text.split('=')[1]);
  return [profile, organizationProfile, ...ofAccounts].filter((name) => name !== undefined && name !== '') as string[];
};
