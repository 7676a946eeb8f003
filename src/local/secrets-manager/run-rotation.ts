/** What Secrets Manager invokes a rotation's function with. */
export interface RotationEvent {
  readonly Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
  /** ARN of the secret. */
  readonly SecretId: string;
  /** Id of the version that is to become current. */
  readonly ClientRequestToken: string;
}

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** The four steps of a rotation, one after another; the first that fails is the last. AWS begins again later by itself, this does not. */
export async function runRotation(invoke: (event: RotationEvent) => Promise<unknown>, secretArn: string, token: string): Promise<void> {
  for (const Step of steps) await invoke({ Step, SecretId: secretArn, ClientRequestToken: token });
}
