import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { AuroraPostgresEngineVersion, type CfnDBCluster, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, ParameterGroup } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { createNetwork } from './create-network.js';
import type { DatabaseReference } from './types.js';

export interface PgCognitionDatabaseProps {
  /** `postgres` of pgcog.config.ts. Default 17. */
  readonly postgres?: 17 | 18;
  /** Another release than {@link releases} has: `17.9`. Its major version must be that of `postgres`. */
  readonly release?: string;
  /** Default `app`. */
  readonly databaseName?: string;
  /** A network with isolated subnets in two zones at least. Default: one of its own, that nothing outside reaches. */
  readonly vpc?: IVpc;
  /** Aurora capacity units, from 0 (pauses after five minutes) to 256. Default 0.5 to 8. */
  readonly capacity?: { readonly min: number; readonly max: number };
  /** A second instance in another zone, that takes over. Default false. */
  readonly standby?: boolean;
  /** Days that backups are kept: 1 to 35. Default 14. */
  readonly backupDays?: number;
}

/** Aurora's releases by major version; newer minor ones are installed in the cluster's maintenance window. */
const releases: Readonly<Record<17 | 18, string>> = { 17: '17.7', 18: '18.4' };

/**
 * An Aurora PostgreSQL cluster, Serverless v2, with the Data API on, encrypted, in subnets that lead nowhere. Its master
 * user's password is made, kept and rotated by RDS. Statements are not logged: they hold people's data.
 */
export class PgCognitionDatabase extends Construct implements DatabaseReference {
  /** A cluster that is there already, with the Data API on and a database of its own for the project. */
  static fromExisting(existing: DatabaseReference): DatabaseReference {
    return existing;
  }

  readonly cluster: DatabaseCluster;
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  readonly clusterArn: string;
  readonly ownerSecretArn: string;
  readonly databaseName: string;

  constructor(scope: Construct, id: string, props: PgCognitionDatabaseProps = {}) {
    super(scope, id);
    this.databaseName = props.databaseName ?? 'app';
    // The class does not fit its own interface where optional properties are exact.
    this.vpc = props.vpc ?? (createNetwork(this) as IVpc);
    this.securityGroup = new SecurityGroup(this, 'Access', { vpc: this.vpc, description: 'The database: reached by the Data API, so by no address at all', allowAllOutbound: false });
    this.cluster = createCluster(this, props, { vpc: this.vpc, securityGroup: this.securityGroup, databaseName: this.databaseName });
    const made = this.cluster.node.defaultChild as CfnDBCluster;
    this.clusterArn = this.cluster.clusterArn;
    this.ownerSecretArn = made.attrMasterUserSecretSecretArn;
  }
}

interface Place {
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  readonly databaseName: string;
}

function createCluster(scope: Construct, props: PgCognitionDatabaseProps, { vpc, securityGroup, databaseName }: Place): DatabaseCluster {
  const { min, max } = props.capacity ?? { min: 0.5, max: 8 };
  const engine = DatabaseClusterEngine.auroraPostgres({ version: releaseOf(props) });
  return new DatabaseCluster(scope, 'Cluster', {
    engine, vpc, securityGroups: [securityGroup], vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, defaultDatabaseName: databaseName,
    writer: ClusterInstance.serverlessV2('Writer', { enablePerformanceInsights: true }),
    ...(props.standby === true && { readers: [ClusterInstance.serverlessV2('Standby', { scaleWithWriter: true, enablePerformanceInsights: true })] }),
    serverlessV2MinCapacity: min, serverlessV2MaxCapacity: max, ...(min === 0 && { serverlessV2AutoPauseDuration: Duration.minutes(5) }),
    enableDataApi: true, manageMasterUserPassword: true, iamAuthentication: true, storageEncrypted: true,
    backup: { retention: Duration.days(props.backupDays ?? 14) }, copyTagsToSnapshot: true, cloudwatchLogsExports: ['postgresql'],
    deletionProtection: true, removalPolicy: RemovalPolicy.SNAPSHOT,
    parameterGroup: new ParameterGroup(scope, 'Parameters', { engine, description: 'pg-cognition: TLS alone, SCRAM alone, no statements or values in logs', parameters }),
  });
}

/** Values must not come into logs by the way of errors either: details and contexts hold keys that are there already, and statements of functions. */
const parameters: Readonly<Record<string, string>> = {
  'rds.force_ssl': '1', password_encryption: 'scram-sha-256', log_statement: 'none', log_min_duration_statement: '-1', log_min_error_statement: 'panic',
  log_error_verbosity: 'terse', log_parameter_max_length: '0', log_parameter_max_length_on_error: '0', log_connections: '0', log_disconnections: '0',
};

/** @throws Error where the release is of another major version */
function releaseOf({ postgres = 17, release = releases[postgres] }: PgCognitionDatabaseProps): AuroraPostgresEngineVersion {
  if (!release.startsWith(`${postgres}.`)) throw new Error(`release ${release} is not of PostgreSQL ${postgres}, which the API is generated for`);
  return AuroraPostgresEngineVersion.of(release, String(postgres));
}
