import type { Template, TemplateResource } from './template.ts';

const inText = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{([^!}.]+)(?:\.[^}]+)?\}/g)].map(([, name = '']) => name);

/** Every name that a part of a template refers to. */
const namesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    if (key === 'Ref') return [String(one)];
    if (key === 'Fn::GetAtt') return [typeof one === 'string' ? (one.split('.')[0] ?? '') : String(one[0])];
    if (key === 'Fn::Sub') return [...inText(String([one].flat()[0])), ...namesIn(one)];
    return namesIn(one);
  });
};

const needs = ({ Properties, DependsOn = [] }: TemplateResource): readonly string[] => [
  ...[DependsOn].flat(),
  ...namesIn(Properties),
];

/** The logical ids in an order in which each resource follows everything that it refers to. Throws for a cycle. */
export const inOrder = ({ Resources }: Template): readonly string[] => {
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (logicalId: string): void => {
    const resource = Resources[logicalId];
    if (resource === undefined || done.has(logicalId)) return;
    if (path.has(logicalId)) throw new Error(`circular dependency: ${[...path, logicalId].join(' -> ')}`);
    path.add(logicalId);
    for (const name of needs(resource)) visit(name);
    path.delete(logicalId);
    done.add(logicalId);
  };
  for (const logicalId of Object.keys(Resources)) visit(logicalId);
  return [...done];
};
