/**
 * Which application is the default of the account and region: one at most, and the service does not say who set it.
 */

import { Applications } from './opensearch-applications';
import { Input, invalid, notFound } from './opensearch-wire';

/** What the documentation leaves open. */
export interface DefaultBehaviour {
  /** What becomes of an attempt to give up an application that is not the default. @default 'refuse' */
  readonly ofAnother: 'refuse' | 'ignore' | 'give up';
  /** How the service says that there is no default. @default 'not found' */
  readonly none: 'not found' | 'nothing';
}

export class DefaultSetting {
  public current?: string;
  private behaviour: DefaultBehaviour = { ofAnother: 'refuse', none: 'not found' };

  public constructor(private readonly applications: Applications) {}

  public behave(changes: Partial<DefaultBehaviour>): void {
    this.behaviour = { ...this.behaviour, ...changes };
  }

  public put({ applicationArn, setAsDefault }: Input<'PutDefaultApplicationSetting'>) {
    this.applications.get(idOf(applicationArn));
    const { ofAnother } = this.behaviour;
    if (setAsDefault) this.current = applicationArn;
    else if (this.current === applicationArn || ofAnother === 'give up') this.current = undefined;
    else if (ofAnother === 'refuse') throw invalid(`${applicationArn} is not the default application`);
    return { applicationArn };
  }

  public get() {
    if (this.current === undefined && this.behaviour.none === 'not found') throw notFound('there is no default application');
    return { applicationArn: this.current };
  }

  /** What goes with an application. */
  public drop(applicationId: string): void {
    if (this.current !== undefined && idOf(this.current) === applicationId) this.current = undefined;
  }
}

function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
