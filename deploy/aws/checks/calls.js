// The calls that the jobs make, and those that none of them may make. Names are those of env.example.
const account = '123456789012';
const arn = (service, resource) => `arn:aws:${service}:eu-central-1:${account}:${resource}`;
const bucket = (purpose, key) => `arn:aws:s3:::fleetlake-prod-${purpose}-${account}${key ? `/${key}` : ''}`;
const source = (key) => `arn:aws:s3:::acme-fleet-events${key ? `/${key}` : ''}`;
const role = (name) => `arn:aws:iam::${account}:role/${name}`;
const on = (actions, resource, context) => actions.map((action) => [action, resource, context]);

const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const key = arn('kms', 'key/lake');
const viaS3 = { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' };
const part = 'date=2019-06-01/event=update/part-00000.parquet';

const readSource = [
  ['s3:ListBucket', source(), { 's3:prefix': 'data/2019-06-01-' }],
  ['s3:GetObject', source('data/2019-06-01-15-17-4-events.json')],
];
const write = (zone, object) => [
  ...on(['s3:ListBucket', 's3:ListBucketMultipartUploads'], bucket(zone)),
  ...on(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], bucket(zone, object)),
];
const read = (zone, object) => [['s3:ListBucket', bucket(zone)], ['s3:GetObject', bucket(zone, object)]];
const staged = 'update_events/date=2019-06-01/part-00000.parquet';
const glueRun = [
  ...on(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', 'log-group:/aws-glue/jobs/output:log-stream:x')).slice(1),
  ['cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'Glue' }],
];
const useKey = (write) => on(write ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'], key, viaS3);

const roles = {
  'fleetlake-prod-task': {
    can: [...readSource, ...write('raw', part), ...write('raw', '_leases/source-date/2019-06-01.json'), ...write('staging', staged), ...useKey(true)],
    cannot: [['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:fleetlake-prod-warehouse-AbCdEf')]],
  },
  'fleetlake-prod-task-start': {
    can: [
      ['ecr:GetAuthorizationToken', '*'],
      ...on(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], arn('ecr', 'repository/fleetlake')),
      ['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:fleetlake-prod-warehouse-AbCdEf')],
      ['kms:Decrypt', key, { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' }],
      ...on(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', 'log-group:/fleetlake-prod/task:log-stream:fleetlake/fleetlake/1')),
    ],
    cannot: [...read('raw', part), ['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:another-AbCdEf')], ['ecr:BatchGetImage', arn('ecr', 'repository/another')]],
  },
  'fleetlake-prod-airflow': {
    can: [
      ['airflow:PublishMetrics', arn('airflow', 'environment/fleetlake-prod')],
      ...read('dags', 'dags/fleetlake_daily.py'),
      ['ecs:RunTask', arn('ecs', 'task-definition/fleetlake-prod:7'), { 'ecs:cluster': arn('ecs', 'cluster/fleetlake-prod') }],
      ...on(['ecs:DescribeTasks', 'ecs:StopTask'], arn('ecs', 'task/fleetlake-prod/1')),
      ...['task', 'task-start'].map((name) => ['iam:PassRole', role(`fleetlake-prod-${name}`), { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }]),
      ['logs:GetLogEvents', arn('logs', 'log-group:/fleetlake-prod/task:log-stream:fleetlake/fleetlake/1')],
      ...on(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'], 'arn:aws:sqs:eu-central-1:999999999999:airflow-celery-1'),
      ...on(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', 'log-group:airflow-fleetlake-prod-Task:log-stream:1')),
    ],
    cannot: [
      ...read('raw', part), ...read('staging', staged), ['s3:PutObject', bucket('dags', 'dags/fleetlake_daily.py')],
      ['ecs:RunTask', arn('ecs', 'task-definition/another:1'), { 'ecs:cluster': arn('ecs', 'cluster/fleetlake-prod') }],
      ['ecs:RunTask', arn('ecs', 'task-definition/fleetlake-prod:7'), { 'ecs:cluster': arn('ecs', 'cluster/another') }],
      ['iam:PassRole', role('fleetlake-prod-task'), { 'iam:PassedToService': 'ec2.amazonaws.com' }],
      ['kms:Decrypt', key, viaS3],
    ],
  },
  'fleetlake-prod-dags-upload': {
    can: [
      ['s3:GetObject', `arn:aws:s3:::cdk-fleetlake-assets-${account}-eu-central-1/0123.zip`], ['s3:ListBucket', bucket('dags')],
      ...on(['s3:PutObject', 's3:DeleteObject'], bucket('dags', 'dags/fleetlake_daily.py')), ['s3:PutObject', bucket('dags', 'startup/startup-1.sh')],
    ],
    cannot: [...read('raw', part), ['s3:PutObject', `arn:aws:s3:::cdk-fleetlake-assets-${account}-eu-central-1/0123.zip`]],
  },
  'fleetlake-prod-redshift-copy': {
    can: [...read('staging', staged), ...useKey(false)],
    cannot: [...read('raw', part), ['s3:PutObject', bucket('staging', staged)], ['s3:DeleteObject', bucket('staging', staged)], ['kms:GenerateDataKey', key, viaS3]],
  },
  'fleetlake-prod-flow-log': {
    can: on(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('logs', 'log-group:/fleetlake-prod/flow:log-stream:eni')),
    cannot: [['logs:PutLogEvents', arn('logs', 'log-group:/fleetlake-prod/task:log-stream:x')], ...read('raw', part)],
  },
  'fleetlake-prod-glue-lake': {
    can: [...readSource, ...write('raw', part), ...write('staging', staged), ...useKey(true), ...glueRun],
    cannot: [['glue:DeleteTable', arn('glue', 'table/fleetlake_prod/update_events')], ['glue:UpdateTable', arn('glue', 'table/fleetlake_prod/update_events')]],
  },
  'fleetlake-prod-glue-models': {
    can: [...read('raw', part), ...write('staging', staged), ['s3:PutObject', bucket('raw', '_leases/vehicle_daily_distance/2019-06-01.json')], ...useKey(true), ...glueRun],
    cannot: [...readSource, ['s3:PutObject', bucket('raw', part)], ['s3:DeleteObject', bucket('raw', '_manifests/date=2019-06-01.json')]],
  },
  'fleetlake-prod-glue-crawler': {
    can: [
      ...read('raw', part), ...read('staging', staged), ...useKey(false), ['glue:CreateTable', arn('glue', 'database/fleetlake_prod_crawled')],
      ...on(['glue:GetTable', 'glue:UpdateTable', 'glue:BatchCreatePartition'], arn('glue', 'table/fleetlake_prod_crawled/raw_update')),
    ],
    cannot: [
      ...readSource, ['s3:PutObject', bucket('raw', part)], ['s3:DeleteObject', bucket('staging', staged)],
      ...on(['glue:UpdateTable', 'glue:DeleteTable', 'glue:BatchCreatePartition'], arn('glue', 'table/fleetlake_prod/update_events')),
      ['glue:DeleteTable', arn('glue', 'table/fleetlake_prod_crawled/raw_update')],
    ],
  },
  'fleetlake-prod-analyst': {
    can: [
      ...on(['athena:StartQueryExecution', 'athena:GetQueryResults'], arn('athena', 'workgroup/fleetlake-prod-queries')),
      ['glue:GetTable', arn('glue', 'table/fleetlake_prod/operating_period_distance')], ...read('staging', staged),
      ['s3:PutObject', bucket('answers', '1.csv')], ['s3:GetObject', bucket('answers', '1.csv')], ...useKey(true),
    ],
    cannot: [
      ...readSource, ['athena:StartQueryExecution', arn('athena', 'workgroup/primary')], ['s3:PutObject', bucket('staging', staged)], ...read('raw', part),
      ['glue:UpdateTable', arn('glue', 'table/fleetlake_prod/update_events')],
    ],
  },
};

// What no job does, whichever it is; a call in its own list is its own.
const forbidden = [
  ...on(['s3:PutObject', 's3:DeleteObject'], source('data/2019-06-01-15-17-4-events.json')),
  ['s3:DeleteBucket', source()],
  ['s3:GetObject', source('payroll/2019-06.csv')],
  ['s3:ListBucket', source(), { 's3:prefix': 'payroll/' }],
  ['s3:ListBucket', source()],
  ['s3:GetObject', 'arn:aws:s3:::another-bucket/x'],
  ...['raw', 'staging'].flatMap((zone) => [
    ...on(['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:PutBucketVersioning'], bucket(zone)),
    ['s3:DeleteObjectVersion', bucket(zone, part)],
  ]),
  ['sts:AssumeRole', role('fleetlake-prod-airflow')],
  ['sts:AssumeRole', role('admin')],
  ['iam:PassRole', role('admin'), { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }],
  ['iam:PutRolePolicy', role('fleetlake-prod-task')],
  ['iam:CreateAccessKey', `arn:aws:iam::${account}:user/someone`],
  ['kms:ScheduleKeyDeletion', key],
  ['kms:Decrypt', key, { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' }],
  ['kms:Decrypt', arn('kms', 'key/another'), viaS3],
  ['logs:DeleteLogGroup', arn('logs', 'log-group:/fleetlake-prod/task')],
];

const deployer = require('./deployer-calls.js')({ account, arn, bucket, source, role });

module.exports = { account, roles, forbidden, deployer, tls };
