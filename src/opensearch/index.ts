export * from './kinds';
export * from './open-search-handler-config';
