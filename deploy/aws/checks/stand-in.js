// Leaves out of synthesised templates what the stand-in for AWS (moto) stumbles over, and says what it has left out.
// usage: node stand-in.js FOLDER
const fs = require('fs');
const path = require('path');

const folder = process.argv[2];
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
  const template = JSON.parse(fs.readFileSync(path.join(folder, file)));
  for (const [id, resource] of Object.entries(template.Resources)) {
    // moto 5.2.5 reads the tags of a key as the KMS API writes them, not as CloudFormation does.
    if (resource.Type === 'AWS::KMS::Key' && resource.Properties.Tags) {
      delete resource.Properties.Tags;
      console.log(`${file}: ${id}: left out its tags`);
    }
  }
  fs.writeFileSync(path.join(folder, file), JSON.stringify(template, null, 1));
}
