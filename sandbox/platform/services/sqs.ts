import * as v from 'valibot';
import { Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { physicalName } from '../names';
import { cfnBoolean, parse } from '../protocols';

const queueProperties = v.object({
  QueueName: v.optional(v.string()), FifoQueue: v.optional(cfnBoolean, false), KmsMasterKeyId: v.optional(v.string()),
});

interface Queue {
  /** The messages, in the order in which they were sent. */
  readonly messages: string[];
  keyId?: string;
}

/** Amazon SQS, as far as CloudFormation creates queues and Lambda sends to them. */
export class Sqs {
  /** By ARN. */
  private readonly queues = new Map<string, Queue>();

  public constructor(private readonly place: Place) {}

  public has(queueArn: string): boolean {
    return this.queues.has(queueArn);
  }

  /** The id, ARN or alias of the key that encrypts a queue, or undefined if it is a key of SQS itself. */
  public keyOf(queueArn: string): string | undefined {
    return this.queues.get(queueArn)?.keyId;
  }

  /** Sends a message for a service. The message is lost if the queue does not exist. */
  public send(queueArn: string, body: string): void {
    this.queues.get(queueArn)?.messages.push(body);
  }

  /** The messages that were sent to all queues. */
  public messages(): readonly string[] {
    return [...this.queues.values()].flatMap(({ messages }) => messages);
  }

  public resourceTypes(): ResourceType[] {
    const { partition, region, account } = this.place;
    const state = (name: string): ResourceState => {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
      return { physicalId: QueueUrl, attributes: { Arn: `arn:${partition}:sqs:${region}:${account}:${name}`, QueueName: name, QueueUrl } };
    };
    return [{
      typeName: 'AWS::SQS::Queue',
      createOnly: ['QueueName', 'FifoQueue'],
      create: async (properties: Properties, context: ResourceContext) => {
        const { QueueName, FifoQueue, KmsMasterKeyId } = parse(queueProperties, properties, context.logicalId);
        const made = state(QueueName ?? `${physicalName(context, 75)}${FifoQueue ? '.fifo' : ''}`);
        if (this.has(String(made.attributes.Arn))) throw new ServiceError('QueueAlreadyExists', `The queue already exists: ${made.physicalId}`);
        this.queues.set(String(made.attributes.Arn), { messages: [], keyId: KmsMasterKeyId });
        return made;
      },
      update: async (made, properties, _old, context) => {
        const queue = this.queues.get(String(made.attributes.Arn));
        if (queue) queue.keyId = parse(queueProperties, properties, context.logicalId).KmsMasterKeyId;
        return made;
      },
      delete: async ({ attributes }) => void this.queues.delete(String(attributes.Arn)),
    }];
  }
}
