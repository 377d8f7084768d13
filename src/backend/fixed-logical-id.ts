import { type CfnElement, type IResolvable, type IResolveContext, Lazy } from 'aws-cdk-lib/core';

/**
 * Has a logical id found out once. What a thousand resources refer to or depend on would have it hashed anew for each of them,
 * several times. It is found out when the app is synthesized, so that it can be renamed until then.
 */
export function fixLogicalId(element: CfnElement): void {
  element.overrideLogicalId(Lazy.string({ produce: () => element.stack.getLogicalId(element) }));
}

/**
 * An attribute that nothing outside the resource's own stack refers to. Before it writes templates, the CDK searches all
 * values for references to other stacks, and here need not look.
 */
export class OwnAttribute implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly reference: IResolvable) {}

  public resolve(context: IResolveContext): unknown {
    return context.preparing ? '' : this.reference;
  }

  public toString(): string {
    return this.reference.toString();
  }
}
