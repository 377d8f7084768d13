import { randomBytes } from 'node:crypto';
import { Place, Principal } from './core';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The Lambda process that an access key was issued to. */
export interface CallingProcess {
  /** Ends the process. */
  kill(): void;
  /** A call of the process has come in. */
  calls(): void;
  /** A call of the process has ended. Resolves when the process knows the time that it is now. */
  returns(): Promise<void>;
}

/** The owner of an access key. */
export interface Holder {
  readonly principal: Principal;
  readonly process?: CallingProcess;
}

/** Identifies callers by the access key alone. No signature is checked. */
export class Credentials {
  /** The caller for every access key that was not issued here, such as the CLI's made-up one. It may do anything. */
  public readonly administrator: Principal;
  private readonly holders = new Map<string, Holder>();

  public constructor(place: Place) {
    this.administrator = { arn: `arn:${place.partition}:iam::${place.account}:user/administrator` };
  }

  public issue(principal: Principal, process?: CallingProcess): AccessKey {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.holders.set(accessKeyId, { principal, process });
    return { accessKeyId, secretAccessKey: randomBytes(20).toString('hex'), sessionToken: randomBytes(32).toString('hex') };
  }

  public revoke(accessKeyId: string): void {
    this.holders.delete(accessKeyId);
  }

  public holder(accessKeyId: string | undefined): Holder {
    return this.holders.get(accessKeyId ?? '') ?? { principal: this.administrator };
  }
}
