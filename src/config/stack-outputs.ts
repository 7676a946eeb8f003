/** What a stack says of itself: the JSON of its parameter of the Systems Manager. */
export interface StackOutputs {
  readonly clusterArn: string;
  /** Of the master user. */
  readonly secretArn: string;
  readonly database: string;
  /** `shop/production`: what names of secrets begin with. */
  readonly secretsPrefix: string;
  readonly userPoolId: string | null;
  /** Name or ARN of the function that activates members and handles events; null: there is none. */
  readonly workerFunction: string | null;
}

/** Keys without which no command can act on the stack. */
export const neededOutputs = ['clusterArn', 'secretArn', 'database', 'secretsPrefix'] as const satisfies readonly (keyof StackOutputs)[];

/** @param stack its name: `shop` */
export const stackParameter = (stack: string): string => `/pgcog/${stack}`;
