import { useEffect, useRef, useState } from 'react';
import { clockSeconds } from '../../model/slack-date.ts';
import { timeLeft, tookText } from '../../model/words.ts';
import type { SessionView, TryOutcome } from '../../protocol.ts';
import { api } from '../live/api.ts';
import { useNow } from '../live/use-now.ts';
import { errorText, TEXT } from '../text.ts';
import { NOTHING_TRIED, type Tried, trials } from './trials.ts';

interface TryItProps {
  readonly userId: string;
  readonly userName: string;
  readonly role: string;
  readonly timeZone: string;
  /** Whether the user has access keys, and which users do. */
  readonly hasKeys: boolean;
  readonly others: readonly string[];
}

const MOST_SHOWN = 12;
const KEEP_USING_MS = 2000;

const Step = ({ step, timeZone }: { step: Tried; timeZone: string }) => (
  <li className={step.isAllowed ? 'step step-allowed' : 'step step-refused'}>
    <div className="step-command">
      <span aria-hidden="true">$ </span>
      {step.command}
    </div>
    <div className="step-output">{step.output}</div>
    <div className="step-facts">
      <b>{step.isAllowed ? TEXT.tryIt.allowed : TEXT.tryIt.refused}</b>
      {TEXT.tryIt.ranAt(clockSeconds(new Date(step.at), timeZone), tookText(step.tookMs))}
    </div>
  </li>
);

/** The open session, its expiry in STS, and controls that show that the session guard ends it earlier. */
const OpenSession = ({
  session,
  isRepeating,
  onUse,
  onRepeat,
}: {
  session: SessionView;
  isRepeating: boolean;
  onUse(): void;
  onRepeat(isOn: boolean): void;
}) => {
  const now = useNow(1000);
  return (
    <div className="session">
      <p>
        {TEXT.tryIt.session}
        <code>{session.accessKeyId}</code>
        {TEXT.tryIt.sessionNote(timeLeft(new Date(session.expiresAt).getTime() - now.getTime()))}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={onUse}>
          {TEXT.tryIt.useAgain}
        </button>
        <label className="check">
          <input type="checkbox" checked={isRepeating} onChange={(event) => onRepeat(event.target.checked)} />
          {TEXT.tryIt.keepUsing}
        </label>
      </div>
    </div>
  );
};

/** Runs AWS CLI commands as the user and shows the answers. */
export const TryIt = ({ userId, userName, role, timeZone, hasKeys, others }: TryItProps) => {
  const key = `${userId}/${role}`;
  const { steps, session } = trials.use()[key] ?? NOTHING_TRIED;
  const [why, setWhy] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [isRepeating, setRepeating] = useState(false);

  const run = async (work: () => Promise<TryOutcome | { readonly ok: false; readonly error: string }>) => {
    setBusy(true);
    setWhy(undefined);
    const outcome = await work();
    setBusy(false);
    if (!outcome.ok) {
      setWhy('why' in outcome ? outcome.why : errorText(outcome.error));
      setRepeating(false);
      return;
    }
    const at = new Date().toISOString();
    const tried = outcome.steps.map((step) => ({ ...step, at, id: crypto.randomUUID() }));
    trials.set((all) => {
      const before = all[key] ?? NOTHING_TRIED;
      const opened = outcome.session ?? before.session;
      return {
        ...all,
        [key]: {
          steps: [...before.steps, ...tried].slice(-MOST_SHOWN),
          ...(opened === undefined ? {} : { session: opened }),
        },
      };
    });
    if (tried.some(({ isAllowed }) => !isAllowed)) setRepeating(false);
  };
  const use = () => (session === undefined ? undefined : void run(() => api.use(session.id)));
  const using = useRef(use);
  using.current = use;
  useEffect(() => {
    if (!isRepeating) return;
    const timer = setInterval(() => using.current(), KEEP_USING_MS);
    return () => clearInterval(timer);
  }, [isRepeating]);

  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect runs for each new answer
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [steps.length]);

  return (
    <section className="try" aria-labelledby="try-title">
      <h3 id="try-title" className="sr-only">
        {TEXT.tryIt.title}
      </h3>
      <div className="actions">
        {hasKeys ? (
          <button
            type="button"
            className="button button-primary"
            aria-disabled={isBusy}
            onClick={() => (isBusy ? undefined : void run(() => api.assume(userId, role)))}
          >
            {TEXT.tryIt.button(userName)}
          </button>
        ) : (
          <p className="hint">{TEXT.tryIt.switchUser(others)}</p>
        )}
      </div>
      {why !== undefined && (
        <p className="failure" role="alert">
          {why}
        </p>
      )}
      {/* A screen reader announces only what is added to a region that it knows. */}
      <div aria-live="polite">
        {steps.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard
          <ol ref={list} className="terminal" tabIndex={0} aria-label={TEXT.tryIt.answers}>
            {steps.map((step) => (
              <Step key={step.id} step={step} timeZone={timeZone} />
            ))}
          </ol>
        )}
      </div>
      {session !== undefined && (
        <OpenSession session={session} isRepeating={isRepeating} onUse={use} onRepeat={setRepeating} />
      )}
    </section>
  );
};
