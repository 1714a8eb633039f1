/** One promise, and what AWS answered. */
export interface Check {
  readonly name:
    | 'closed_before'
    | 'written'
    | 'opens'
    | 'session_lives'
    | 'session_ends'
    | 'closed_after'
    | 'cleaned_up';
  readonly passed: boolean;
  readonly what: string;
  /** How long it took, where that is the question. */
  readonly seconds?: number;
}
