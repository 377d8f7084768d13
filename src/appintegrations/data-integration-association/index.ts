export * from './data-integration-association';
export * from './data-integration-association-grants';
export * from './destination';
export * from './execution-configuration';
export * from './existing-association';
export * from './export-time';
export * from './job-completion';
export * from './remaining-association';
