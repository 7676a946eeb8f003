/** What the handlers use of AWS Lambda's context object. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/**
 * Which call of the function it is, and until when (milliseconds since the epoch) the database may be asked: half a second
 * is kept to answer with. Where nobody says how long the function may take it is less than the 30 seconds that AppSync waits.
 */
export function invocationOf(context: LambdaContext | undefined): { readonly requestId: string; readonly deadline: number } {
  const usualTime = 25_500;
  const margin = 500;
  return { requestId: context?.awsRequestId ?? crypto.randomUUID(), deadline: Date.now() + (context?.getRemainingTimeInMillis?.() ?? usualTime) - margin };
}
