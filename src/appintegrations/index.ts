export * from './app-integrations-handler-config';
export * from './data-integration';
export * from './kinds';
