import { afterEach } from 'vitest';
import { removeProject, smallProject, startDev, type Dev } from './dev-support.js';

/** Small projects, and `pgcog dev` in them: what a test has started ends with it. */
export function devRuns(): { project(more?: Readonly<Record<string, string>>): string; start(root: string, ...args: readonly string[]): Promise<Dev> } {
  const roots: string[] = [];
  const running: Dev[] = [];
  afterEach(async () => {
    for (const dev of running.splice(0)) await dev.stop();
    for (const root of roots.splice(0)) removeProject(root);
  });
  return {
    project: (more = {}) => {
      const root = smallProject(more);
      roots.push(root);
      return root;
    },
    start: async (root, ...args) => {
      const dev = await startDev(root, args);
      running.push(dev);
      return dev;
    },
  };
}

/** Of the customers whom somebody sees. */
export const names = async (dev: Dev, who = 'ann'): Promise<unknown> => (await dev.ask(who, '{ listCustomers { items { name } } }')).data;

/** A customer of acme. */
export const add = (dev: Dev, name: string): Promise<unknown> => dev.ask('ann', `mutation { createCustomer(input: { name: "${name}" }) { name } }`);
