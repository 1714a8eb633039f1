const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|(lt|gt|quot|apos|amp));/g, (_, code: string | undefined, name: string | undefined) =>
    code === undefined ? (ENTITIES[name ?? ''] ?? '') : String.fromCodePoint(Number(code)),
  );

/** The texts of all elements with this name that have no child elements, in order. */
export const textsOf = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text]) => unescaped(text ?? ''));

/** The text of the first element with this name; empty if there is none. */
export const textOf = (xml: string, element: string): string => textsOf(xml, element)[0] ?? '';

/** An error in the format of the AWS CLI. */
export const errorInWords = (operation: string, xml: string): string =>
  `An error occurred (${textOf(xml, 'Code') || 'Unknown'}) when calling the ${operation} operation: ${textOf(xml, 'Message')}`;

/** The output of `--query AssumedRoleUser.Arn` for AssumeRole, which contains no secret. */
export const assumedInWords = (xml: string): string => JSON.stringify(textOf(xml, 'Arn'));

/** The output of `--query "Buckets[].Name" --output text` for ListBuckets. */
export const bucketsInWords = (xml: string): string =>
  textsOf(xml.replace(/<Owner>.*?<\/Owner>/s, ''), 'Name').join('\t') || 'None';
