import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { specSchema } from '../src/config/spec-schema.js';

/** Writes resolvers.schema.json from the description in src/config/spec-form.ts: `npx jiti scripts/write-spec-schema.ts`. */
const path = fileURLToPath(new URL('../resolvers.schema.json', import.meta.url));
writeFileSync(path, `${JSON.stringify(specSchema(), null, 2)}\n`);
