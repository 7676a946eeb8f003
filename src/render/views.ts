/**
 * What the templates print, by the name of the template's file. No field is optional: with Handlebars' `strict` a
 * missing name is an error, except in `{{#if}}` and `{{#each}}`, which print nothing.
 */
export interface Views {
  readonly 'generated/schema.graphql': SchemaView;
  readonly 'generated/types.ts': TypesView;
  readonly 'generated/resolver.js': JsView;
  readonly 'generated/subscription.js': SubscriptionView;
  readonly 'generated/publish.js': PublishView;
  readonly 'generated/end-subscriptions.js': EndingsView;
  readonly 'generated/request.vtl': VtlView;
  readonly 'generated/response.vtl': VtlResponseView;
  readonly 'generated/access.md': AccessView;
  readonly 'generated/page.html': PageView;
  readonly 'seeded/lambda-resolver.ts': StubView;
  readonly 'seeded/lambda-index.ts': StubIndexView;
}

export interface SchemaView {
  readonly header: readonly string[];
  readonly mutation: boolean;
  readonly subscription: boolean;
  readonly blocks: readonly SdlBlock[];
}

/** `body` here and below: lines as they are printed, indented, which costs far less than to loop over them in a template. */
export interface SdlBlock {
  readonly description: readonly string[];
  /** `type Order @aws_iam` */
  readonly head: string;
  /** Fields or values with their comments. */
  readonly body: string;
}

export interface TypesView {
  readonly header: readonly string[];
  /** AppSync's own scalars, as far as they are used. */
  readonly scalars: readonly TsScalar[];
  readonly enums: readonly { readonly doc: readonly string[]; readonly name: string; readonly values: string }[];
  readonly types: readonly TsInterface[];
  readonly inputs: readonly TsInterface[];
  /** What each resolver takes and gives. */
  readonly resolvers: string;
  readonly errorCodes: readonly { readonly code: string; readonly end: string }[];
  readonly names: TsNames;
}

export interface TsScalar {
  readonly doc: readonly string[];
  readonly text: string;
}

/** `doc` is a whole comment, by line; none where there is nothing to say. */
export interface TsInterface {
  readonly doc: readonly string[];
  readonly name: string;
  /** `note?: string | null;` a field, each under its comment. Empty where there are none. */
  readonly body: string;
}

/** What the file calls its own types; one that a type of the API has taken stands behind `Pgcog`. */
export interface TsNames {
  readonly errorCode: string;
  readonly resolvers: string;
  readonly resolver: string;
  readonly call: string;
  readonly caller: string;
  readonly database: string;
  readonly promise: string;
}

export interface JsView {
  readonly header: readonly string[];
  readonly summary: string;
  /** Elements of the list of optional parts; empty where there are none, as the next and the last. */
  readonly parts: string;
  readonly bindings: string;
  readonly operation: string;
  readonly payload: string;
  readonly retryable: string;
  /** Helper for parts inside arguments. */
  readonly nested: boolean;
  /** The helper that picks from the identity. */
  readonly caller: string;
}

export interface VtlView {
  readonly header: readonly string[];
  readonly summary: string;
  readonly preparation: readonly string[];
  readonly operation: string;
  readonly payload: readonly string[];
}

export interface VtlResponseView {
  readonly header: readonly string[];
  readonly summary: string;
  readonly retryable: string;
}

export interface AccessView {
  readonly header: readonly string[];
  readonly roles: readonly string[];
  readonly rows: readonly { readonly field: string; readonly cells: readonly string[] }[];
  readonly refusals: readonly { readonly field: string; readonly role: string; readonly reason: string }[];
  readonly unchecked: readonly { readonly field: string; readonly what: string }[];
  readonly leftOut: readonly { readonly object: string; readonly code: string; readonly reason: string }[];
}

export interface StubView {
  readonly coordinates: string;
  readonly message: string;
  readonly doc: readonly string[];
  readonly resolver: string;
}

export interface StubIndexView {
  readonly resolver: string;
  readonly resolvers: string;
  readonly stubs: readonly { readonly local: string; readonly module: string; readonly coordinates: string }[];
}

/** What the templates of `templates/app/` are printed with, as text that fits where it stands. */
export interface AppView {
  /** Of the package: `my-app`. */
  readonly name: string;
  readonly engine: string;
  readonly postgres: string;
  /** Inside the braces of `roles: { }`; empty where there are but the two that always are. */
  readonly roles: string;
  readonly credentials: string;
  /** What the credential mode means, for a comment. */
  readonly credentialsNote: string;
  /** Who has a login: `member`. */
  readonly login: string;
  readonly account: string;
  readonly region: string;
  /** Of CloudFormation: `my-app`. */
  readonly stack: string;
  /** Versions in package.json, quoted. */
  readonly toolVersion: string;
  readonly runtimeVersion: string;
  /** `npm run` */
  readonly run: string;
  /** `npx` */
  readonly exec: string;
  /** `npm ci` */
  readonly cleanInstall: string;
  /** What CI runs before; empty for nothing. */
  readonly setup: string;
  /** `yarn@4.18.1`; empty for nothing. */
  readonly pin: string;
  readonly yarn: boolean;
  readonly cdk: boolean;
  /** A resolver of the sample's own in TypeScript. */
  readonly lambda: boolean;
  readonly roleMode: boolean;
}

/** What the page of a project says: every text is HTML's. */
export interface PageView {
  readonly title: string;
  /** SVG; empty where there are no tables. */
  readonly diagram: string;
  readonly relations: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly comment: string;
    readonly security: string;
    readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: string; readonly marks: string; readonly comment: string }[];
    readonly policies: readonly { readonly name: string; readonly says: string }[];
    readonly triggers: readonly { readonly name: string; readonly definition: string }[];
  }[];
  readonly fields: readonly {
    readonly id: string;
    readonly name: string;
    readonly signature: string;
    readonly description: string;
    readonly callers: string;
    readonly origin: string;
    readonly batch: string;
    readonly statements: readonly { readonly name: string; readonly sql: string }[];
  }[];
  readonly roles: readonly string[];
  readonly access: readonly { readonly field: string; readonly id: string; readonly cells: readonly { readonly mark: string; readonly why: string }[] }[];
  /** `class` of a verb: `yes`, `some` or `no`. */
  readonly grants: readonly { readonly relation: string; readonly id: string; readonly cells: readonly { readonly verbs: readonly { readonly verb: string; readonly class: string; readonly why: string }[] }[] }[];
  readonly enums: readonly { readonly name: string; readonly values: string }[];
}

/** Which events a subscriber gets. */
export interface SubscriptionView {
  readonly header: readonly string[];
  readonly field: string;
  /** Where AppSync has put what is known of the caller. */
  readonly claims: string;
  /** Lines that add to the filter. */
  readonly filters: string;
  /** The function that says who calls. */
  readonly caller: string;
}

export interface PublishView {
  readonly header: readonly string[];
  readonly field: string;
}

export interface EndingsView {
  readonly header: readonly string[];
  /** Lines of a list of lists. */
  readonly parts: string;
}
