export * from './existing-access';
export * from './vpc-access';
export * from './vpc-endpoint-access';
export * from './vpc-endpoint-principal';
