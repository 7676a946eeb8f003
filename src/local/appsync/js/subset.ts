import { generatedSubset, type JsSubset } from '../../../render/appsync-js-subset.js';
import { utilityNames } from '../util/utilities.js';

const strings = [
  'charAt', 'concat', 'endsWith', 'indexOf', 'lastIndexOf', 'replace', 'replaceAll', 'slice', 'split', 'startsWith', 'toLowerCase', 'toUpperCase', 'trim',
  'trimEnd', 'trimStart',
];
const arrays = [
  'concat', 'fill', 'flat', 'indexOf', 'join', 'lastIndexOf', 'pop', 'push', 'reverse', 'shift', 'slice', 'sort', 'splice', 'unshift', 'forEach', 'map',
  'flatMap', 'filter', 'reduce', 'reduceRight', 'find', 'some', 'every', 'findIndex', 'findLast', 'findLastIndex',
];

/** All that AppSync documents, for resolvers that somebody wrote by hand (AppSync: "Supported runtime features"). */
export const documentedSubset: JsSubset = {
  nodes: new Set([
    ...generatedSubset.nodes, 'ForInStatement', 'SwitchStatement', 'SwitchCase', 'BreakStatement', 'AssignmentPattern', 'ExportSpecifier', 'EmptyStatement',
    'SequenceExpression',
  ]),
  globals: new Set(['NaN', 'Infinity', 'undefined', 'console', 'JSON', 'Math', 'Object', 'Array', 'String', 'Number']),
  methods: new Map([
    ...utilityMethods(),
    ['extensions', new Set(['evictFromApiCache', 'setSubscriptionFilter', 'setSubscriptionInvalidationFilter', 'invalidateSubscriptions'])],
    ['runtime', new Set(['earlyReturn'])],
    ['console', new Set(['log', 'error'])],
    ['Object', new Set(['assign', 'entries', 'hasOwn', 'keys', 'values'])],
    ['JSON', new Set(['parse', 'stringify'])],
    ['Math', new Set(['random', 'min', 'max', 'round', 'floor', 'ceil'])],
    ['Number', new Set(['isFinite', 'isNaN'])],
    ['Array', new Set<string>()],
    ['String', new Set<string>()],
    ['value', new Set([...strings, ...arrays])],
  ]),
  operators: new Set([
    ...generatedSubset.operators, '==', '!=', '&', '|', '^', '<<', '>>', '>>>', '**', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '>>>=',
    '**=', '&&=', '||=', '??=', 'void', 'delete',
  ]),
  kinds: new Set(['const', 'let', 'var']),
};

/** `util`, `util.time` and so on, each with its functions. */
function utilityMethods(): readonly (readonly [string, ReadonlySet<string>])[] {
  const found = new Map<string, Set<string>>([['util', new Set(['error', 'appendError', 'unauthorized', 'authType'])]]);
  for (const name of utilityNames) {
    const path = ['util', ...name.split('.')];
    const owner = path.slice(0, -1).join('.');
    found.set(owner, (found.get(owner) ?? new Set<string>()).add(path.at(-1) ?? ''));
  }
  return [...found];
}
