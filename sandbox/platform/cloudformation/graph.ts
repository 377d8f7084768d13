import { isCustom, Resolver } from './resolver';
import { Template, ValidationError } from './template';

/** The resources that each resource depends on. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** The resources whose conditions hold, each with the resources that it names in DependsOn or refers to. */
export function dependencyGraph(template: Template, resolver: Resolver): Graph {
  const active = Object.entries(template.Resources).filter(([, resource]) => resolver.holds(resource.Condition));
  const ids = new Set(active.map(([id]) => id));
  /** A resource that a condition excludes counts as missing. */
  const refuseUnresolved = (names: readonly string[], block: 'Resources' | 'Outputs'): void => {
    const unresolved = [...new Set(names)].filter((name) => !ids.has(name) && !(name in template.Parameters) && !name.startsWith('AWS::'));
    if (unresolved.length === 0) return;
    throw new ValidationError(`Template format error: Unresolved resource dependencies [${unresolved.join(', ')}] in the ${block} block of the template`);
  };
  const graph = new Map(active.map(([id, resource]) => {
    const references = resolver.references(resource.Properties);
    refuseUnresolved(references, 'Resources');
    const missing = resource.DependsOn.filter((name) => !(name in template.Resources));
    if (missing.length > 0) {
      throw new ValidationError(`Template format error: Unresolved resource dependencies [${missing.join(', ')}] in the DependsOn of ${id}`);
    }
    if (isCustom(resource.Type) && resource.Properties.ServiceToken === undefined) {
      throw new ValidationError(`Template format error: [/Resources/${id}] a custom resource needs the property ServiceToken`);
    }
    return [id, [...new Set([...resource.DependsOn, ...references])].filter((name) => ids.has(name))];
  }));
  refuseCycle(graph);
  for (const { Condition, Value, Export } of Object.values(template.Outputs)) {
    if (resolver.holds(Condition)) refuseUnresolved(resolver.references([Value, Export?.Name]), 'Outputs');
  }
  return graph;
}

function refuseCycle(graph: Graph): void {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) {
      throw new ValidationError(`Circular dependency between resources: [${path.slice(path.indexOf(id)).join(', ')}]`);
    }
    if (done.has(id)) return;
    for (const dependency of graph.get(id) ?? []) visit(dependency, [...path, id]);
    done.add(id);
  };
  for (const id of graph.keys()) visit(id, []);
}

/** The same graph in the other direction: the resources that must be deleted before each resource. */
export function reversed(graph: Graph): Graph {
  const dependents = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, dependencies] of graph) {
    for (const dependency of dependencies) dependents.get(dependency)?.push(id);
  }
  return dependents;
}

/**
 * Visits each resource after everything that it depends on, and independent ones at the same time. Resources that depend on a
 * failed one are skipped. Returns the resources whose own visit failed.
 */
export async function walk(graph: Graph, visit: (id: string) => Promise<void>): Promise<string[]> {
  const failed: string[] = [];
  const visits = new Map<string, Promise<void>>();
  const start = (id: string): Promise<void> => {
    const started = visits.get(id) ?? Promise.all((graph.get(id) ?? []).map(start)).then(async () => {
      await visit(id).catch((error: unknown) => {
        failed.push(id);
        throw error;
      });
    });
    visits.set(id, started);
    return started;
  };
  await Promise.allSettled([...graph.keys()].map(start));
  return failed;
}
