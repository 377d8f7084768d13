import { type CfnElement, type IResolvable, type IResolveContext, Lazy } from 'aws-cdk-lib/core';

/**
 * Makes the CDK determine a logical id only once. Otherwise the CDK would hash it again, several times, for each of a thousand
 * resources that refer to the element or depend on it. The id is determined at synthesis, so it can still be overridden before.
 */
export function fixLogicalId(element: CfnElement): void {
  element.overrideLogicalId(Lazy.string({
    produce: () => {
      const id = element.stack.getLogicalId(element);
      override(element, id);
      return id;
    },
  }));
}

/** From now on, the CDK need not resolve a token for each resource either. */
function override(element: CfnElement, id: string): void {
  try {
    element.overrideLogicalId(id);
  } catch {
    // The CDK locks the ids of elements whose attributes are exported. Such an id is still a token, with the same value.
  }
}

/**
 * An attribute that only resources of the same stack refer to. Before the CDK writes templates, it searches all values for
 * references to other stacks. This class makes it skip the attribute, which saves time.
 */
export class SameStackAttribute implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(private readonly reference: IResolvable) {}

  public resolve(context: IResolveContext): unknown {
    return context.preparing ? '' : this.reference;
  }

  public toString(): string {
    return this.reference.toString();
  }
}
