import { randomBytes } from 'node:crypto';
import { Place, Principal } from './core';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The Lambda process that an access key was issued to. */
export interface CallingProcess {
  /** Ends it. */
  kill(): void;
  /** A call of its has come in. */
  calls(): void;
  /** A call of its is over. Resolves when the process knows how late it has become meanwhile. */
  returns(): Promise<void>;
}

/** Whom an access key stands for. */
export interface Holder {
  readonly principal: Principal;
  readonly process?: CallingProcess;
}

/** Who calls, told by the access key alone: no signature is checked. */
export class Credentials {
  /** Anyone whose access key was not issued here, like the CLI with its made-up one: may do anything. */
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
