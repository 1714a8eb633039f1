import type { types } from '@slack/bolt';
import { clip } from './clip.ts';
import { joined, legible, type Mrkdwn } from './mrkdwn.ts';

export type MessageBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type Button = types.Button;
export type PlainText = types.PlainTextElement;

/** What is sent: `text` is for notifications and screen readers, so it says all that the blocks say in short. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: MessageBlock[];
}

/** https://docs.slack.dev/reference/block-kit */
export const LIMITS = {
  sectionText: 3000,
  fieldText: 2000,
  contextText: 2000,
  fallbackText: 3500,
  buttonText: 75,
  optionText: 75,
  options: 100,
  /** All texts of a message together; Slack names no figure, some 13,000 is where it refuses. */
  messageText: 13_000,
} as const;

/** Text shown as it was written: no mention, link, emphasis or emoji is read into it. */
export const plain = (text: string, max: number): PlainText => ({
  type: 'plain_text',
  text: clip(legible(text), max),
  emoji: false,
});

/** `verbatim`: Slack makes no links of its own out of names and addresses. */
const markup = ({ source }: Mrkdwn): types.MrkdwnElement => ({ type: 'mrkdwn', text: source, verbatim: true });

export const section = (text: Mrkdwn, accessory?: Button): MessageBlock => ({
  type: 'section',
  text: markup(text),
  ...(accessory === undefined ? {} : { accessory }),
});

/** Lines one below the other, in as many sections as Slack wants them in. */
export const lineSections = (lines: readonly Mrkdwn[]): readonly MessageBlock[] => {
  const sections: Mrkdwn[][] = [];
  let length: number = LIMITS.sectionText;
  for (const line of lines) {
    length += line.source.length + 1;
    if (length > LIMITS.sectionText) {
      sections.push([]);
      length = line.source.length;
    }
    sections.at(-1)?.push(line);
  }
  return sections.map((those) => section(joined(those, '\n')));
};

/** A section for what people and catalogs wrote. Slack refuses an empty one, so there is none for an empty text. */
export const plainSection = (text: string): readonly MessageBlock[] =>
  legible(text).trim() === '' ? [] : [{ type: 'section', text: plain(text, LIMITS.sectionText) }];

export const fields = (texts: readonly Mrkdwn[]): MessageBlock => ({ type: 'section', fields: texts.map(markup) });

export const context = (text: Mrkdwn): MessageBlock => ({ type: 'context', elements: [markup(text)] });

export const actions = (buttons: readonly Button[]): readonly MessageBlock[] =>
  buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];

/** Text to copy, in the type of a terminal; raw, so that nothing in it is escaped either. */
export const preformatted = (text: string): MessageBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
});

/**
 * A button. `value` is an id and nothing else: all the rest is read from the store when it is pressed. `of` is what it is
 * about, for those who cannot see what it stands beside; who speaks to their computer says what they see, so that comes
 * first (https://www.w3.org/WAI/WCAG22/Understanding/label-in-name).
 */
export const button = (fields: {
  readonly actionId: string;
  readonly text: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly of?: string;
}): Button => ({
  type: 'button',
  action_id: fields.actionId,
  text: plain(fields.text, LIMITS.buttonText),
  value: fields.value,
  ...(fields.style === undefined ? {} : { style: fields.style }),
  ...(fields.of === undefined ? {} : { accessibility_label: clip(`${fields.text}: ${fields.of}`, LIMITS.buttonText) }),
});

/** A message with its text for notifications cut to a length that every device shows. */
export const message = (text: Mrkdwn, blocks: readonly MessageBlock[]): SlackMessage => ({
  text: clip(text.source, LIMITS.fallbackText),
  blocks: [...blocks],
});
