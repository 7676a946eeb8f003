export { own } from '../source/own.js';
