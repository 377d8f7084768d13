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
import { canonicalText } from '../../private/canonical';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { maxWaitSeconds } from '../../private/max-wait';
import { atSynthesis } from '../../private/notices';
import { warnOfWeakReference } from '../../private/references';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { checkMember, checkOneOf, checkProps, freeId } from '../../private/untyped';
import { APPLICATION_ARN } from '../arns';
import { OPENSEARCH } from '../service';

/** Properties of an `ApplicationCapability`. */
export interface ApplicationCapabilityProps {
  /**
   * The application, which must be in the account and region of the stack. To refer to an application that is not defined in this
   * app, use `Application.fromApplicationArn`.
   */
  readonly application: aws_opensearchservice.IApplicationRef;

  /**
   * The capability to register.
   *
   * @default Capability.AI
   */
  readonly capability?: Capability;

  /**
   * What to do if the application already has the capability.
   *
   * @default ExistingCapability.FAIL
   */
  readonly existingCapability?: ExistingCapability;

  /**
   * How long to wait until the capability is `active`: 1 second to 50 minutes, in whole seconds.
   *
   * @default Duration.minutes(30)
   */
  readonly maxWait?: Duration;

  /**
   * Whether to deregister the capability when the construct is removed. `DESTROY` deregisters it, unless it was adopted. `RETAIN`
   * and `RETAIN_ON_UPDATE_OR_DELETE` leave it registered.
   *
   * If the deployment that registered the capability fails, it is deregistered whatever the policy is, unless it was adopted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Registers a capability of an OpenSearch UI application, such as the AI features, and waits until it is active. The deployment
 * fails if the registration fails.
 *
 * CloudFormation has no resource type for this, so the construct defines a custom resource. In each stack, one Lambda function
 * and one state machine handle all such resources for OpenSearch Service. `OpenSearchHandlerConfig` has their settings.
 *
 * The constructor throws if the application is known to be in another account or region than the stack, or if `maxWait` is
 * outside of its limits. Synthesis fails if the app contains two constructs for the same capability of the same application.
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

  /** The ARN of the application, as it was passed to the construct. */
  public readonly applicationArn: string;

  /** The name of the capability, as the service writes it, such as `ai-capability`. */
  public readonly capabilityName: string;

  /**
   * @param scope the construct to define the capability in
   * @param id the id of the construct
   * @param props the application, the capability, and how to register it
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

    const reference = application.withStrongReferences(this);
    const properties: ApplicationCapabilityProperties = {
      ApplicationArn: reference.value,
      CapabilityName: capability,
      ExistingCapability: existingCapability ?? ExistingCapability.FAIL,
      MaxWaitSeconds: maxWaitSeconds(this, 'maxWait', maxWait),
    };
    const backend = Backend.of(this, OPENSEARCH);
    const resource = defineCustomResource(this, new.target, { backend, type: APPLICATION_CAPABILITY, properties, removalPolicy });
    const identity = new Identity(resource, { noun: 'ApplicationCapability', arns: [application], details: { capability } });
    resource.node.addDependency(backend.permit(CAPABILITY_APPLICATION, reference, resource));
    followConditions(this, resource, application.resources);
    this.node.addValidation({ validate: () => this.#validateOnly(identity) });
    atSynthesis(this, () => warnOfWeakReference(this, 'the application', reference.value));
  }

  /** Reports another construct for the same capability. In the same stack, the two would also have the same logical id. */
  #validateOnly(identity: Identity): string[] {
    const capability = canonicalText(this.capabilityName, Stack.of(this), 'app');
    const other = identity.claimInApp(this, ([arn]) => `capability ${arn} ${capability}`);
    if (!other) return [];
    return [`gives the same capability to the same application as ${JSON.stringify(other.node.path)}, and each of the two would remove it `
      + 'although the other needs it; remove one of them'];
  }
}
