// Prints what the bot costs in one month: npm run cost -- --requests 300 [--customer-key] [--audit-bucket]
import { parseArgs } from 'node:util';
import { costTable } from './cost-text.ts';

const HELP = 'npm run cost -- --requests NUMBER [--customer-key] [--audit-bucket]\n';

const readUsage = () => {
  try {
    const { values } = parseArgs({
      options: {
        requests: { type: 'string', default: '300' },
        'customer-key': { type: 'boolean', default: false },
        'audit-bucket': { type: 'boolean', default: false },
      },
    });
    if (!/^\d{1,9}$/.test(values.requests))
      throw new Error(`--requests is "${values.requests}" and should be a number`);
    return {
      requestsPerMonth: Number(values.requests),
      customerKey: values['customer-key'],
      auditBucket: values['audit-bucket'],
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${HELP}`);
    return process.exit(2);
  }
};

console.log(costTable(readUsage()));
