export * from './customer-profiles-export';
