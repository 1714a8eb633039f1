/** Valid texts and blocks, for tests that break one property at a time. */
export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
export const button = (more: object = {}) => ({
  type: 'button',
  text: plain('Approve'),
  action_id: 'approve',
  ...more,
});
export const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
export const option = (value: string, text = value) => ({ text: plain(text), value });
export const options = (count: number) => Array.from({ length: count }, (_, index) => option(`role-${index}`));
export const select = (more: object = {}) => ({
  type: 'static_select',
  action_id: 'role',
  options: options(2),
  ...more,
});
export const input = (element: object, more: object = {}) => ({
  type: 'input',
  block_id: 'input',
  label: plain('Label'),
  element,
  ...more,
});
export const textInput = (more: object = {}) => ({ type: 'plain_text_input', action_id: 'text', ...more });
export const modal = (blocks: readonly object[], more: object = {}) => ({
  type: 'modal',
  title: plain('Ask for access'),
  submit: plain('Ask'),
  blocks,
  ...more,
});
export const home = (blocks: readonly object[], more: object = {}) => ({ type: 'home', blocks, ...more });
