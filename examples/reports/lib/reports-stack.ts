import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ReportsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const bucket = new s3.Bucket(this, 'Reports', { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });

    const render = new lambda.Function(this, 'Render', {
      runtime: lambda.Runtime.NODEJS_16_X,
      handler: 'render.handler',
      code: lambda.Code.fromAsset('functions/render'),
      timeout: Duration.minutes(5),
    });
    render.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: [bucket.bucketArn, `${bucket.bucketArn}/*`] }));

    const task = new ecs.FargateTaskDefinition(this, 'Export');
    task.addContainer('export', {
      image: ecs.ContainerImage.fromRegistry('postgres:17.2'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'export' }),
    });
  }
}
