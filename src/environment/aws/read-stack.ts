import type { SSMClientConfig } from '@aws-sdk/client-ssm';
import { neededOutputs, stackParameter, type StackOutputs } from '../../config/stack-outputs.js';
import { CommandRefusal } from '../refusal.js';

/**
 * What a stack says about itself, from the Systems Manager's parameter `/pgcog/<stack>`.
 *
 * @throws CommandRefusal PGC604 where there is no such parameter, PGC605 where it does not say what is needed
 */
export async function readStack(client: SSMClientConfig, stack: string): Promise<StackOutputs> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const ssm = new SSMClient(client);
  const name = stackParameter(stack);
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return outputsOf(name, Parameter?.Value ?? '');
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') {
      throw new CommandRefusal('PGC604', `there is no stack ${stack} here: the parameter ${name} is not there`, 'deploy the stack first, or put its name right in environments of pgcog.config.ts; docs/environments.md says what the parameter holds');
    }
    throw error;
  } finally {
    ssm.destroy();
  }
}

function outputsOf(name: string, text: string): StackOutputs {
  const said = Object(parse(text)) as Partial<Record<keyof StackOutputs, unknown>>;
  const textOf = (key: keyof StackOutputs): string | null => (typeof said[key] === 'string' && said[key] !== '' ? said[key] : null);
  const missing = neededOutputs.filter((key) => textOf(key) === null);
  if (missing.length > 0) throw new CommandRefusal('PGC605', `the parameter ${name} does not say ${missing.join(', ')}`, `it is JSON with ${neededOutputs.join(', ')}`);
  const [clusterArn = '', secretArn = '', database = '', secretsPrefix = ''] = neededOutputs.map(textOf).map((value) => value ?? '');
  return { clusterArn, secretArn, database, secretsPrefix, userPoolId: textOf('userPoolId'), workerFunction: textOf('workerFunction') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
