const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Every sentence of the page, except for the content of messages and forms, which comes from the bot. */
export const TEXT = {
  page: {
    title: 'assume-bot console',
    skip: 'Skip to the conversation',
    connecting: 'Connecting …',
    unreachable: 'The console cannot be reached. Is npm start still running?',
    noUsers: 'This workspace has no users.',
    dismiss: 'Dismiss',
    panes: 'Panes',
    pane: { sidebar: 'Channels', chat: 'Chat', aws: 'AWS' },
    offline: 'not connected',
    colors: (current: string, next: string) => `Colors: ${current}. Change to ${next}`,
    colorsNow: (current: string) => `Colors: ${current}`,
  },

  people: {
    label: 'People',
    switchTo: 'Switch to ',
    switchToName: (name: string, kind: string | undefined) =>
      `Switch to ${name}${kind === undefined ? '' : ` (${kind})`}`,
    more: (count: number) => `${count} more`,
    fewer: 'fewer',
    moreHint: 'Guests, deactivated users, bots and users of other workspaces. The bot refuses them.',
    unread: 'unread',
  },

  sidebar: {
    label: 'Channels and messages',
    channels: 'Channels',
    apps: 'Apps',
    groups: 'Group messages',
    notInCatalog: 'Not in the catalog',
    iamUser: (name: string) => `IAM user ${name}`,
    federated: (name: string) => `Signs in to AWS as ${name}`,
    home: 'Home',
    messages: 'Messages',
  },

  intro: {
    title: 'First steps, all on this machine',
    request: (requester: string) => `As *${requester}*, request a role:`,
    approve: (approvers: readonly string[], channel: string) =>
      `${approvers.map((one, index) => `${index === 0 ? 'Switch to' : ', then to'} *${one}*`).join('')}, and click *Approve* in #${channel}.`,
    tryIt: (requester: string) =>
      `Switch back to *${requester}* and click *Try it* under “What AWS sees”. IAM ends the access on time, even if the bot is stopped.`,
    done: ' Done.',
    close: 'Got it',
    user: 'a user',
    approver: 'an approver',
  },

  message: {
    app: 'app',
    edited: 'edited',
    onlyYou: 'Only visible to you',
    thread: 'Thread',
    replies: (count: number) => plural(count, 'reply', 'replies'),
    lastReply: (time: string) => ` last reply ${time}`,
    shownIn: (time: string, timeZone: string) => `${time} (shown in ${timeZone})`,
    messagesIn: (conversation: string) => `Messages in ${conversation}`,
    noDirectMessages: 'Direct messages from the bot appear here.',
    noMessages: (conversation: string) => `This is the start of ${conversation}. Type / to see the commands.`,
    noMember: 'This user is not a member of that channel.',
    more: 'More actions',
    copy: 'Copy',
    copied: 'Copied',
    notRendered: (type: string) => `The console cannot render “${type}”.`,
  },

  composer: {
    label: (conversation: string) => `Message in ${conversation}`,
    appConversation: 'the conversation with Assume',
    placeholder: 'Type / for commands',
    completions: 'Commands',
    send: 'Send',
    noConversation: 'The bot has not sent you a message yet. Type a command, such as /assume.',
    unknownCommand: (command: string, known: string) => `${command} is not a command of this app. Try ${known}.`,
  },

  home: {
    label: 'Home tab of Assume',
    opening: 'Opening …',
    empty: 'The bot has not published a Home tab for you.',
  },

  modal: { close: 'Close' },
  confirm: { title: 'Are you sure?', confirm: 'Yes', deny: 'Cancel' },

  select: {
    placeholder: 'Choose an option',
    remove: (option: string) => `Remove ${option}`,
    searching: 'Searching …',
    empty: 'No results',
  },

  field: {
    optional: ' (optional)',
    count: (length: number, max: number) => `${length} of ${max}`,
  },

  aws: {
    title: 'What AWS sees',
    role: 'Role',
    roleOption: (role: string, account: string) => `${role} in ${account}`,
    views: 'View',
    view: { policies: 'Policies', events: 'Events', calls: 'Calls' },
  },

  bot: {
    running: 'The bot is running',
    stopped: 'The bot is stopped',
    stoppedNote: 'Access still ends on time, because IAM enforces the end.',
    stop: 'Stop the bot',
    start: 'Start the bot',
  },

  countdown: {
    label: 'Time left',
    open: (name: string) => `Open for ${name}`,
    opensIn: (name: string) => `Opens for ${name} in`,
    otherOpensIn: (time: string) => `opens in ${time}`,
    openForOthers: (count: number) => `Open for ${plural(count, 'user', 'users')}`,
    closed: 'Closed',
    closedFor: (name: string) => `Closed for ${name}`,
    until: (end: string, timeZone: string) => `until ${end} in ${timeZone}`,
    between: (start: string, end: string, timeZone: string) => `from ${start} until ${end} in ${timeZone}`,
    noIdentity: (name: string) => `${name} has no AWS identity in the catalog.`,
    noStatement: 'No policy statement grants access.',
    others: 'Other users with access',
  },

  tryIt: {
    title: 'Try it',
    button: (name: string) => `Try it as ${name}`,
    switchUser: (names: readonly string[]) =>
      names.length === 0
        ? 'No user of this catalog has AWS credentials to try the role with.'
        : `To try the role, switch to a user with AWS credentials: ${names.join(', ')}.`,
    answers: 'Answers from AWS',
    allowed: '✓ allowed',
    refused: '✗ denied',
    ranAt: (time: string, took: string) => ` ${time}, ${took}`,
    session: 'Open session ',
    sessionNote: (left: string) => `: valid in STS for another ${left}. The bot’s policy denies it when access ends.`,
    useAgain: 'Use the open session again',
    keepUsing: 'keep using it until it is denied',
  },

  policies: {
    noRole: (arn: string) => `The role ${arn} does not exist in AWS.`,
    trust: 'Trust policy of the role',
    trustEmpty: 'No statement grants access.',
    guard: 'Session guard',
    guardEmpty: 'None. There are no sessions to end.',
    user: (name: string) => `Identity policy of ${name}`,
    userEmpty: (name: string) => `No statement lets ${name} assume this role.`,
    inline: 'Inline policy of the role',
    attachedLabel: 'Policies attached to the role',
    attached: 'Permissions of the role',
    ours: 'written by the bot',
    notOurs: 'not managed by the bot',
    effect: {
      opens: { yes: 'open', 'not yet': 'opens later', 'no more': 'expired, grants no access' },
      'allows session tags': { yes: 'allows session tags', 'not yet': 'takes effect later', 'no more': 'over' },
      'keeps source identity': { yes: 'keeps the source identity', 'not yet': 'takes effect later', 'no more': 'over' },
      'cuts sessions': { yes: 'denies open sessions', 'not yet': 'takes effect later', 'no more': 'over' },
      'denies renewal': { yes: 'denies assuming the role again', 'not yet': 'takes effect later', 'no more': 'over' },
    },
  },

  events: {
    empty: 'There are no requests yet.',
    request: 'Request',
    option: (time: string, name: string, target: string, status: string) => `${time} ${name}: ${target}, ${status}`,
    whole: (count: number) => `✓ ${plural(count, 'event', 'events')}. Each hash follows from the previous event.`,
    broken: (isSealed: boolean) =>
      `✗ The ${isSealed ? 'hash chain' : 'seal'} is broken: the stored request was changed outside of the bot.`,
    hash: 'hash ',
  },

  calls: {
    empty: 'There are no calls yet.',
    columns: { when: 'Time', who: 'Caller', what: 'Call', took: 'Took' },
  },

  /** What a user sees after an action has failed, by the error of the local Slack. */
  errors: {
    dispatch_failed: 'The bot did not answer (dispatch_failed). If it is stopped, start it under “What AWS sees”.',
    operation_timeout: 'The bot did not answer within three seconds (operation_timeout). Try again.',
    invalid_answer: 'The bot sent an answer that Slack cannot show (invalid_answer).',
    not_connected: 'The console cannot be reached. Is npm start still running?',
  },
} as const;

/** The message for an error of the local Slack. An unknown error is shown as it is. */
export const errorText = (error: string): string => (TEXT.errors as Readonly<Record<string, string>>)[error] ?? error;
