import { entry } from '../lifecycle/entry';

export const handler = entry(async () => (await import('./main.js')).createMain());
