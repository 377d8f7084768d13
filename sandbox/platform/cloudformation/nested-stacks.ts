import * as v from 'valibot';
import { Properties, ResourceContext, ResourceState, ResourceType } from '../core';
import { physicalName } from '../names';
import { parse } from '../protocols';
import { ResourceFailure } from './provisioner';
import { Stack } from './stack';
import { DeployRequest, Stacks } from './stacks';

const PARAMETERS = v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String)));
const PROPERTIES = v.object({
  TemplateURL: v.string(),
  Parameters: v.optional(v.unknown(), {}),
  Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []),
  NotificationARNs: v.optional(v.array(v.string()), []),
});

export interface NestedStacksOptions {
  stacks(): Stacks;
  /** The text of a template by its URL. */
  template(url: string): string;
}

/**
 * Stacks as resources of other stacks. If a creation fails, the nested stack is kept for its parent to delete. If an update
 * fails, the nested stack rolls back by itself. Unlike in AWS, it cleans up at the end of its own update, not of its parent's.
 */
export function nestedStackType({ stacks, template }: NestedStacksOptions): ResourceType {
  const request = (name: string, properties: Properties, context: ResourceContext): DeployRequest => {
    const { TemplateURL, Parameters, Tags, NotificationARNs } = parse(PROPERTIES, properties, context.logicalId);
    const parameters = v.safeParse(PARAMETERS, Parameters);
    if (!parameters.success) throw new ResourceFailure('Value of property Parameters must be an object with String (or simple type) properties');
    return {
      stackName: name,
      template: template(TemplateURL),
      parameters: parameters.output,
      tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
      notificationArns: NotificationARNs,
      parentId: context.stackId,
    };
  };
  return {
    typeName: 'AWS::CloudFormation::Stack',
    createOnly: [],
    create: async (properties, context) => {
      const stack = stacks().start({
        ...request(physicalName(context, 128), properties, context), mode: { express: context.express, disableRollback: true },
      });
      context.initiated?.(stack.id);
      await stacks().settled(stack);
      if (stack.status === 'CREATE_COMPLETE') return state(stack);
      throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully created: ${stack.statusReason ?? ''}`, { leftBehind: state(stack) });
    },
    update: async ({ physicalId }, properties, _old, context) => {
      const stack = stacks().get(physicalId);
      const { deployable } = stacks().prepare(request(physicalId, properties, context));
      if (!stacks().isChange(stack, deployable)) return state(stack);
      stacks().execute(stack, deployable, { mode: { express: context.express } });
      await stacks().settled(stack);
      if (stack.status === 'UPDATE_COMPLETE') return state(stack);
      throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully updated. Currently in ${stack.status} with reason: ${reasonOf(stack)}`);
    },
    delete: async ({ physicalId }) => {
      const stack = await stacks().settled(stacks().delete(physicalId));
      if (stack.status === 'DELETE_COMPLETE') return;
      throw new ResourceFailure(`Embedded stack ${stack.id} was not successfully deleted: ${stack.statusReason ?? ''}`);
    },
  };
}

function state(stack: Stack): ResourceState {
  return { physicalId: stack.id, attributes: Object.fromEntries(stack.outputs.map(({ key, value }) => [`Outputs.${key}`, value])) };
}

/** The reason why a stack rolled back. Its status no longer contains it. */
function reasonOf({ events, name }: Stack): string {
  return events.filter((event) => event.logicalId === name && event.status === 'UPDATE_ROLLBACK_IN_PROGRESS').at(-1)?.reason ?? '';
}
