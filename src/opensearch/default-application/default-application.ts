import { type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { DEFAULT_APPLICATION, type DefaultApplicationProperties } from './default-application-properties';
import { ExistingDefault } from './existing-default';
import { DEFAULT_SETTING, DEFAULTED_APPLICATION } from './target-types';
import { Backend } from '../../backend/backend';
import { defineCustomResource } from '../../backend/custom-resource';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { claim } from '../../private/shared-state';
import { checkMember, checkOneOf, checkProps, freeId } from '../../private/untyped';
import { APPLICATION_ARN } from '../arns';
import { OPENSEARCH } from '../service';

/** Properties of the default application. */
export interface DefaultApplicationProps {
  /** The application, in the region and account of the stack. Another one takes its place within seconds, and a rollback takes that back. */
  readonly application: aws_opensearchservice.IApplicationRef;

  /**
   * What to do when there is a default already.
   *
   * @default ExistingDefault.FAIL
   */
  readonly existingDefault?: ExistingDefault;

  /**
   * Whether to give the setting up when the construct is removed: `DESTROY` gives it up if it still names the application and was not
   * adopted, `RETAIN` and `RETAIN_ON_UPDATE_OR_DELETE` leave it. What a deployment set that fails is given up in any case.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Makes an OpenSearch UI application the default of its account and region. There is one at most.
 *
 * CloudFormation has no resource for this. The construct is a custom resource; one function and one state machine serve all resources
 * of the service in a stack, see `OpenSearchHandlerConfig` for their settings.
 *
 * Its constructor throws if the application is known to be of another region or account than the stack. Two constructs in one stack, or
 * in two stacks that are known to share account and region, fail the synthesis.
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

  /** The ARN of the application, as it was given. */
  public readonly applicationArn: string;

  /**
   * @param scope the construct to define the default in
   * @param id the id of the construct
   * @param props which application it is
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

    const properties: DefaultApplicationProperties = {
      ApplicationArn: application.value,
      ExistingDefault: existingDefault ?? ExistingDefault.FAIL,
    };
    const provider = Backend.of(this, OPENSEARCH);
    const resource = defineCustomResource(this, new.target, { provider, type: DEFAULT_APPLICATION, properties, removalPolicy });
    const identity = new Identity(resource, { noun: 'DefaultApplication', arns: [] });
    resource.node.addDependency(
      provider.permit(DEFAULTED_APPLICATION, application, resource), provider.permit(DEFAULT_SETTING, application, resource),
    );
    followConditions(this, resource, application.resources);
    this.node.addValidation({ validate: () => this.validateOnly(identity) });
  }

  private validateOnly(identity: Identity): string[] {
    const { region, account } = environmentOf(Stack.of(this));
    const other = identity.claim(this) ?? (region && account ? claim(this, `default application of ${account} in ${region}`) : undefined);
    if (!other) return [];
    return [`sets the default application, and so does ${JSON.stringify(other.node.path)}, but an account has only one in each region; remove one of them`];
  }
}
