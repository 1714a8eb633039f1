const ARGUMENT = 'a role of the catalog, or the ARN of a role';

export const SESSION_OPTION_TEXT = {
  profile: 'your own AWS profile, not that of the role (or AWS_PROFILE, or keys in the environment)',
  region: 'the region of the STS endpoint (or AWS_REGION)',
  local: 'run as a user of the local stack ("npm start"), selected with --profile',
  wait: 'wait for access, up to this time, such as 10m',
  duration: 'the maximum duration of the session; default 1h. It never outlasts the access',
  mfaCode: 'the current code of your MFA device. Without it, a terminal asks for the code if AWS requires it',
  mfaSerial:
    'the ARN of your MFA device (or mfa_serial in the profile); default: your first device, if you may list it',
};

export const credsText = {
  summary: 'print credentials of a role that you hold, as an AWS credential_process',
  about:
    'Assumes the role as yourself, under the session name that the grant requires, and prints the credentials in the credential_process format of the AWS CLI and SDKs. Every call assumes the role again and nothing is stored, because a session never works again after its access has ended. Programs keep the credentials until the access ends, or for 15 minutes if you cannot read your own IAM policies.\n' +
    'Without access, the command prints the reason on the standard error. With --wait, it waits until an approver has decided. Most programs wait one minute for a credential_process.\n' +
    'Example for ~/.aws/config, with your own credentials in the profile "me":\n' +
    '    [profile prod-s3]\n' +
    '    credential_process = /path/to/assume-bot/bin/assume-bot.mjs creds arn:aws:iam::222222222222:role/s3-list-role --profile me',
  arguments: { name: ARGUMENT },
  examples: [
    'assume-bot creds prod-s3 --profile me',
    'assume-bot creds arn:aws:iam::222222222222:role/s3-list-role --profile me --wait 10m',
  ],
  /** Without a profile: the SDK has started this command as the source of its own credentials. */
  ownSource: (profile?: string) =>
    `the profile${profile === undefined ? ' with your own credentials' : ` "${profile}"`} uses this command as its credential_process; pass the profile that contains your own keys with --profile`,
};

export const execText = {
  summary: 'run a program with credentials of a role that you hold',
  about:
    'Assumes the role as yourself, as "creds" does, and runs a program with the credentials in its environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION). The region and the endpoints of your profile are passed on, and AWS_PROFILE is removed. Signals reach the program, and the exit code is that of the program. The credentials stop working when the access ends, even while the program runs.\n' +
    'With a bundle, the program keeps your own identity and has a profile with the name of each role: AWS_CONFIG_FILE names a copy of your configuration with these profiles, which get their credentials from "creds" and store none. TF_VAR_session_name is your session name. The copy is removed when the program ends.\n' +
    'Terraform assumes a role for its backend and one for each provider, so it needs the bundle: with the keys of one role, exported by hand or by "exec ROLE", its backend cannot assume the state role.',
  arguments: { name: `${ARGUMENT}, or a bundle`, program: 'the program and its arguments, after --' },
  examples: [
    'assume-bot exec prod-s3 --profile me -- aws s3api list-buckets',
    'assume-bot exec terraform-prod --profile me --wait 10m -- terraform plan',
    'assume-bot exec terraform-prod --profile me --extend -- terraform apply',
  ],
  noProgram: (program: string) => `the program "${program}" is not on the PATH`,
  notExecutable: (program: string) => `"${program}" is not a program that you may run`,
};

/** What a user can read about their own grant: the time box in the policy on the user. */
export type OwnGrant =
  | { readonly kind: 'none' }
  | { readonly kind: 'time_box'; readonly startsAt?: Date; readonly endsAt: Date }
  /** The user cannot read their own policies, or the bot does not write them. */
  | { readonly kind: 'unknown' };

/** A denied AssumeRole: the words of AWS, and what the catalog requires. */
export interface Denial {
  readonly aws: string;
  readonly conditions: readonly string[];
}

/** Denials of policies that a grant does not change. Source: IAM, "Troubleshoot access denied error messages". */
const DENIED_ELSEWHERE =
  /explicit deny|no (?:session policy|permissions boundary|service control policy|resource control policy) allows|MultiFactorAuthentication failed/;

const noAccess = (name: string, own: OwnGrant, now: Date, aws: string): string => {
  const isElsewhere = DENIED_ELSEWHERE.test(aws);
  // Slack accepts names of the catalog, not ARNs.
  const ask = `Request it in Slack: /assume${name.startsWith('arn:') ? '' : ` ${name}`}`;
  switch (own.kind) {
    case 'none':
      return `You have no access to ${name} now. ${ask} (if the request is pending, --wait waits for the approval).`;
    case 'time_box':
      if (own.startsAt !== undefined && own.startsAt > now)
        return `Your access to ${name} starts at ${own.startsAt.toISOString()}.`;
      if (own.endsAt <= now) return `Your access to ${name} ended at ${own.endsAt.toISOString()}. ${ask}.`;
      return isElsewhere
        ? `Your access to ${name} is granted until ${own.endsAt.toISOString()}, but AWS denies the call.`
        : `Your access to ${name} is granted until ${own.endsAt.toISOString()}, but AWS does not admit you yet. Changes can take a minute (--wait).`;
    case 'unknown':
      return isElsewhere
        ? `AWS denies you ${name}, and a request in Slack does not change that.`
        : `AWS does not let you assume ${name} now. ${ask}, or wait a minute if it was just approved (--wait).`;
    default:
      return own satisfies never;
  }
};

export const sessionText = {
  bundle: (name: string, arns: readonly string[]) =>
    `${name} is a bundle of ${arns.length} roles, and a session is for one role: pass one of ${arns.join(', ')}`,
  wrongDuration: '--duration: STS issues sessions of 15m to 12h',
  /** The fix for a duration that STS refuses; undefined for every other message. */
  durationRefused: (message: string): string | undefined => {
    if (!/DurationSeconds exceeds/.test(message)) return undefined;
    return /role chaining/.test(message)
      ? '--duration: your own credentials are a session of a role, and AWS limits sessions that such a session requests to 1h; pass --duration 1h or less'
      : '--duration: longer than the role allows (its MaxSessionDuration); pass a shorter one';
  },
  notACode: '--mfa-code: an MFA code has six digits',
  noDevice:
    '--mfa-code: your MFA device is not known; pass its ARN with --mfa-serial, or add mfa_serial to your profile',
  codeAndWait:
    '--mfa-code with --wait: a code is valid for a minute; leave out --mfa-code, and the terminal asks for it',
  askCode: (serial: string) => `MFA code of ${serial}: `,
  codeNeeded: (name: string, serial: string, aws: string) =>
    `${name} may need an MFA code, and there is no terminal to ask for it: pass --mfa-code with the code of ${serial}, or use a session with MFA as the source ("aws sts get-session-token --serial-number ${serial} --token-code CODE"). AWS: ${aws}`,
  addSerial: (serial: string) =>
    `Add "mfa_serial = ${serial}" to the profile, so that other programs ask for the code too.`,
  waiting: (why: string) => `${why} Waiting ...`,
  waited: (duration: string, why: string) => `Waited ${duration}: ${why}`,
  /** The reason for missing access, the fix and the words of AWS, in one line. */
  noAccess: (name: string, own: OwnGrant, now: Date, { aws, conditions }: Denial): string =>
    [noAccess(name, own, now, aws), ...conditions, `AWS: ${aws}`].join(' '),
};
