/**
 * The capabilities of OpenSearch UI applications, in addition to showing data.
 *
 * | the capability is    | register                                | deregister                       |
 * |----------------------|-----------------------------------------|----------------------------------|
 * | not registered       | `creating`, until it is due             | ResourceNotFoundException        |
 * | `creating`           | as `again` says                         | ConflictException                |
 * | `active`             | as `again` says                         | `deleting`, until it is due      |
 * | `…_failed`           | `creating`                              | `deleting`, until it is due      |
 * | `deleting`           | ConflictException                       | ConflictException                |
 *
 * Nothing runs in the background: when and how a state ends is decided at its start, and a read after that time finds it ended.
 */

import { Applications } from './opensearch-applications';
import { conflict, Input, notFound } from './opensearch-wire';
import { Clock } from '../../platform/core';

/** The behaviour that the documentation leaves open, or that depends on chance. */
export interface CapabilityBehaviour {
  /** How long a registration takes, in seconds of the local cloud's clock, and how it ends. Or it never ends. */
  readonly registered: { readonly takes: number; readonly then: 'active' | 'create_failed' } | 'never';
  /** The same for a deregistration. */
  readonly deregistered: { readonly takes: number; readonly then: 'gone' | 'delete_failed' };
  /** The result of registering a capability that is already registered. @default 'keep' */
  readonly again: 'keep' | 'refuse';
}

export type CapabilityStatus = 'creating' | 'create_failed' | 'active' | 'deleting' | 'delete_failed';

export interface Capability {
  readonly applicationId: string;
  readonly name: string;
  readonly status: CapabilityStatus;
  /** The ARN of the principal that registered it. */
  readonly registeredBy: string;
}

interface CapabilityRecord extends Capability {
  /** The next status, and when it is reached. */
  readonly next?: { readonly at: number; readonly status: CapabilityStatus | 'gone' };
}

export class Capabilities {
  private readonly records = new Map<string, CapabilityRecord>();
  private behaviour: CapabilityBehaviour = {
    registered: { takes: 1, then: 'active' }, deregistered: { takes: 1, then: 'gone' }, again: 'keep',
  };

  public constructor(private readonly clock: Clock, private readonly applications: Applications) {}

  public behave(changes: Partial<CapabilityBehaviour>): void {
    this.behaviour = { ...this.behaviour, ...changes };
  }

  public register({ applicationId, capabilityName: name }: Pick<Input<'RegisterCapability'>, 'applicationId' | 'capabilityName'>, registeredBy: string) {
    this.applications.get(applicationId);
    const existing = this.find(applicationId, name);
    if (existing?.status === 'deleting') throw conflict(`capability ${name} is being deleted`);
    if (existing && !existing.status.endsWith('_failed')) {
      if (this.behaviour.again === 'refuse') throw conflict(`capability ${name} is registered already`);
      return published(existing);
    }
    const { registered } = this.behaviour;
    const next = registered === 'never' ? undefined : { at: this.clock.now() + registered.takes * 1000, status: registered.then };
    return published(this.put({ applicationId, name, status: 'creating', registeredBy: existing?.registeredBy ?? registeredBy, next }));
  }

  public get({ applicationId, capabilityName }: Input<'GetCapability'>) {
    return published(this.existing(applicationId, capabilityName));
  }

  public deregister({ applicationId, capabilityName }: Input<'DeregisterCapability'>) {
    const record = this.existing(applicationId, capabilityName);
    if (record.status === 'creating' || record.status === 'deleting') throw conflict(`capability ${capabilityName} is ${record.status}`);
    const { takes, then } = this.behaviour.deregistered;
    const { status } = this.put({ ...record, status: 'deleting', next: { at: this.clock.now() + takes * 1000, status: then } });
    return { status };
  }

  public all(): readonly Capability[] {
    return [...this.records.values()].flatMap(({ applicationId, name }) => this.find(applicationId, name) ?? []);
  }

  /** Ends registrations and deregistrations that would never end. */
  public settle(): void {
    for (const record of this.records.values()) if (record.status === 'creating' && !record.next) this.put({ ...record, status: 'active' });
  }

  /** Removes everything that is deleted with an application. */
  public dropAll(applicationId: string): void {
    for (const [key, record] of this.records) if (record.applicationId === applicationId) this.records.delete(key);
  }

  private existing(applicationId: string, name: string): CapabilityRecord {
    this.applications.get(applicationId);
    const record = this.find(applicationId, name);
    if (!record) throw notFound(`application ${applicationId} has no capability ${name}`);
    return record;
  }

  private find(applicationId: string, name: string): CapabilityRecord | undefined {
    const record = this.records.get(`${applicationId} ${name}`);
    if (!record?.next || record.next.at > this.clock.now()) return record;
    if (record.next.status !== 'gone') return this.put({ ...record, status: record.next.status, next: undefined });
    this.records.delete(`${applicationId} ${name}`);
    return undefined;
  }

  private put(record: CapabilityRecord): CapabilityRecord {
    this.records.set(`${record.applicationId} ${record.name}`, record);
    return record;
  }
}

function published({ applicationId, name, status }: Capability) {
  const failures = [{ reason: 'KMS_KEY_INSUFFICIENT_PERMISSION', details: 'the service may not use the key of the application' }];
  return { capabilityName: name, applicationId, status, capabilityConfig: { aiConfig: {} }, ...status.endsWith('_failed') ? { failures } : {} };
}
