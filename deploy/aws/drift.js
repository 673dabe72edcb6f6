// Looks whether stacks were changed by hand since their last deploy, as CloudFormation sees it (drift).
// usage: node drift.js STACK…   ends with 1 when one was, and names what and how
const { CloudFormationClient, DescribeStacksCommand, DetectStackDriftCommand, DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand } = require('@aws-sdk/client-cloudformation');

const client = new CloudFormationClient({});
const POLL_MILLISECONDS = 2000;
const POLLS = 300;

async function exists(stack) {
  try {
    const { Stacks: [found] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return found.StackStatus !== 'REVIEW_IN_PROGRESS';
  } catch (fault) {
    // A stack that is not there is a validation error.
    if (fault.name === 'ValidationError') return false;
    throw fault;
  }
}

async function detect(stack) {
  const { StackDriftDetectionId: id } = await client.send(new DetectStackDriftCommand({ StackName: stack }));
  for (let i = 0; i < POLLS; i++) {
    const status = await client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id }));
    if (status.DetectionStatus === 'DETECTION_COMPLETE') return;
    if (status.DetectionStatus === 'DETECTION_FAILED') throw new Error(`${stack}: drift could not be detected: ${status.DetectionStatusReason}`);
    await new Promise((done) => setTimeout(done, POLL_MILLISECONDS));
  }
  throw new Error(`${stack}: drift was not detected in time`);
}

async function drifts(stack) {
  if (!await exists(stack)) return [];
  await detect(stack);
  const found = [];
  for (let NextToken; ;) {
    const page = await client.send(new DescribeStackResourceDriftsCommand(
      { StackName: stack, StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'], NextToken }));
    for (const { PhysicalResourceId: id, ResourceType: type, StackResourceDriftStatus: status, PropertyDifferences: differences = [] } of page.StackResourceDrifts ?? []) {
      const what = differences.map((each) => `${each.PropertyPath}: found ${each.ActualValue}, expected ${each.ExpectedValue}`).join('; ');
      found.push(`${stack}: ${type} ${id} was ${status === 'DELETED' ? 'deleted' : `changed by hand: ${what}`}`);
    }
    NextToken = page.NextToken;
    if (!NextToken) return found;
  }
}

(async () => {
  const found = (await Promise.all(process.argv.slice(2).map(drifts))).flat();
  for (const line of found) console.error(line);
  if (found.length > 0) console.error('Take the change back, or bring it into the settings or the stacks; --accept-drift deploys over it. Nothing was deployed.');
  process.exit(found.length > 0 ? 1 : 0);
})().catch((fault) => {
  console.error(`drift: ${fault.message}`);
  process.exit(75);
});
