export * from './default-application';
export * from './existing-default';
