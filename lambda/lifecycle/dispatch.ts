/**
 * Passes each request to the engine of its resource type. One function serves all kinds of resources of a service.
 */
import * as v from 'valibot';
import type { Engine } from './entry';
import { parse } from './parse';

/** A kind of resource. */
export interface Kind {
  /** The type in templates and in requests. */
  readonly resourceType: string;
  createEngine(): Engine;
}

const TYPED = v.object({ ResourceType: v.string() });
const STEP = v.object({ execution: v.object({ request: TYPED }) });

export function dispatch(kinds: readonly Kind[]): Engine {
  // Each engine is created once for each environment of the function, when it is first needed: its clients keep their
  // connections.
  const engines = new Map<string, Engine>();
  const engineOf = (type: string): Engine => {
    const kind = kinds.find(({ resourceType }) => resourceType === type);
    if (!kind) throw new Error(`this version of the handler does not know ${type}; deploy the stack with the version of the library that defines it`);
    const engine = engines.get(type) ?? kind.createEngine();
    engines.set(type, engine);
    return engine;
  };
  return {
    start: async (event, context) => engineOf(parse(TYPED, event, 'the request of CloudFormation').ResourceType).start(event, context),
    advance: async (event, context) => engineOf(parse(STEP, event, 'the task of the state machine').execution.request.ResourceType).advance(event, context),
  };
}
