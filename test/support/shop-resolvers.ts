import type { Resolver } from '../../fixtures/generate/shop/expected/generated/types.js';
import type { LambdaResolver } from '../../src/runtime/lambda.js';

const cancelOrder: Resolver<'Mutation.cancelOrder'> = async ({ arguments: { id, reason }, database, fail }) => {
  return database.transaction(async (inside) => {
    const [row] = await inside.query<{ id: string }>(
      `update {tenant}.orders set status = 'cancelled', note = coalesce(:reason, note) where id = :id::uuid and status <> 'cancelled' returning id`,
      { id, reason: reason ?? null });
    if (row === undefined) return fail('ALREADY_CANCELLED', 'The order is cancelled already, or not yours.', 'id');
    return inside.run('Query.getOrder', { id: row.id });
  });
};

const uploadUrl: Resolver<'Query.uploadUrl'> = async ({ arguments: { fileName }, caller }) => {
  return { url: `https://files.shop.test/${caller.role ?? 'nobody'}/${encodeURIComponent(fileName)}`, expiresAt: '2030-01-01T00:00:00.000Z' };
};

/** The shop's Lambda resolvers, written as a user would; the generated types hold for them. */
export const shopResolvers: Readonly<Record<string, LambdaResolver>> = { 'Mutation.cancelOrder': cancelOrder, 'Query.uploadUrl': uploadUrl };
