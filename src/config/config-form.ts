import * as z from 'zod';
import { authModes, scalarNames } from './scalar-names.js';
import { accountNumber, claimName, credentialModes, engines, mostClaims, mostRows, postgresMajors } from './setting-rules.js';

const rows = z.int().min(1).max(mostRows);
const identifier = z.string().min(1);
const claim = z.string().regex(claimName, { error: "a claim's name: custom:tenant" });

/** The form of the settings; defaults are filled in later, so that an error in one setting leaves the others. */
export const configForm = z.strictObject({
  engine: z.literal(engines).optional(),
  postgres: z.literal(postgresMajors).optional(),
  templateSchema: z.string().optional(),
  roles: z.record(z.string(), z.strictObject({ inherits: z.array(identifier).optional() })).optional(),
  credentials: z.literal(credentialModes).optional(),
  scalars: z.record(identifier, z.literal(scalarNames)).optional(),
  limits: z.strictObject({ list: z.strictObject({ size: rows.optional(), max: rows.optional() }).optional() }).optional(),
  defaultGrants: z.boolean().optional(),
  knownRoles: z.array(identifier).optional(),
  auth: z.array(z.literal(authModes)).min(1).optional(),
  claims: z.array(claim).min(1).max(mostClaims).optional(),
  environments: z
    .record(
      z.string().min(1),
      z.strictObject({
        region: z.string().optional(),
        account: z.string().regex(accountNumber, { error: 'an account number of 12 digits: 123456789012' }).optional(),
        stack: z.string().optional(),
        protect: z.boolean().optional(),
      }),
    )
    .optional(),
});

export type ConfigInput = z.infer<typeof configForm>;
