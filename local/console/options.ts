/** A function of the bot that the console can stop and start. */
export interface BotFunction {
  readonly name: string;
  readonly isRunning: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The AWS identity of a Slack user. */
export type CatalogPerson =
  | { readonly kind: 'iam-user'; readonly arn: string }
  | {
      readonly kind: 'federated';
      readonly accountId: string;
      readonly sessionName: string;
      /** The role that the identity provider signs the user in to. */
      readonly signInRoleArn: string;
    };

/** The roles that can be requested, and the AWS identities of users by Slack user ID. */
export interface ConsoleCatalog {
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly managerRoleName: string }[];
  readonly people: Readonly<Record<string, CatalogPerson>>;
  readonly roles: Readonly<
    Record<
      string,
      {
        readonly arn: string;
        readonly accountId: string;
        readonly description: string;
        readonly accountName?: string;
        readonly rules?: readonly { readonly durationMinutes: { readonly max: number } }[];
      }
    >
  >;
  readonly bundles?: Readonly<Record<string, { readonly description?: string }>>;
}

export interface ConsoleOptions {
  /** The URL of the console itself, without a trailing slash. */
  readonly url: string;
  /** The URL of the local AWS. */
  readonly awsUrl: string;
  readonly region: string;
  /** The URL of the local Slack. */
  readonly slackUrl: string;
  readonly catalog: ConsoleCatalog;
  /** The table that contains the requests, and its account. */
  readonly table: { readonly name: string; readonly accountId: string };
  /** A request that works with the catalog, for the introduction. Default: the first role and the first users. */
  readonly walk?: {
    readonly requesterName: string;
    readonly approvers: readonly { readonly name: string }[];
    readonly channelName: string;
    readonly command: string;
  };
  /** The functions of the bot, for the switch. Default: none. */
  readonly functions?: readonly BotFunction[];
}
