// node validate.mjs <schema/report> <rapport.json>…: 0 when every report is valid, 1 with its faults.
import { readFileSync } from 'node:fs';
import { closedSchema } from './closed_schema.mjs';
import { readDefinitions } from './definitions.mjs';
import { fhirFaults } from './fhir_faults.mjs';
import { reportFaults } from './report_faults.mjs';

const [directory, ...reports] = process.argv.slice(2);
if (!directory || reports.length === 0) {
  console.error('usage: node validate.mjs <schema/report> <rapport.json>…');
  process.exit(2);
}
const definitions = readDefinitions(directory);
const closedFaults = closedSchema(directory);
let valid = true;
for (const path of reports) {
  const bundle = JSON.parse(readFileSync(path, 'utf8'));
  // The bundle's invariants reach its entries; each resource must also stand alone.
  const faults = [bundle, ...(bundle.entry ?? []).map((entry) => entry.resource)].flatMap(fhirFaults);
  faults.push(...closedFaults(bundle), ...reportFaults(bundle, definitions));
  for (const fault of faults) console.error(`${path}: ${fault}`);
  console.log(`${path}: ${faults.length === 0 ? 'valid' : `${faults.length} faults`}`);
  valid &&= faults.length === 0;
}
process.exit(valid ? 0 : 1);
