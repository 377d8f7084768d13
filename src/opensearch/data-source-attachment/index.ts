export * from './collection-access';
export * from './data-source';
export * from './data-source-attachment';
export * from './data-source-attachment-grants';
export * from './data-source-attachment-ref';
export * from './existing-attachment';
export * from './pending-attachment';
export * from './workspace';
