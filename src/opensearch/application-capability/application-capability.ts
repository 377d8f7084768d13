import { type Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { Capability } from './capability';
import { APPLICATION_CAPABILITY, type ApplicationCapabilityProperties } from './capability-properties';
import { ExistingCapability } from './existing-capability';
import { CAPABILITY_APPLICATION } from './target-types';
import { Backend } from '../../backend/backend';
import { defineCustomResource } from '../../backend/custom-resource';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { maxWaitSeconds } from '../../private/max-wait';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { checkMember, checkOneOf, checkProps, freeId } from '../../private/untyped';
import { APPLICATION_ARN } from '../arns';
import { OPENSEARCH } from '../service';

/** Properties of a capability of an application. */
export interface ApplicationCapabilityProps {
  /** The application, in the region and account of the stack. */
  readonly application: aws_opensearchservice.IApplicationRef;

  /**
   * What the application is to be capable of.
   *
   * @default Capability.AI
   */
  readonly capability?: Capability;

  /**
   * What to do when the application has the capability already.
   *
   * @default ExistingCapability.FAIL
   */
  readonly existingCapability?: ExistingCapability;

  /**
   * How long to wait until the capability is `active`, in whole seconds up to 50 minutes.
   *
   * @default Duration.minutes(30)
   */
  readonly maxWait?: Duration;

  /**
   * Whether to deregister the capability when the construct is removed: `DESTROY` deregisters it unless it was adopted, `RETAIN` and
   * `RETAIN_ON_UPDATE_OR_DELETE` leave it. What a deployment registered that fails is deregistered in any case, unless it was adopted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Gives an OpenSearch UI application a capability, such as the AI features, and waits until it is active.
 *
 * CloudFormation has no resource for this. The construct is a custom resource; one function and one state machine serve all resources
 * of the service in a stack, see `OpenSearchHandlerConfig` for their settings.
 *
 * Its constructor throws if the application is known to be of another region or account than the stack. Two constructs for the same
 * capability of the same application in one app fail the synthesis.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_RegisterCapability.html
 * @exampleMetadata fixture=opensearch
 * @example
 * new ApplicationCapability(stack, 'Ai', { application });
 */
@propertyInjectable
export class ApplicationCapability extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.opensearch.ApplicationCapability';

  /** The ARN of the application, as it was given. */
  public readonly applicationArn: string;

  /** The name of the capability. */
  public readonly capabilityName: string;

  /**
   * @param scope the construct to define the capability in
   * @param id the id of the construct
   * @param props what the application is to be capable of
   */
  constructor(scope: Construct, id: string, props: ApplicationCapabilityProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { capability = Capability.AI, existingCapability, maxWait, removalPolicy } = props;
    checkMember(this, 'application', props.application, 'applicationRef.applicationArn', 'string',
      'a CfnApplication or Application.fromApplicationArn(…)');
    checkOneOf(this, 'capability', capability, Capability);
    checkOneOf(this, 'existingCapability', existingCapability, ExistingCapability);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'a capability');
    const application = new KnownArn(props.application.applicationRef.applicationArn, props.application.env);
    application.checkShape(this, 'application', APPLICATION_ARN);
    application.checkEnvironment(this, 'application', environmentOf(Stack.of(this)), 'the stack');
    this.applicationArn = application.value;
    this.capabilityName = capability;

    const properties: ApplicationCapabilityProperties = {
      ApplicationArn: application.value,
      CapabilityName: capability,
      ExistingCapability: existingCapability ?? ExistingCapability.FAIL,
      MaxWaitSeconds: maxWaitSeconds(this, 'maxWait', maxWait),
    };
    const provider = Backend.of(this, OPENSEARCH);
    const resource = defineCustomResource(this, new.target, { provider, type: APPLICATION_CAPABILITY, properties, removalPolicy });
    const identity = new Identity(resource, { noun: 'ApplicationCapability', arns: [application], details: { capability } });
    resource.node.addDependency(provider.permit(CAPABILITY_APPLICATION, application, resource));
    followConditions(this, resource, application.resources);
    this.node.addValidation({ validate: () => this.validateOnly(identity) });
  }

  /** In its own stack, a second one would have the same logical id. */
  private validateOnly(identity: Identity): string[] {
    const other = identity.claimInApp(this, ([arn]) => `capability ${arn} ${this.capabilityName}`);
    if (!other) return [];
    return [`gives the same capability to the same application as ${JSON.stringify(other.node.path)}, and each of the two would remove it `
      + 'although the other needs it; remove one of them'];
  }
}
