import { answerOf } from './answer-of.js';
import { GraphqlFailure } from './graphql-failure.js';
import type { Values } from './types.js';

/**
 * Events of a subscription, as server-sent events bring them; ends the request when nobody listens any more.
 *
 * @throws GraphqlFailure for an event with errors
 */
export async function* readEvents(response: Response, end: () => void): AsyncGenerator<Values, void> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  try {
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
      text += decoder.decode(chunk.value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith('event: complete')) return;
        const event = /^data: (.*)$/mu.exec(block)?.[1];
        if (event !== undefined && event !== '') yield dataOf(JSON.parse(event));
      }
    }
  } finally {
    end();
  }
}

function dataOf(event: unknown): Values {
  const { data, errors } = answerOf(event);
  if (errors.length > 0 || data === null) throw new GraphqlFailure(errors);
  return data;
}
