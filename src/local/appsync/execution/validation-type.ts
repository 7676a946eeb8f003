/** The service's names for what graphql-js finds by one rule; null where it has none. */
const types: Readonly<Record<string, string>> = {
  FieldsOnCorrectTypeRule: 'FieldUndefined',
  noIntrospection: 'FieldUndefined',
  KnownTypeNamesRule: 'UnknownType',
  KnownDirectivesRule: 'UnknownDirective',
  KnownArgumentNamesRule: 'UnknownArgument',
  KnownArgumentNamesOnDirectivesRule: 'UnknownArgument',
  KnownFragmentNamesRule: 'UndefinedFragment',
  FragmentsOnCompositeTypesRule: 'InlineFragmentTypeConditionInvalid',
  PossibleFragmentSpreadsRule: 'InvalidFragmentType',
  NoUnusedFragmentsRule: 'UnusedFragment',
  NoUndefinedVariablesRule: 'UndefinedVariable',
  NoUnusedVariablesRule: 'UnusedVariable',
  OverlappingFieldsCanBeMergedRule: 'FieldsConflict',
  ProvidedRequiredArgumentsRule: 'MissingFieldArgument',
  ValuesOfCorrectTypeRule: 'WrongType',
  VariablesAreInputTypesRule: 'NonInputTypeOnVariable',
  VariablesInAllowedPositionRule: 'VariableTypeMismatch',
  UniqueOperationNamesRule: 'DuplicateOperationName',
  LoneAnonymousOperationRule: 'LoneAnonymousOperationViolation',
};

/** The type that AppSync puts before the message of a validation error. */
export function validationType(rule: string, message: string): string {
  if (rule === 'ScalarLeafsRule') return message.includes('must have a selection') ? 'SubSelectionRequired' : 'SubSelectionNotAllowed';
  return types[rule] ?? 'InvalidSyntax';
}
