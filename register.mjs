// Lets Node run our TypeScript sources without a build: node --import ./register.mjs file.ts
// Types are stripped, not checked; `npm run typecheck` checks them.
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

process.env.TS_NODE_PROJECT ??= fileURLToPath(new URL('./tsconfig.json', import.meta.url)); // from any folder
process.setSourceMapsEnabled(true); // stacks name the lines of the .ts files
register('ts-node/esm/transpile-only', import.meta.url);
