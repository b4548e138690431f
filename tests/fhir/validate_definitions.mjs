// node validate_definitions.mjs <schema>: our conformance resources are valid, and say what schema/measures says.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResources } from './definitions.mjs';
import { fhirFaults } from './fhir_faults.mjs';

const [schema] = process.argv.slice(2);
const resources = readResources(join(schema, 'report', 'fhir'));
const faults = [];

for (const [name, resource] of resources) {
  // The schema of 4.0.1 lists the versions of FHIR up to 4.0.0 only.
  const known = resource.fhirVersion === '4.0.1' ? { ...resource, fhirVersion: '4.0.0' } : resource;
  faults.push(...fhirFaults(known).map((fault) => `${name}: ${fault}`));
}

// [id, label, scoring] of the indicators and the id and version of a measure file: lines `key = "text"`.
function readMeasure(text) {
  const [head, ...indicators] = text.split(/^\[\[indicator\]\]$/m);
  const value = (part, key) => part.match(new RegExp(`^${key}\\s*=\\s*"(.*)"$`, 'm'))?.[1];
  return {
    id: value(head, 'id'),
    version: value(head, 'version'),
    title: value(head, 'title'),
    indicators: indicators.map((part) => [value(part, 'id'), value(part, 'label'), value(part, 'scoring')]),
  };
}

const concepts = new Map(
  resources.flatMap(([, resource]) => (resource.resourceType === 'CodeSystem' ? resource.concept : []))
    .map((concept) => [concept.code, concept.display]));
for (const file of readdirSync(join(schema, 'measures'))) {
  const measure = readMeasure(readFileSync(join(schema, 'measures', file), 'utf8'));
  const resource = resources.map(([, of]) => of).find((of) => of.resourceType === 'Measure' && of.id === measure.id);
  if (!resource) {
    faults.push(`${file}: no Measure-${measure.id}.json`);
    continue;
  }
  if (resource.version !== measure.version) faults.push(`${file}: the Measure has version ${resource.version}`);
  if (resource.title !== measure.title) faults.push(`${file}: the Measure has another title`);
  const groups = resource.group.map((group) => [
    group.code.coding[0].code, group.code.coding[0].display, group.extension[0].valueCodeableConcept.coding[0].code]);
  if (JSON.stringify(groups) !== JSON.stringify(measure.indicators)) {
    faults.push(`${file}: the Measure has other indicators: ${JSON.stringify(groups)}`);
  }
  for (const [id, label] of measure.indicators) {
    if (concepts.get(id) !== label) faults.push(`${file}: the CodeSystem calls ${id} "${concepts.get(id)}"`);
  }
}

for (const fault of faults) console.error(fault);
console.log(`${resources.length} resources, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
