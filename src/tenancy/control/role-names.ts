/** Owns the control schema and makes every role; nobody logs in as it. */
export const controlOwner = 'cognition_owner';

/** The group through which owners of tenants may use what is everybody's: one entry in each list of rights, not one per tenant. */
export const ownersGroup = 'cognition_tenant_owners';

/** Login of the Cognito hooks, which strangers trigger: it asks, and changes nothing. */
export const hooksRole = 'cognition_hooks';

/** Login of the worker behind them, which makes logins. */
export const workerRole = 'cognition_worker';

/** Login of the Lambda that rotates passwords. */
export const rotationRole = 'cognition_rotation';
