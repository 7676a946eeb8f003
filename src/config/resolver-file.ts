import { error } from '../source/diagnostic.js';
import { sliceText, spanIn, wholeFile } from '../source/source-text.js';
import type { SourceFile, SourceText } from '../source/types.js';
import { checkForm } from './check-form.js';
import type { Place } from './place.js';
import { readYaml } from './read-yaml.js';
import { specCodes } from './spec-codes.js';
import type { SpecDraft } from './spec-draft.js';
import { saidOnce } from './spec-draft.js';
import type { ResolverInput } from './spec-form.js';
import { resolverForm } from './spec-form.js';
import { fieldName } from './spec-parts.js';
import { resolverSpec } from './spec-resolver.js';

/** Reads `Query.listOrders.sql`: options as YAML in a leading comment that opens with `/*---` and closes with `---`, then SQL. */
export function addResolverFile(draft: SpecDraft, file: SourceFile): void {
  const whole = wholeFile(file);
  const start = spanIn(whole, 0, 0);
  const name = file.path.slice(file.path.lastIndexOf('/') + 1, -'.sql'.length);
  if (!/^[^.]+\.[^.]+$/u.test(name)) {
    draft.diagnostics.push(error('PGC057', `${file.path} does not say which field it is`, start, 'call it like Query.listOrders.sql'));
    return;
  }
  const named = fieldName(draft, name, start);
  const parts = cut(draft, whole);
  if (named === null || parts === null) return;
  if (named.parent === 'Subscription') {
    draft.diagnostics.push(error('PGC049', `${name} is a file, and a subscription has no SQL`, start, `write it in resolvers.yaml: ${name}: { on: [updateOrder] }`));
    return;
  }
  const header = readHeader(draft, parts.header, start);
  if (header === null || !saidOnce(draft, `the resolver ${name}`, start, 'PGC048')) return;
  const resolver = resolverSpec(draft, { ...named, span: start, sql: parts.sql }, header.input, header.place);
  if (resolver !== null) draft.spec.resolvers.push(resolver);
}

interface Parts {
  readonly header: SourceText | null;
  readonly sql: SourceText;
}

function cut(draft: SpecDraft, whole: SourceText): Parts | null {
  const opening = /^\s*\/\*---/u.exec(whole.text);
  if (opening === null) return { header: null, sql: whole };
  const from = opening[0].length;
  const to = whole.text.indexOf('---*/', from);
  if (to < 0) {
    const span = spanIn(whole, from - '/*---'.length, from);
    draft.diagnostics.push(error('PGC056', 'the header is not closed', span, 'close it with ---*/'));
    return null;
  }
  return { header: sliceText(whole, from, to), sql: sliceText(whole, to + '---*/'.length, whole.text.length) };
}

interface Header {
  readonly input: ResolverInput;
  readonly place: Place;
}

function readHeader(draft: SpecDraft, header: SourceText | null, span: Place['span']): Header | null {
  const empty: Place = { value: {}, span, key: null, children: new Map(), text: null };
  if (header === null) return { input: {}, place: empty };
  const { place, diagnostics } = readYaml(header);
  draft.diagnostics.push(...diagnostics);
  if (place === null) return null;
  if (place.value === null) return { input: {}, place: empty };
  const checked = checkForm(resolverForm, place, specCodes, 'header');
  if (checked.ok) return { input: checked.value, place };
  draft.diagnostics.push(...checked.diagnostics);
  return null;
}
