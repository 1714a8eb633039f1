import type { ApiMethod } from './method.ts';
import { authTest } from './methods/auth.ts';
import { deleteMessage, getPermalink, updateMessage } from './methods/chat-change.ts';
import { postEphemeral, postMessage } from './methods/chat-post.ts';
import {
  conversationHistory,
  conversationInfo,
  conversationMembers,
  conversationReplies,
  openConversation,
} from './methods/conversations.ts';
import { usergroupList, usergroupUsers } from './methods/usergroups.ts';
import { lookupByEmail, userInfo, userList } from './methods/users.ts';
import { openView, publishView, pushView, updateView } from './methods/views.ts';

/** All supported methods. Any other method is `unknown_method`. */
export const METHODS: ReadonlyMap<string, ApiMethod> = new Map([
  ['auth.test', authTest],
  ['chat.postMessage', postMessage],
  ['chat.postEphemeral', postEphemeral],
  ['chat.update', updateMessage],
  ['chat.delete', deleteMessage],
  ['chat.getPermalink', getPermalink],
  ['conversations.open', openConversation],
  ['conversations.info', conversationInfo],
  ['conversations.members', conversationMembers],
  ['conversations.history', conversationHistory],
  ['conversations.replies', conversationReplies],
  ['users.info', userInfo],
  ['users.list', userList],
  ['users.lookupByEmail', lookupByEmail],
  ['usergroups.list', usergroupList],
  ['usergroups.users.list', usergroupUsers],
  ['views.open', openView],
  ['views.push', pushView],
  ['views.update', updateView],
  ['views.publish', publishView],
]);
