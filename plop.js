// plop resolves `pg-cognition/plop` as a file of the package: it knows no exports of package.json.
export { default } from './dist/plop.js';
