import { type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { DEFAULT_APPLICATION, type DefaultApplicationProperties } from './default-application-properties';
import { ExistingDefault } from './existing-default';
import { DEFAULT_SETTING, APPLICATION_TO_SET } from './target-types';
import { Backend } from '../../backend/backend';
import { defineCustomResource } from '../../backend/custom-resource';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { atSynthesis } from '../../private/notices';
import { warnOfWeakReference } from '../../private/references';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { claim } from '../../private/shared-state';
import { checkMember, checkOneOf, checkProps, freeId } from '../../private/untyped';
import { APPLICATION_ARN } from '../arns';
import { OPENSEARCH } from '../service';

/** Properties of a `DefaultApplication`. */
export interface DefaultApplicationProps {
  /**
   * The application, which must be in the account and region of the stack. To refer to an application that is not defined in this
   * app, use `Application.fromApplicationArn`.
   *
   * If you change it, the other application becomes the default within seconds, and a rollback changes that back. In between,
   * there is no default for a moment.
   */
  readonly application: aws_opensearchservice.IApplicationRef;

  /**
   * What to do if there is already a default application.
   *
   * @default ExistingDefault.FAIL
   */
  readonly existingDefault?: ExistingDefault;

  /**
   * Whether to unset the default when the construct is removed. `DESTROY` unsets it if it is still this application and was not
   * adopted. `RETAIN` and `RETAIN_ON_UPDATE_OR_DELETE` leave it.
   *
   * If the deployment that set the default fails, it is unset whatever the policy is, unless it was adopted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Makes an OpenSearch UI application the default application of its account and region. An account has at most one in each
 * region.
 *
 * CloudFormation has no resource type for this, so the construct defines a custom resource. In each stack, one Lambda function
 * and one state machine handle all such resources for OpenSearch Service. `OpenSearchHandlerConfig` has their settings.
 *
 * The constructor throws if the application is known to be in another account or region than the stack. Synthesis fails if there
 * are two constructs in one stack, or in two stacks that are known to be in the same account and region.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_PutDefaultApplicationSetting.html
 * @exampleMetadata fixture=opensearch
 * @example
 * new DefaultApplication(stack, 'Default', { application });
 */
@propertyInjectable
export class DefaultApplication extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.opensearch.DefaultApplication';

  /** The ARN of the application, as it was passed to the construct. */
  public readonly applicationArn: string;

  /**
   * @param scope the construct to define the default in
   * @param id the id of the construct
   * @param props the application, and how to make it the default
   */
  constructor(scope: Construct, id: string, props: DefaultApplicationProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { existingDefault, removalPolicy } = props;
    checkMember(this, 'application', props.application, 'applicationRef.applicationArn', 'string',
      'a CfnApplication or Application.fromApplicationArn(…)');
    checkOneOf(this, 'existingDefault', existingDefault, ExistingDefault);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'a default');
    const application = new KnownArn(props.application.applicationRef.applicationArn, props.application.env);
    application.checkShape(this, 'application', APPLICATION_ARN);
    application.checkEnvironment(this, 'application', environmentOf(Stack.of(this)), 'the stack');
    this.applicationArn = application.value;

    const reference = application.withStrongReferences(this);
    const properties: DefaultApplicationProperties = {
      ApplicationArn: reference.value,
      ExistingDefault: existingDefault ?? ExistingDefault.FAIL,
    };
    const backend = Backend.of(this, OPENSEARCH);
    const resource = defineCustomResource(this, new.target, { backend, type: DEFAULT_APPLICATION, properties, removalPolicy });
    const identity = new Identity(resource, { noun: 'DefaultApplication', arns: [] });
    resource.node.addDependency(
      backend.permit(APPLICATION_TO_SET, reference, resource), backend.permit(DEFAULT_SETTING, reference, resource),
    );
    followConditions(this, resource, application.resources);
    this.node.addValidation({ validate: () => this.validateOnly(identity) });
    atSynthesis(this, () => warnOfWeakReference(this, 'the application', reference.value));
  }

  private validateOnly(identity: Identity): string[] {
    const { region, account } = environmentOf(Stack.of(this));
    const other = identity.claim(this) ?? (region && account ? claim(this, `default application of ${account} in ${region}`) : undefined);
    if (!other) return [];
    return [`sets the default application, and so does ${JSON.stringify(other.node.path)}, but an account has only one in each region; remove one of them`];
  }
}
