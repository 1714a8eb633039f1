import type { RequestView } from '../../protocol.ts';
import { Mrkdwn } from '../blocks/text.tsx';
import { drafts, isIntroduced } from '../live/where.ts';
import { TEXT } from '../text.ts';

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
    {isDone && <span className="sr-only">{TEXT.intro.done}</span>}
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
      <h2 id="intro-title">{TEXT.intro.title}</h2>
      <ol>
        <Step isDone={requests.length > 0}>
          <Mrkdwn source={TEXT.intro.request(requester)} />{' '}
          <button type="button" className="linkish" onClick={write}>
            <code>{line}</code>
          </button>
        </Step>
        <Step isDone={requests.some(({ status }) => APPROVED.has(status.kind))}>
          <Mrkdwn source={TEXT.intro.approve(approver)} />
        </Step>
        <Step isDone={hasTried}>
          <Mrkdwn source={TEXT.intro.tryIt(requester)} />
        </Step>
      </ol>
      <button type="button" className="button" onClick={() => isIntroduced.set(true)}>
        {TEXT.intro.close}
      </button>
    </section>
  );
};
