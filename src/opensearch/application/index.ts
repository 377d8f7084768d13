export * from './administrator';
export * from './application';
export * from './application-grants';
export * from './identity-center';
