import { startBackend } from '../../../src/local/cognito/start-backend.js';

/** A program of its own: starts what is behind a pool in a folder, tells where it is, and stays or runs to its end. */
const [folder = '', way] = process.argv.slice(2);
const { url } = await startBackend(folder, null);
console.log(url);
if (way !== 'exit') setInterval(() => undefined, 1000);
