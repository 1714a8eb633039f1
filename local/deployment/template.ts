/** One resource of a CloudFormation template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The parts of a CloudFormation template that a deployment reads. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Condition?: string }>>;
}

/** The values behind the references of a template. Every function throws for an unknown name. */
export interface Scope {
  /** `Ref`: a parameter, a pseudo parameter or a resource. Undefined for `AWS::NoValue`. */
  ref(name: string): unknown;
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, name: string): string;
  condition(name: string): boolean;
  mapped(map: string, first: string, second: string): unknown;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** `${Name}`, `${Resource.Attribute}` and `${!Literal}` in a text. */
const substituted = (argument: unknown, scope: Scope): string => {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return String(template).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (isRecord(variables) && Object.hasOwn(variables, name)) return String(resolved(variables[name], scope));
    const [logicalId = '', ...path] = name.split('.');
    return path.length === 0 ? String(scope.ref(name)) : scope.attribute(logicalId, path.join('.'));
  });
};

/** The intrinsic functions. Source: AWS CloudFormation Template Reference, "Intrinsic function reference". */
const FUNCTIONS: Readonly<Record<string, (argument: never, scope: Scope) => unknown>> = {
  Ref: (name: string, scope) => scope.ref(name),
  Condition: (name: string, scope) => scope.condition(name),
  'Fn::GetAtt': (argument: string | readonly string[], scope) => {
    const [logicalId = '', ...path] = typeof argument === 'string' ? argument.split('.') : argument;
    return scope.attribute(logicalId, path.join('.'));
  },
  'Fn::Join': ([separator, values]: [string, unknown], scope) => texts(resolved(values, scope)).join(separator),
  'Fn::Sub': (argument: unknown, scope) => substituted(argument, scope),
  'Fn::Select': ([index, values]: [number | string, unknown], scope) =>
    (resolved(values, scope) as readonly unknown[])[Number(index)],
  'Fn::Split': ([separator, value]: [string, unknown], scope) => String(resolved(value, scope)).split(separator),
  'Fn::If': ([condition, yes, no]: [string, unknown, unknown], scope) =>
    resolved(scope.condition(condition) ? yes : no, scope),
  'Fn::Equals': ([one, other]: [unknown, unknown], scope) =>
    JSON.stringify(resolved(one, scope)) === JSON.stringify(resolved(other, scope)),
  'Fn::Not': ([one]: [unknown], scope) => resolved(one, scope) !== true,
  'Fn::And': (all: readonly unknown[], scope) => all.every((one) => resolved(one, scope) === true),
  'Fn::Or': (all: readonly unknown[], scope) => all.some((one) => resolved(one, scope) === true),
  'Fn::FindInMap': (keys: readonly unknown[], scope) => {
    const [map = '', first = '', second = ''] = texts(keys.map((key) => resolved(key, scope)));
    return scope.mapped(map, first, second);
  },
};

/** A part of a template with every intrinsic function replaced by its value. Throws for an unknown function. */
export const resolved = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolved(one, scope)).filter((one) => one !== undefined);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [only, ...more] = entries;
  if (only !== undefined && more.length === 0) {
    const [name, argument] = only;
    // A policy has a member "Condition" too, but its value is no text.
    const isFunction = Object.hasOwn(FUNCTIONS, name) && (name !== 'Condition' || typeof argument === 'string');
    if (isFunction) return FUNCTIONS[name]?.(argument as never, scope);
    if (name.startsWith('Fn::')) throw new Error(`the intrinsic function ${name} is not known here`);
  }
  return Object.fromEntries(
    entries.map(([name, one]) => [name, resolved(one, scope)]).filter(([, one]) => one !== undefined),
  );
};

/** Whether a condition of the template holds. */
export const holds = (condition: unknown, scope: Scope): boolean => resolved(condition, scope) === true;
