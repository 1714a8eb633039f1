import type { types } from '@slack/bolt';
import { defined } from '../../core/defined.ts';
import { clip } from '../../core/text/clip.ts';
import type { Message } from '../../core/text/phrases.ts';
import { type Text, text } from '../../core/text/text.ts';
import { fenced, legible, mrkdwn } from './mrkdwn.ts';

export type MessageBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type Button = types.Button;
export type PlainText = types.PlainTextElement;

/** `text` is for notifications and screen readers: it contains a summary of the blocks. */
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
  /** All texts of a message together. Slack documents no limit, and refuses more than about 13,000. */
  messageText: 13_000,
} as const;

/** Text without mentions, links, emphasis and emoji. */
export const plain = (words: string, max: number): PlainText => ({
  type: 'plain_text',
  text: clip(legible(words), max),
  emoji: false,
});

/** `verbatim`: Slack does not turn names and addresses into links. */
const markup = (text: string): types.MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

export const section = (text: Text, accessory?: Button): MessageBlock => ({
  type: 'section',
  text: markup(mrkdwn(text)),
  ...defined({ accessory }),
});

/** Lines, in as many sections as their length needs. */
export const lineSections = (lines: readonly Text[]): readonly MessageBlock[] => {
  const sections: string[][] = [];
  let length: number = LIMITS.sectionText;
  for (const line of lines.map(mrkdwn)) {
    length += line.length + 1;
    if (length > LIMITS.sectionText) {
      sections.push([]);
      length = line.length;
    }
    sections.at(-1)?.push(line);
  }
  return sections.map((those) => ({ type: 'section', text: markup(those.join('\n')) }));
};

/** A section for what users and catalogs wrote. Slack refuses an empty section. */
export const plainSection = (text = ''): readonly MessageBlock[] =>
  legible(text).trim() === '' ? [] : [{ type: 'section', text: plain(text, LIMITS.sectionText) }];

export const fields = (texts: readonly Text[]): MessageBlock => ({
  type: 'section',
  fields: texts.map((text) => markup(mrkdwn(text))),
});

export const context = (text: Text): MessageBlock => ({ type: 'context', elements: [markup(mrkdwn(text))] });

export const actions = (buttons: readonly Button[]): readonly MessageBlock[] =>
  buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];

/** A fenced text may take up a whole section. */
const FENCES = fenced('').length;

/**
 * Text to copy, in as many blocks as its length needs. Not in rich text: Slack does not let chat.update replace a rich text
 * block by another block (`block_mismatch`), so the message could never be updated.
 */
export const preformatted = (text: string): readonly MessageBlock[] => {
  const parts: string[][] = [];
  let length: number = LIMITS.sectionText;
  for (const line of text.split('\n')) {
    const needed = fenced(line).length - FENCES + 1;
    length += needed;
    if (length > LIMITS.sectionText - FENCES) {
      parts.push([]);
      length = needed;
    }
    parts.at(-1)?.push(line);
  }
  // Slack would hide the end of a long section.
  return parts.map((lines) => ({ type: 'section', text: markup(fenced(lines.join('\n'))), expand: true }));
};

interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly deny: string;
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
const confirmation = ({ title, text, confirm, deny }: Confirmation): types.ConfirmationDialog => ({
  title: plain(title, 100),
  text: plain(text, 300),
  confirm: plain(confirm, 30),
  deny: plain(deny, 30),
  style: 'danger',
});

/**
 * A button. `of` names its subject for screen readers. The visible text comes first, for voice control
 * (https://www.w3.org/WAI/WCAG22/Understanding/label-in-name).
 */
export const button = (fields: {
  readonly actionId: string;
  readonly text: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger' | undefined;
  readonly of?: string | undefined;
  /** Asked before the click is sent. */
  readonly confirm?: Confirmation | undefined;
}): Button => ({
  type: 'button',
  action_id: fields.actionId,
  text: plain(fields.text, LIMITS.buttonText),
  value: fields.value,
  ...defined({
    style: fields.style,
    accessibility_label: fields.of && clip(`${fields.text}: ${fields.of}`, LIMITS.buttonText),
    confirm: fields.confirm && confirmation(fields.confirm),
  }),
});

/** A message with its text cut to the length that every device shows. */
export const message = (text: Text, blocks: readonly MessageBlock[]): SlackMessage => ({
  text: clip(mrkdwn(text), LIMITS.fallbackText),
  blocks: [...blocks],
});

/** A message of one sentence, with what a user or IAM wrote below it, and with more blocks. */
export const sentence = ({ text: ours, words = '' }: Message, more: readonly MessageBlock[] = []): SlackMessage =>
  message(words === '' ? ours : text`${ours} ${clip(words, WORDS)}`, [section(ours), ...plainSection(words), ...more]);

const WORDS = 600;
