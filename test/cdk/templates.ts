import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

/** A stack's template and those of its nested stacks, by the logical ID that these have in it. */
export interface Templates {
  readonly main: Template;
  readonly nested: ReadonlyMap<string, Template>;
  /** Bundled code of functions, by its key in S3. */
  readonly code: ReadonlyMap<string, string>;
  /** Bytes of each template. */
  readonly bytes: readonly number[];
}

/** Reads what CDK has written for one stack. */
export function readAssembly(folder: string, stack: string): Templates {
  const json = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;
  const main = json<Template>(`${stack}.template.json`);
  const { files } = json<{ readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>> }>(`${stack}.assets.json`);
  const nested = Object.entries(main.Resources).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack').map(([id, { Properties }]) => {
    const [, hash = ''] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(Properties['TemplateURL'])) ?? [];
    return [id, json<Template>(files[hash]?.source.path ?? '')] as const;
  });
  const bytes = readdirSync(folder).filter((name) => name.endsWith('.template.json')).map((name) => readFileSync(join(folder, name)).length);
  const code = new Map(readdirSync(folder).filter((name) => name.startsWith('asset.') && existsSync(join(folder, name, 'index.mjs'))).map((name) => [`${name.slice('asset.'.length)}.zip`, readFileSync(join(folder, name, 'index.mjs'), 'utf8')] as const));
  return { main, nested: new Map(nested), code, bytes };
}

/** Resources of a type, by logical ID. */
export function resourcesOf({ main, nested }: Templates, type: string): readonly (readonly [string, Resource])[] {
  return [main, ...nested.values()].flatMap(({ Resources }) => Object.entries(Resources)).filter(([, { Type }]) => Type === type);
}

/** The only resource of a type. */
export function only(templates: Templates, type: string): Readonly<Record<string, unknown>> {
  const found = resourcesOf(templates, type);
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type}`);
  return found[0]?.[1].Properties ?? {};
}

const pseudo: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com' };

/** A value with references written out: `<LogicalId>` and `<LogicalId.Attribute>`. */
export function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const [[name = '', inside] = []] = entries;
  if (entries.length === 1 && name === 'Ref') return pseudo[String(inside)] ?? `<${String(inside)}>`;
  if (entries.length === 1 && name === 'Fn::GetAtt' && Array.isArray(inside)) return `<${inside.join('.')}>`;
  if (entries.length === 1 && name === 'Fn::Join' && Array.isArray(inside) && Array.isArray(inside[1])) return inside[1].map(written).map(String).join(String(inside[0]));
  return Object.fromEntries(entries.map(([key, one]) => [key, written(one)]));
}
