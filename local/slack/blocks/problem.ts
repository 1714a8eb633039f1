/** Why Slack would reject a message or view, and where: `pointer` is a JSON pointer such as `/blocks/0/text/text`. */
export interface BlockProblem {
  readonly pointer: string;
  readonly message: string;
}

/** A problem in the format of `response_metadata.messages`. */
export const asSlackMessage = ({ pointer, message }: BlockProblem): string =>
  `[ERROR] ${message} [json-pointer:${pointer}]`;
