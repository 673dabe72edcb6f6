// cdk-nag's AwsSolutions rules over synthesised templates. Every finding is mended or answered in nag-answers.json; an answer
// that nothing asks for any more fails as well.
// usage: node nag.js FOLDER
const fs = require('fs');
const path = require('path');
const { App, Aspects, BootstraplessSynthesizer, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

const folder = process.argv[2];
const answers = JSON.parse(fs.readFileSync(path.join(__dirname, 'nag-answers.json')));
const used = new Set();
const open = [];
let checked = 0;

class Findings extends AwsSolutionsChecks {
  constructor() {
    super({ reports: false, additionalLoggers: [logger] });
  }
}

function found(data) {
  const resource = data.resource.node.path.replace('/Template', '');
  const rule = data.ruleId + (data.findingId ? `[${data.findingId}]` : '');
  const answer = answers.findIndex((each) => each.rule === data.ruleId
    && new RegExp(`^(?:${each.resource})$`).test(resource)
    && (!each.finding || new RegExp(each.finding).test(data.findingId)));
  if (answer >= 0) used.add(answer);
  else open.push(`${resource}: ${rule}: ${data.ruleInfo}`);
}

const logger = {
  onCompliance: () => { checked++; },
  onNonCompliance: found,
  onSuppressed: () => {},
  onError: (data) => open.push(`${data.resource.node.path}: ${data.ruleId} could not be judged: ${data.errorMessage}`),
  onSuppressedError: () => {},
  onNotApplicable: () => {},
};

const app = new App({ analyticsReporting: false });
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
  const stack = new Stack(app, file.replace('.template.json', ''), { synthesizer: new BootstraplessSynthesizer() });
  new CfnInclude(stack, 'Template', { templateFile: path.join(folder, file) });
  Aspects.of(stack).add(new Findings());
}
app.synth();

const stale = answers.filter((_, index) => !used.has(index)).map((each) => `${each.rule} at ${each.resource}: answered, but not found any more`);
for (const line of [...open, ...stale]) console.error(line);
console.log(`cdk-nag: ${checked} rules kept, ${used.size} of ${answers.length} answers used, ${open.length + stale.length} faults`);
process.exit(open.length + stale.length > 0 || checked === 0 ? 1 : 0);
