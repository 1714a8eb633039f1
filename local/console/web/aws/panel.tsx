import { Tabs } from '@base-ui/react/tabs';
import type { User } from '../../model/slack-workspace.ts';
import { isOurPolicy } from '../../model/statements.ts';
import type { About } from '../../protocol.ts';
import type { Known } from '../live/topics.ts';
import { Picker } from '../shell/picker.tsx';
import { TEXT } from '../text.ts';
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

const VIEWS = ['policies', 'events', 'calls'] as const;

/** The AWS view of a role, beside the conversation. */
export const Panel = ({ known, about, user, role, onRole }: PanelProps) => {
  const { aws, requests = [], calls = [], bot, slack } = known;
  const rule = about.roles.find(({ name }) => name === role);
  const person = about.identities[user.id]?.name;
  const guard =
    aws?.found?.policies.filter(({ name }) => isOurPolicy(name)).flatMap(({ statements }) => statements) ?? [];
  const common = { timeZone: user.tz };
  const isRead = aws?.role === role;

  return (
    <section className="aws" aria-labelledby="aws-title">
      <header>
        <h2 id="aws-title">{TEXT.aws.title}</h2>
        <Picker
          label={TEXT.aws.role}
          value={role}
          options={about.roles.map(({ name, accountName }) => ({
            value: name,
            label: TEXT.aws.roleOption(name, accountName),
          }))}
          onPick={onRole}
        />
      </header>
      <div className="aws-scroll">
        {bot !== undefined && <BotSwitch bot={bot} />}
        {isRead && <Countdown aws={aws} guard={guard} person={person} shownName={user.name} {...common} />}
        <TryIt
          key={`${user.id}/${role}`}
          userId={user.id}
          userName={user.name}
          role={role}
          hasKeys={person !== undefined}
          others={Object.keys(about.identities).flatMap((id) => slack?.users.find((one) => one.id === id)?.name ?? [])}
          {...common}
        />
        <Tabs.Root defaultValue="policies" className="views">
          <Tabs.List className="tabs" aria-label={TEXT.aws.views} activateOnFocus>
            {VIEWS.map((view) => (
              <Tabs.Tab key={view} value={view}>
                {TEXT.aws.view[view]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="policies" className="tab-panel">
            {isRead && <Policies aws={aws} arn={rule?.arn ?? ''} userId={user.id} />}
          </Tabs.Panel>
          <Tabs.Panel value="events" className="tab-panel">
            {slack !== undefined && <Events requests={requests} slack={slack} {...common} />}
          </Tabs.Panel>
          <Tabs.Panel value="calls" className="tab-panel">
            <Calls calls={calls} {...common} />
          </Tabs.Panel>
        </Tabs.Root>
      </div>
    </section>
  );
};
