/** Where events are published, and as whom. */
export interface SubscriptionOptions {
  /** statements.json, as imported. */
  readonly manifest: unknown;
  /** The API's own GraphQL endpoint: `https://....appsync-api.eu-central-1.amazonaws.com/graphql`. */
  readonly url: string;
  /** AWS region of the API; absent: `AWS_REGION`. */
  readonly region?: string;
  /** An access key that may call the API's own mutations; absent: the function's, from its environment. */
  readonly credentials?: () => AccessKey;
  /** Milliseconds that a caller waits for events to be published, at most; 2,000 where absent. */
  readonly patience?: number;
  /** What publishing failed with; `console.error` unless set. Never an event's values. */
  readonly report?: (fault: unknown) => void;
}

export interface PublishOptions extends SubscriptionOptions {
  /** Names of the claims that hold tenant and role, where they are others: `{ tenant: 'tenant' }`. */
  readonly claims?: { readonly tenant?: string };
}

/** As AWS's SDK calls them. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
