import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types the operations in client/ by the generated schema: `graphql('query ...')` knows its variables and its answer. */
const config: CodegenConfig = {
  schema: ['client/appsync.graphql', 'generated/schema.graphql'],
  documents: ['client/*.ts'],
  ignoreNoDocuments: true,
  generates: {
    'client/generated/': {
      preset: 'client',
      config: {
        useTypeImports: true,
        // Node.js wants extensions in imports.
        emitLegacyCommonJSImports: false,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          AWSDate: 'string', AWSDateTime: 'string', AWSEmail: 'string', AWSIPAddress: 'string', AWSJSON: 'string',
          AWSPhone: 'string', AWSTime: 'string', AWSTimestamp: 'number', AWSURL: 'string',
        },
      },
      presetConfig: { fragmentMasking: false },
    },
  },
};

export default config;
