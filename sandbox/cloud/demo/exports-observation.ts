import { AssociationsObservation, daysOf, prefixOf } from './associations-observation';
import { equal, type Table } from './observation';
import type { StackResource } from '../../platform/cloudformation/stack';
import type { StoredObject } from '../../platform/services/s3';
import type { AssociationRow } from '../services/appintegrations';

/** Observes the exports to the stack's bucket and the objects that they write. */
export class ExportsObservation extends AssociationsObservation {
  /** A row for each object, and for each association that has none. */
  public table(): Table {
    const rows = this.exports().flatMap(({ associationId, destination, execution, lastExecution }) => {
      const cells = [associationId, daysOf(execution), lastExecution, String(this.jobsOf(associationId))];
      const objects = this.objects(`${prefixOf(destination)}/`);
      return objects.length === 0
        ? [[...cells, 'none', '']]
        : objects.map(({ key, body }, index) => [...index === 0 ? cells : cells.map(() => ''), key, String(body.length)]);
    });
    return { columns: ['association id', 'window', 'last job', 'jobs', 'objects in the bucket', 'bytes'], rows };
  }

  /**
   * One string for each association (`prefix, window, STATUS of the last job, number of jobs`), and one for the key of each
   * object in the bucket.
   */
  public held(): readonly string[] {
    const associations = this.exports().map(({ associationId, destination, execution, lastExecution }) => (
      [prefixOf(destination), daysOf(execution), lastExecution, this.jobsOf(associationId)].join(', ')
    ));
    return [...associations, ...this.objects('').map(({ key }) => key)];
  }

  /** @throws Unexpected unless everything with a policy was created before the first association */
  public checkPoliciesFirst(): void {
    const events = this.stack?.events ?? [];
    const made = ['AWS::KMS::Key', 'AWS::S3::BucketPolicy'].map((wanted) => (
      events.findIndex(({ type, status }) => type === wanted && status === 'CREATE_COMPLETE')
    ));
    const begun = events.findIndex(({ type }) => type === 'Custom::AppIntegrationsDataIntegrationAssociation');
    equal('that the policies came before the associations', [true, true], made.map((index) => index >= 0 && index < begun));
  }

  /** @throws Unexpected unless the deletion of the stack retained resources of exactly these types */
  public checkRetained(...types: readonly string[]): void {
    equal('what stays', types, this.resources().filter(({ status }) => status === 'DELETE_SKIPPED').map(({ type }) => type).sort());
  }

  /** The associations that use the stack's bucket. Those of other stacks may still exist. */
  private exports(): readonly AssociationRow[] {
    return this.cloud.appIntegrations.table()
      .filter(({ destination }) => destination.startsWith(`s3://${this.bucket}/`))
      .sort((a, b) => a.destination < b.destination ? -1 : 1);
  }

  private objects(prefix: string): readonly StoredObject[] {
    return this.cloud.s3.bucket(this.bucket) === undefined ? [] : this.cloud.s3.objects(this.bucket, prefix);
  }

  private resources(): readonly StackResource[] {
    return [...this.stack?.resources.values() ?? []];
  }

  private get bucket(): string {
    return this.resources().find(({ type }) => type === 'AWS::S3::Bucket')?.physicalId ?? '';
  }
}
