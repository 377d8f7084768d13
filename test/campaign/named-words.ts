/** Parts of the named histories, mostly for attachments. */
import type { AttachmentSpec } from './attachment-history';
import type { Action, Mishap } from './history';

export const LOGS: AttachmentSpec = {
  application: 0, domain: 0, workspace: 'none', existing: 'FAIL', pending: 'WAIT', maxWait: 600, deletionPolicy: 'Delete',
};

export const METRICS: AttachmentSpec = { ...LOGS, domain: 1 };

export const RETAINED: AttachmentSpec = { ...LOGS, deletionPolicy: 'RetainExceptOnCreate' };

export function deploy<S>(resources: Readonly<Record<string, S>>, ...mishaps: readonly Mishap[]): Extract<Action<S>, { kind: 'deploy' }> {
  return { kind: 'deploy', stack: 0, resources, mishaps };
}

export function fault(service: string, operation: string, effect: Extract<Mishap, { kind: 'fault' }>['fault']['effect'], times = 1, skip = 0): Mishap {
  return { kind: 'fault', fault: { service, operation, effect, times, skip } };
}

export const REFUSED = { kind: 'error', code: 'ValidationException', status: 400 } as const;

export const UNREADABLE = { kind: 'unreadable', status: 200, body: '<html>' } as const;

/** A role that was made just now. */
export const UNAVAILABLE = { kind: 'error', code: 'SlowDown', status: 503 } as const;

/** A role that was made just now. */
export const NOT_YET_ALLOWED = fault('lambda', 'Invoke', {
  kind: 'error', code: 'AccessDeniedException', status: 403, message: 'User: role is not authorized to perform: lambda:InvokeFunction on resource: handler',
}, 3);
