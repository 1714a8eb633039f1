import { stringify } from 'yaml';
import { TEMPLATE_BYTES } from './document-sizes.ts';

/** A template of an account, as it is sent to CloudFormation. */
export interface SentTemplate {
  readonly name: string;
  readonly template: unknown;
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The text of a template file: indented while that fits into a call to CloudFormation, or else on one line. */
export const templateText = (template: unknown): string => {
  const indented = `${JSON.stringify(template, null, 2)}\n`;
  return bytesOf(indented) <= TEMPLATE_BYTES.inline ? indented : JSON.stringify(template);
};

const tooLarge = (name: string, bytes: number): string | undefined =>
  bytes > TEMPLATE_BYTES.inS3
    ? `${name}: the template has ${bytes} bytes, and CloudFormation accepts ${TEMPLATE_BYTES.inS3}`
    : undefined;

/**
 * What operators must know about the size of account templates: `cdk deploy` sends them as YAML, and StackSets receive the
 * file. A template over 51,200 bytes needs a bucket.
 */
export const templateNotices = (
  accounts: readonly SentTemplate[],
  stackSet: SentTemplate | undefined,
): { readonly mistakes: readonly string[]; readonly notices: readonly string[] } => {
  const sent = [
    ...accounts.map(({ name, template }) => ({
      name,
      bytes: bytesOf(stringify(template)),
      way: 'run "npx cdk bootstrap" for that account, which creates a bucket',
    })),
    ...(stackSet === undefined
      ? []
      : [
          {
            name: stackSet.name,
            bytes: bytesOf(templateText(stackSet.template)),
            way: 'upload dist/account.template.json to a bucket, and pass --template-url',
          },
        ]),
  ];
  return {
    mistakes: sent.flatMap(({ name, bytes }) => tooLarge(name, bytes) ?? []),
    notices: sent
      .filter(({ bytes }) => bytes > TEMPLATE_BYTES.inline)
      .map(
        ({ name, bytes, way }) =>
          `${name}: the template has ${bytes} bytes, and CloudFormation accepts ${TEMPLATE_BYTES.inline} without a bucket. Before you deploy it, ${way}.`,
      ),
  };
};
