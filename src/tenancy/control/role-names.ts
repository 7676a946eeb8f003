/** Owns the control schema and makes every role; nobody logs in as it. */
export const controlOwner = 'cognition_owner';

/** Login of the Cognito hooks and of the worker that activates members. */
export const hooksRole = 'cognition_hooks';

/** Login of the Lambda that rotates passwords. */
export const rotationRole = 'cognition_rotation';
