import type { PolicyDocument } from '../model/policy-document.ts';
import { fetchJson } from './fetch-json.ts';

/** Credentials that a client signs with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type InlinePolicies = Readonly<Record<string, PolicyDocument>>;

/** The part of `GET /_local/state` that the console shows. */
export interface AwsState {
  readonly accounts: readonly {
    readonly id: string;
    readonly users: readonly { readonly arn: string; readonly name: string; readonly inlinePolicies: InlinePolicies }[];
    readonly roles: readonly {
      readonly arn: string;
      readonly trustPolicy: PolicyDocument;
      readonly inlinePolicies: InlinePolicies;
      readonly attachedPolicies: readonly string[];
    }[];
  }[];
}

/** One call to AWS, as `GET /_local/calls` returns it. */
export interface AwsCallRecord {
  readonly sequence: number;
  readonly at: string;
  readonly durationMs: number;
  readonly service: string;
  readonly operation: string;
  readonly resource: string;
  readonly caller: string;
  readonly error?: string;
}

/** The control paths of a local AWS. */
export interface LocalAwsApi {
  readonly url: string;
  state(): Promise<AwsState>;
  /** The calls with a higher sequence number, oldest first. */
  callsAfter(sequence: number): Promise<readonly AwsCallRecord[]>;
  /** The access key of an IAM user, or of the root user of an account. */
  credentialsOf(arn: string): Promise<Credentials>;
  /** A session of a role that no trust policy has to allow, as an identity provider would open it. */
  openSession(roleArn: string, sessionName: string): Promise<Credentials>;
}

/** The output format of `credential_process`. */
interface ProcessCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken?: string;
}

const fromProcess = ({ AccessKeyId, SecretAccessKey, SessionToken }: ProcessCredentials): Credentials => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
});

/** Creates a client of the control paths of the local AWS at a URL. */
export const localAwsAt = (url: string): LocalAwsApi => ({
  url,
  state: () => fetchJson(`${url}/_local/state`),
  callsAfter: (sequence) => fetchJson(`${url}/_local/calls?after=${sequence}`),
  credentialsOf: async (arn) => fromProcess(await fetchJson(`${url}/_local/credentials`, { arn })),
  openSession: async (roleArn, sessionName) =>
    fromProcess(await fetchJson(`${url}/_local/sessions`, { roleArn, sessionName })),
});
