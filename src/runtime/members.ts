export { groupsOf, roleOf, tenantsOf } from './members/caller-facts.js';
export { createMemberWorker } from './members/create-member-worker.js';
export { members } from './members/member-operations.js';
export type { Member, MemberOperations, NewMember, OwnTenant, Tenant } from './members/member-types.js';
export type { Activated, Drained, Invitation, MemberLine, MemberWorkerOptions } from './members/types.js';
export { wakeWorker, type WakeOptions } from './members/wake-worker.js';
export { invokeLater, type InvokeLaterOptions } from './invoke-later.js';
