import * as v from 'valibot';
import { Properties, ResourceContext, ResourceType, ServiceError } from '../core';
import { parse } from '../protocols';

// The schema of the resource type.
const assignmentProperties = v.strictObject({
  ApplicationArn: v.pipe(v.string(), v.regex(/^arn:aws(-[a-z]{1,5}){0,3}:sso::\d{12}:application\/(sso)?ins-[a-zA-Z0-9-.]{16}\/apl-[a-zA-Z0-9]{16}$/)),
  PrincipalId: v.pipe(v.string(), v.regex(/^([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}$/)),
  PrincipalType: v.picklist(['USER', 'GROUP']),
});

/** IAM Identity Center, as far as CloudFormation assigns users and groups to its applications. */
export class Sso {
  private readonly held = new Set<string>();

  /** One string for each: `ARN of the application|type|id`. */
  public assignments(): readonly string[] {
    return [...this.held];
  }

  public resourceTypes(): ResourceType[] {
    const read = (properties: Properties, { logicalId }: ResourceContext): string => {
      const { ApplicationArn, PrincipalType, PrincipalId } = parse(assignmentProperties, properties, logicalId);
      return [ApplicationArn, PrincipalType, PrincipalId].join('|');
    };
    return [{
      typeName: 'AWS::SSO::ApplicationAssignment',
      createOnly: ['ApplicationArn', 'PrincipalId', 'PrincipalType'],
      create: async (properties, context) => {
        const id = read(properties, context);
        if (this.held.has(id)) throw new ServiceError('ConflictException', `the assignment ${id} exists already`);
        this.held.add(id);
        return { physicalId: id, attributes: {} };
      },
      update: async (state) => state,
      delete: async ({ physicalId }) => void this.held.delete(physicalId),
    }];
  }
}
