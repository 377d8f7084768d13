export * from './application-capability';
export * from './capability';
export * from './existing-capability';
