import type { RequestView } from '../../protocol.ts';
import { drafts, isIntroduced } from '../live/where.ts';

interface IntroProps {
  readonly draftKey: string;
  readonly requester: string;
  readonly approver: string;
  readonly role: string;
  readonly requests: readonly RequestView[];
  readonly hasTried: boolean;
}

const APPROVED = new Set(['approved', 'active', 'ended']);

const Step = ({ isDone, children }: { isDone: boolean; children: React.ReactNode }) => (
  <li className={isDone ? 'intro-done' : ''}>
    {children}
    {isDone && <span className="sr-only"> Done.</span>}
  </li>
);

/** The introduction for a first visit, in three steps. */
export const Intro = ({ draftKey, requester, approver, role, requests, hasTried }: IntroProps) => {
  const line = `/assume ${role} 2m INC-42 the report is stuck`;
  const write = () => {
    drafts.set((all) => ({ ...all, [draftKey]: line }));
    document.getElementById('composer')?.focus();
  };
  return (
    <section className="intro" aria-labelledby="intro-title">
      <h2 id="intro-title">Three steps, all on this machine</h2>
      <ol>
        <Step isDone={requests.length > 0}>
          As <b>{requester}</b>, request a role:{' '}
          <button type="button" className="linkish" onClick={write}>
            <code>{line}</code>
          </button>
        </Step>
        <Step isDone={requests.some(({ status }) => APPROVED.has(status.kind))}>
          Switch to <b>{approver}</b> on the left, and click <b>Approve</b> in #approvals.
        </Step>
        <Step isDone={hasTried}>
          Switch back to <b>{requester}</b> and click <b>Try it</b> under “What AWS sees”. Then watch the access end
          automatically, even with the bot stopped.
        </Step>
      </ol>
      <button type="button" className="button" onClick={() => isIntroduced.set(true)}>
        Got it
      </button>
    </section>
  );
};
