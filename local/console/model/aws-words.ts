const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|(lt|gt|quot|apos|amp));/g, (_, code: string | undefined, name: string | undefined) =>
    code === undefined ? (ENTITIES[name ?? ''] ?? '') : String.fromCodePoint(Number(code)),
  );

/** The texts of all elements of a name that hold no elements themselves, in order. */
export const textsOf = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text]) => unescaped(text ?? ''));

/** The text of the first element of a name; empty when there is none. */
export const textOf = (xml: string, element: string): string => textsOf(xml, element)[0] ?? '';

/** An error as the `aws` program prints it. */
export const errorInWords = (operation: string, xml: string): string =>
  `An error occurred (${textOf(xml, 'Code') || 'Unknown'}) when calling the ${operation} operation: ${textOf(xml, 'Message')}`;

/** What `--query AssumedRoleUser.Arn` of AssumeRole's answer prints: nothing that is secret. */
export const assumedInWords = (xml: string): string => JSON.stringify(textOf(xml, 'Arn'));

/** What `--query "Buckets[].Name" --output text` of ListBuckets' answer prints. */
export const bucketsInWords = (xml: string): string =>
  textsOf(xml.replace(/<Owner>.*?<\/Owner>/s, ''), 'Name').join('\t') || 'None';
