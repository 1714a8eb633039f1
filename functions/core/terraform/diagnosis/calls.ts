import type { NotSeen } from '../../doctor/facts.ts';
import type { Truth } from '../../policy/truth.ts';
import type { Decidable } from '../../policy/verdict.ts';
import type { StateFacts } from './facts.ts';

/** The steps of Terraform, in their order. */
export type Step = 'assume' | 'list' | 'read' | 'lock' | 'write' | 'provider';

/** One API call of Terraform, or the use of a key for it. */
export interface TerraformCall {
  readonly step: Step;
  /** Such as `read prod/app.tfstate`. */
  readonly what: string;
  /** The object, for uses of its key. */
  readonly key?: string;
  readonly action: string;
  readonly resource: string;
  /** The ARN that a statement allows, if it is a pattern of which the resource is an example. */
  readonly allowed?: string;
  /** The state that the call is about. */
  readonly state?: StateFacts;
  /** The prefix of a list. */
  readonly prefix?: string;
  /** Whether S3 checks the list because the object of the prefix does not exist. */
  readonly isMissingObject?: true;
  /** Whether Terraform goes on if the call is denied. */
  readonly isOptional?: true;
  /** Absent if there is nothing to decide, because something that the call depends on is missing or unread. */
  readonly decidable?: Decidable;
  /** Why the call cannot be judged besides policies. */
  readonly unread?: NotSeen;
  /** Decides instead if the object turns out to belong to another account. */
  readonly ifForeign?: Decidable;
  /** Whether the owner of the object lets the caller read it. Absent for objects of the bucket owner. */
  readonly ofOwner?: {
    readonly isForeign: Truth;
    readonly truth: Truth;
    readonly key: string;
    readonly unread?: NotSeen;
  };
  /** Whether S3 refuses the call, because the bucket is in another region than the backend calls. Its policies are judged, too. */
  readonly isRedirected?: true;
  /** Whether something other than a policy refuses the call, as another finding says. */
  readonly isBroken?: true;
}
