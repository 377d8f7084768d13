/**
 * Which application is the default of the account and region: one at most, and the service does not say who set it.
 */

import { Applications } from './opensearch-applications';
import { Input, invalid, notFound } from './opensearch-wire';

export class DefaultSetting {
  public current?: string;

  public constructor(private readonly applications: Applications) {}

  public put({ applicationArn, setAsDefault }: Input<'PutDefaultApplicationSetting'>) {
    this.applications.get(idOf(applicationArn));
    if (setAsDefault) this.current = applicationArn;
    else if (this.current === applicationArn) this.current = undefined;
    else throw invalid(`${applicationArn} is not the default application`);
    return { applicationArn };
  }

  public get() {
    if (this.current === undefined) throw notFound('there is no default application');
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
