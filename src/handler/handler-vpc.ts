import type { aws_ec2 } from 'aws-cdk-lib/interfaces';

/**
 * The subnets and security groups of the handler's function.
 *
 * The function must be able to reach the AWS services that it calls, and Amazon S3, where CloudFormation receives responses. This
 * takes NAT or VPC endpoints. If the function cannot reach S3, it cannot respond, and each deployment takes an hour to fail. [The
 * guide to VPCs](https://github.com/cdk-data-attachments/cdk-data-attachments/blob/main/docs/vpc.md) lists all endpoints.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export interface HandlerVpc {
  /**
   * The subnets of the function's network interfaces: 1 to 16, all in one VPC. Use private subnets, because the function gets no
   * public address in a public subnet.
   */
  readonly subnets: aws_ec2.ISubnetRef[];

  /** The security groups of the function's network interfaces: 1 to 5. They must allow outgoing HTTPS. */
  readonly securityGroups: aws_ec2.ISecurityGroupRef[];
}
