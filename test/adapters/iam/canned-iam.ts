import { Readable } from 'node:stream';
import { IAMClient } from '@aws-sdk/client-iam';

/** An answer of IAM's query protocol. */
export interface CannedError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

const errorXml = ({ code, message }: CannedError): string =>
  `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code>` +
  `<Message>${message.replaceAll('"', '&quot;')}</Message></Error><RequestId>example</RequestId></ErrorResponse>`;

/** The SDK client without a network. It parses the given answer. */
export const cannedIam = (error: CannedError): IAMClient =>
  new IAMClient({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: {
      handle: async () => ({
        response: {
          statusCode: error.status,
          headers: { 'content-type': 'text/xml' },
          body: Readable.from([errorXml(error)]),
        },
      }),
    },
  });
