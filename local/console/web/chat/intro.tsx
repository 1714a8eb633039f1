import type { RequestView, Walk } from '../../protocol.ts';
import { Mrkdwn } from '../blocks/text.tsx';
import { drafts, isIntroduced } from '../live/where.ts';
import { TEXT } from '../text.ts';

interface IntroProps {
  readonly draftKey: string;
  readonly walk: Walk;
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
export const Intro = ({ draftKey, walk, requests, hasTried }: IntroProps) => {
  const { requester, approvers, channel, command: line } = walk;
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
        {approvers.length > 0 && (
          <Step isDone={requests.some(({ status }) => APPROVED.has(status.kind))}>
            <Mrkdwn source={TEXT.intro.approve(approvers, channel)} />
          </Step>
        )}
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
