import { FlowLogDestination, FlowLogTrafficType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A network with nothing but subnets: no gateway, no address translation, nothing that costs. */
export function createNetwork(scope: Construct): Vpc {
  const logGroup = new LogGroup(scope, 'NetworkLog', { retention: RetentionDays.ONE_MONTH });
  return new Vpc(scope, 'Network', {
    maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    // Nothing is in the default security group, and a custom resource would bring a function with rights of its own.
    restrictDefaultSecurityGroup: false,
    flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(logGroup), trafficType: FlowLogTrafficType.ALL } },
  });
}
