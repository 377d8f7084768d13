/**
 * Lazy values, which are known only at synthesis. To evaluate one in a constructor may give another value than later, or throw.
 */
import { DefaultTokenResolver, Intrinsic, type IResolvable, type IResolveContext, type IPostProcessor, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { referenceIn } from './references';

/** Whether the value of a token may change until synthesis. Those of references and intrinsic functions do not. */
export function isLazy(token: IResolvable): boolean {
  return !(token instanceof Intrinsic) && !referenceIn(token);
}

/** Resolves all tokens of a value but the lazy ones, which remain tokens. */
export function resolveKnown(value: unknown, scope: IConstruct): unknown {
  return Tokenization.resolve(value, { scope, resolver: new KnownResolver(), preparing: false });
}

class KnownResolver extends DefaultTokenResolver {
  public constructor() {
    super({ join: (left: unknown, right: unknown) => typeof left === 'string' && typeof right === 'string' ? left + right : { 'Fn::Join': ['', [left, right]] } });
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return isLazy(token) ? token.toString() : super.resolveToken(token, context, postProcessor);
  }
}
