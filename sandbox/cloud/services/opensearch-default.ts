/** The default application of the account and region. At most one exists, and the service does not say who set it. */

import { Applications } from './opensearch-applications';
import { Input, invalid, notFound } from './opensearch-wire';

/** The behaviour that the documentation leaves open. */
export interface DefaultBehaviour {
  /** The result of unsetting an application that is not the default. @default 'refuse' */
  readonly ofAnother: 'refuse' | 'ignore' | 'unset';
  /** How the service reports that no default exists. @default 'not found' */
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
    else if (this.current === applicationArn || ofAnother === 'unset') this.current = undefined;
    else if (ofAnother === 'refuse') throw invalid(`${applicationArn} is not the default application`);
    return { applicationArn };
  }

  public get() {
    if (this.current === undefined && this.behaviour.none === 'not found') throw notFound('there is no default application');
    return { applicationArn: this.current };
  }

  /** Unsets an application that is deleted. */
  public drop(applicationId: string): void {
    if (this.current !== undefined && idOf(this.current) === applicationId) this.current = undefined;
  }
}

function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
