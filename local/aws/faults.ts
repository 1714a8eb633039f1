import type { CallSubject } from './call.ts';
import type { Fault, FaultError, FaultSpec, Faults } from './fault-types.ts';

/** The effect of a fault: an error with code, message and HTTP status, or no answer. */
export type FaultEffect =
  | { readonly kind: 'answer'; readonly code: string; readonly message: string; readonly status: number }
  | { readonly kind: 'connection-reset' }
  | { readonly kind: 'hang'; readonly cleared: Promise<void> };

export interface FaultHit {
  readonly when: 'before' | 'after';
  readonly effect: FaultEffect;
}

/** The fault switch: `faults` for tests and the console, `match` for the server. */
export interface FaultSwitch {
  readonly faults: Faults;
  /** Returns the first fault that matches a call, and counts the call. */
  match(subject: CallSubject & { readonly service: string; readonly account: string }): FaultHit | undefined;
}

const answerOf = (error: Exclude<FaultError, 'hang' | 'connection-reset'>): FaultEffect => {
  switch (error) {
    case 'Throttling':
      return { kind: 'answer', code: 'Throttling', message: 'Rate exceeded', status: 400 };
    case 'ServiceFailure':
      return {
        kind: 'answer',
        code: 'ServiceFailure',
        message: 'The request processing has failed because of an unknown error',
        status: 500,
      };
    case 'AccessDenied':
      return { kind: 'answer', code: 'AccessDenied', message: 'Access denied by an injected fault', status: 403 };
    default:
      return { kind: 'answer', code: error.code, message: error.message ?? error.code, status: error.status };
  }
};

interface ActiveFault {
  readonly spec: FaultSpec;
  seen: number;
  hits: number;
  readonly cleared: Promise<void>;
  readonly release: () => void;
}

const matches = (spec: FaultSpec, subject: CallSubject & { service: string; account: string }): boolean =>
  (spec.operation === '*' || spec.operation === subject.operation) &&
  (spec.service === undefined || spec.service === subject.service) &&
  (spec.account === undefined || spec.account === subject.account) &&
  (spec.resource === undefined || spec.resource === subject.resource);

/** Creates a fault switch without faults. */
export const createFaultSwitch = (): FaultSwitch => {
  let active: readonly ActiveFault[] = [];

  const clearWhere = (isCleared: (one: ActiveFault) => boolean): void => {
    for (const one of active.filter(isCleared)) one.release();
    active = active.filter((one) => !isCleared(one));
  };

  const inject = (spec: FaultSpec): Fault => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const one: ActiveFault = { spec, seen: 0, hits: 0, cleared: promise, release: resolve };
    active = [...active, one];
    return { hits: () => one.hits, clear: () => clearWhere((other) => other === one) };
  };

  const effectOf = ({ spec, cleared }: ActiveFault): FaultEffect => {
    if (spec.error === 'hang') return { kind: 'hang', cleared };
    return spec.error === 'connection-reset' ? { kind: 'connection-reset' } : answerOf(spec.error);
  };

  return {
    faults: {
      inject,
      clear: () => clearWhere(() => true),
      list: () => active.map(({ spec, hits }) => ({ ...spec, hits })),
    },
    match: (subject) => {
      for (const one of active) {
        if (!matches(one.spec, subject) || one.hits >= (one.spec.times ?? Number.POSITIVE_INFINITY)) continue;
        one.seen += 1;
        if (one.seen <= (one.spec.skip ?? 0)) continue;
        one.hits += 1;
        return { when: one.spec.when ?? 'before', effect: effectOf(one) };
      }
      return undefined;
    },
  };
};
