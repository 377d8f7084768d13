export * from './handler-settings';
