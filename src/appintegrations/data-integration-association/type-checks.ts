import type { IConstruct } from 'constructs';
import type { DataIntegrationAssociationProps } from './data-integration-association-props';
import { ExistingAssociation } from './existing-association';
import { RemainingAssociation } from './remaining-association';
import { checkMember, checkOneOf } from '../../private/untyped';

/** Refuses values of another type than the properties have. Strings are checked elsewhere. */
export function checkTypes(scope: IConstruct, props: DataIntegrationAssociationProps): void {
  const { dataIntegration, destination, executionConfiguration: execution, jobCompletion, existingAssociation, remainingAssociation } = props;
  checkMember(scope, 'dataIntegration', dataIntegration, 'dataIntegrationRef.dataIntegrationArn', 'string',
    'a CfnDataIntegration or DataIntegration.fromDataIntegrationArn(…)');
  if (destination !== undefined) {
    checkMember(scope, 'destination', destination, '_validateDestination', 'function', 'Destination.s3(…) or Destination.fromUri(…)');
  }
  if (execution !== undefined) {
    checkMember(scope, 'executionConfiguration', execution, '_renderExecution', 'function', 'ExecutionConfiguration.onDemand(…) or ExecutionConfiguration.scheduled(…)');
  }
  if (jobCompletion !== undefined) {
    checkMember(scope, 'jobCompletion', jobCompletion, '_renderJobCompletion', 'function', 'JobCompletion.waitUntilCompleted(…) or JobCompletion.ignore()');
  }
  checkOneOf(scope, 'existingAssociation', existingAssociation, ExistingAssociation);
  checkOneOf(scope, 'remainingAssociation', remainingAssociation, RemainingAssociation);
}
