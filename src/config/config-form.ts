import * as z from 'zod';
import { authModes, scalarNames } from './scalar-names.js';

/** Rows; one more is asked for to know whether a page follows, and GraphQL's Int ends at 2^31 - 1. */
export const mostRows = 2_147_483_646;

const rows = z.int().min(1).max(mostRows);
const identifier = z.string().min(1);
/** A claim's name stands in generated code and templates: `custom:tenant`, `https://example.com/tenant`. */
const claim = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_:/.-]{0,127}$/u, { error: "a claim's name: custom:tenant" });

/** The form of the settings; defaults are filled in later, so that an error in one setting leaves the others. */
export const configForm = z.strictObject({
  engine: z.literal(['js', 'vtl']).optional(),
  postgres: z.literal([17, 18]).optional(),
  templateSchema: z.string().optional(),
  roles: z.record(z.string(), z.strictObject({ inherits: z.array(identifier).optional() })).optional(),
  credentials: z.literal(['user', 'role']).optional(),
  scalars: z.record(identifier, z.literal(scalarNames)).optional(),
  limits: z.strictObject({ list: z.strictObject({ size: rows.optional(), max: rows.optional() }).optional() }).optional(),
  defaultGrants: z.boolean().optional(),
  knownRoles: z.array(identifier).optional(),
  auth: z.array(z.literal(authModes)).min(1).optional(),
  claims: z.array(claim).min(1).max(20).optional(),
  environments: z
    .record(
      z.string().min(1),
      z.strictObject({
        region: z.string().optional(),
        account: z.string().regex(/^\d{12}$/u, { error: 'an account number of 12 digits: 123456789012' }).optional(),
        stack: z.string().optional(),
        protect: z.boolean().optional(),
      }),
    )
    .optional(),
});

export type ConfigInput = z.infer<typeof configForm>;
