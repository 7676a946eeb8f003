import { as } from 'pg-cognition/testing';
import { expect, it } from 'vitest';
import { addTask, finishTask, invite, projects } from '../client/operations.js';

it('shows members the projects of their own tenant', async () => {
  const [ann, gus] = [await as('ann@acme.test'), await as('gus@globex.test')];
  const [hers, his] = [await ann.query(projects, {}), await gus.query(projects, {})];
  expect(hers.listProjects.items.map(({ name }) => name)).toEqual(['First project of acme']);
  expect(his.listProjects.items.map(({ name }) => name)).toEqual(['First project of globex']);
});

it('lets members finish their own tasks, and admins every one', async () => {
  const [ann, adam] = [await as('ann@acme.test'), await as('adam@acme.test')];
  const [project] = (await ann.query(projects, {})).listProjects.items;
  if (project === undefined) throw new Error('there is no project');
  const add = async (member: typeof ann): Promise<string> => {
    const { createTask: task } = await member.query(addTask, { input: { projectId: project.id, title: 'Write the test' } });
    if (task == null) throw new Error('no task was made');
    return task.id;
  };
  const [hers, alsoHers, his] = [await add(ann), await add(ann), await add(adam)];
  expect((await ann.query(finishTask, { id: hers })).finishTask?.status).toBe('done');
  expect((await ann.query(finishTask, { id: his })).finishTask).toBeNull();
  expect((await adam.query(finishTask, { id: alsoHers })).finishTask?.status).toBe('done');
});

it('shows suspended members nothing', async () => {
  await expect(as('sue@acme.test')).rejects.toThrow();
});

it('lets admins invite, and nobody else', async () => {
  const [ann, adam] = [await as('ann@acme.test'), await as('adam@acme.test')];
  const input = { email: 'new@acme.test', role: 'users' } as const;
  await expect(ann.query(invite, { input })).rejects.toThrow();
  expect((await adam.query(invite, { input })).inviteMember?.status).toBe('invited');
});
