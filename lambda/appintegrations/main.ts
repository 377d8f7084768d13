import { AssociationLifecycle } from './data-integration-association/association-lifecycle';
import { AppIntegrationsAssociations } from './data-integration-association/associations';
import { createEngine } from '../lifecycle/create-engine';
import type { Main } from '../lifecycle/entry';

let main: Main | undefined;

/** Made once for each environment of the function, so that clients keep their connections. */
export function createMain(): Main {
  main ??= createEngine((place) => new AssociationLifecycle(new AppIntegrationsAssociations(), place));
  return main;
}
