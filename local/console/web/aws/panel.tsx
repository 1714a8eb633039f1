import { useState } from 'react';
import type { User } from '../../model/slack-workspace.ts';
import { isOurPolicy } from '../../model/statements.ts';
import type { About } from '../../protocol.ts';
import type { Known } from '../live/topics.ts';
import { BotSwitch } from './bot-switch.tsx';
import { Calls } from './calls.tsx';
import { Countdown } from './countdown.tsx';
import { Events } from './events.tsx';
import { Policies } from './policies.tsx';
import { TryIt } from './try-it.tsx';

interface PanelProps {
  readonly known: Known;
  readonly about: About;
  readonly user: User;
  readonly role: string;
  onRole(role: string): void;
}

const TABS = ['Policies', 'Events', 'Calls'] as const;
type Tab = (typeof TABS)[number];

/** The AWS view of a role, beside the conversation. */
export const Panel = ({ known, about, user, role, onRole }: PanelProps) => {
  const [tab, setTab] = useState<Tab>('Policies');
  const { aws, requests = [], calls = [], bot, slack } = known;
  const rule = about.roles.find(({ name }) => name === role);
  const person = about.identities[user.id]?.name;
  const guard =
    aws?.found?.policies.filter(({ name }) => isOurPolicy(name)).flatMap(({ statements }) => statements) ?? [];
  const common = { timeZone: user.tz };

  const move = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section className="aws" aria-labelledby="aws-title">
      <header>
        <h2 id="aws-title">What AWS sees</h2>
        <label className="picker">
          <span className="sr-only">Role</span>
          <select value={role} onChange={(event) => onRole(event.target.value)}>
            {about.roles.map(({ name, accountName }) => (
              <option key={name} value={name}>{`${name} in ${accountName}`}</option>
            ))}
          </select>
        </label>
      </header>
      <div className="aws-scroll">
        {bot !== undefined && <BotSwitch bot={bot} />}
        {aws !== undefined && aws.role === role && (
          <Countdown aws={aws} guard={guard} person={person} shownName={user.name} {...common} />
        )}
        <TryIt
          key={`${user.id}/${role}`}
          userId={user.id}
          userName={user.name}
          role={role}
          hasKeys={person !== undefined}
          others={Object.keys(about.identities).flatMap((id) => slack?.users.find((one) => one.id === id)?.name ?? [])}
          {...common}
        />
        <div className="tabs" role="tablist" aria-label="View">
          {TABS.map((name) => (
            <button
              key={name}
              id={`tab-${name}`}
              type="button"
              role="tab"
              aria-selected={name === tab}
              aria-controls="tab-panel"
              tabIndex={name === tab ? 0 : -1}
              onClick={() => setTab(name)}
              onKeyDown={move}
            >
              {name}
            </button>
          ))}
        </div>
        <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="tab-panel">
          {tab === 'Policies' && aws !== undefined && aws.role === role && (
            <Policies aws={aws} arn={rule?.arn ?? ''} userId={user.id} />
          )}
          {tab === 'Events' && slack !== undefined && <Events requests={requests} slack={slack} {...common} />}
          {tab === 'Calls' && <Calls calls={calls} {...common} />}
        </div>
      </div>
    </section>
  );
};
