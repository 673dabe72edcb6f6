// Looks whether the policies are there under which CloudFormation is to work; bootstrap attaches them and makes none.
// usage: node rights.js ARN,ARN   ends with 2 when one is not, and names it
const { IAMClient, GetPolicyCommand } = require('@aws-sdk/client-iam');

const client = new IAMClient({});

async function isMissing(arn) {
  try {
    await client.send(new GetPolicyCommand({ PolicyArn: arn }));
    return false;
  } catch (fault) {
    if (fault.name === 'NoSuchEntityException' || fault.name === 'NoSuchEntity') return true;
    throw fault;
  }
}

(async () => {
  const arns = process.argv[2].split(',');
  const missing = [];
  for (const arn of arns) if (await isMissing(arn)) missing.push(arn);
  for (const arn of missing) console.error(`${arn}: found no such policy, expected what \`deploy policy ${arns.indexOf(arn) + 1}\` prints`);
  if (missing.length > 0) console.error('An administrator makes them first (docs/aws.md, "Set-up in a new account"). Nothing was deployed.');
  process.exit(missing.length > 0 ? 2 : 0);
})().catch((fault) => {
  console.error(`policies: ${fault.message}`);
  process.exit(fault.$metadata?.httpStatusCode === 403 ? 2 : 75);
});
