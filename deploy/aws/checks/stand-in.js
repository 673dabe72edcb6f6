// Leaves out of synthesised templates what the stand-in for AWS stumbles over; stand-in.json says what and why.
// usage: node stand-in.js FOLDER
const fs = require('fs');
const path = require('path');
const { changed } = require('./stand-in.json');

const folder = process.argv[2];
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.template.json'))) {
  const template = JSON.parse(fs.readFileSync(path.join(folder, file)));
  for (const [id, resource] of Object.entries(template.Resources)) {
    const { leaveOut = [], reason } = changed[resource.Type] ?? {};
    for (const name of leaveOut) {
      delete resource.Properties[name];
      console.log(`${file}: ${id}: left out ${name}. ${reason}`);
    }
  }
  fs.writeFileSync(path.join(folder, file), JSON.stringify(template, null, 1));
}
