export * from './handler-settings';
export * from './handler-vpc';
