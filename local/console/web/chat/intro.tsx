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

/** What a first visit has to know, in three lines. Nothing more: the rest is tried out. */
export const Intro = ({ draftKey, requester, approver, role, requests, hasTried }: IntroProps) => {
  const line = `/assume ${role} 2m INC-42 the report is stuck`;
  const write = () => {
    drafts.set((all) => ({ ...all, [draftKey]: line }));
    document.getElementById('composer')?.focus();
  };
  return (
    <section className="intro" aria-labelledby="intro-title">
      <h2 id="intro-title">Three steps, all of it on this machine</h2>
      <ol>
        <Step isDone={requests.length > 0}>
          As <b>{requester}</b>, ask for a role:{' '}
          <button type="button" className="linkish" onClick={write}>
            <code>{line}</code>
          </button>
        </Step>
        <Step isDone={requests.some(({ status }) => APPROVED.has(status.kind))}>
          Become <b>{approver}</b> on the left, and press <b>Approve</b> in #approvals.
        </Step>
        <Step isDone={hasTried}>
          Become <b>{requester}</b> again and press <b>Try it</b> under “What AWS sees”. Then watch it end by itself,
          even with the bot stopped.
        </Step>
      </ol>
      <button type="button" className="button" onClick={() => isIntroduced.set(true)}>
        Got it
      </button>
    </section>
  );
};
