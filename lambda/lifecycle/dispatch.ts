/**
 * Tells the kinds of resources of one service apart, which one function serves: each request goes to the engine of its type.
 */
import * as v from 'valibot';
import type { Main } from './entry';
import { parse } from './request';

/** A kind of resource. */
export interface Kind {
  /** As it stands in templates and in requests. */
  readonly resourceType: string;
  createMain(): Main;
}

const TYPED = v.object({ ResourceType: v.string() });
const STEP = v.object({ execution: v.object({ request: TYPED }) });

export function dispatch(kinds: readonly Kind[]): Main {
  // Made once for each environment of the function, and only for the kinds that it serves: clients keep their connections.
  const mains = new Map<string, Main>();
  const mainOf = (type: string): Main => {
    const kind = kinds.find(({ resourceType }) => resourceType === type);
    if (!kind) throw new Error(`this version of the handler knows no ${type}: deploy the stack again with the version that defines it`);
    const main = mains.get(type) ?? kind.createMain();
    mains.set(type, main);
    return main;
  };
  return {
    begin: async (event, context) => mainOf(parse(TYPED, event, 'the request of CloudFormation').ResourceType).begin(event, context),
    advance: async (event, context) => mainOf(parse(STEP, event, 'the task of the state machine').execution.request.ResourceType).advance(event, context),
  };
}
