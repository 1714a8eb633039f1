/** The Lambdas, by the name of their folder in functions/handlers. */
export const LAMBDAS = ['slack-events', 'api', 'reconcile', 'sweep'] as const;
export type LambdaName = (typeof LAMBDAS)[number];

/** The file name of the compiled catalog beside the handler, and the folder where Lambda unpacks both. */
export const CATALOG_FILE = 'catalog.json';
export const CATALOG_PATH = `/var/task/${CATALOG_FILE}`;
