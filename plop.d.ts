/** Registers the generators of pg-cognition with plop: `await plop.load('pg-cognition/plop')` in a plopfile. */
export default function register(plop: object): Promise<void>;
