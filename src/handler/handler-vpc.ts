import type { aws_ec2 } from 'aws-cdk-lib/interfaces';

/**
 * Where in a VPC the handler's function is. The VPC has to let it reach the services of AWS that it calls, and Amazon S3,
 * where CloudFormation takes its answers: by NAT, or by VPC endpoints. A function that reaches no S3 cannot answer, and each
 * deployment then takes an hour to fail. The guide lists what has to be reached.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export interface HandlerVpc {
  /**
   * The subnets of the function's network interfaces, from 1 to 16, all of one VPC. A public subnet does not give the
   * function a public address: use private ones.
   */
  readonly subnets: aws_ec2.ISubnetRef[];

  /** The security groups of the function's network interfaces, from 1 to 5. They have to allow HTTPS outwards. */
  readonly securityGroups: aws_ec2.ISecurityGroupRef[];
}
