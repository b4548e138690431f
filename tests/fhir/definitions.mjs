// Our own conformance resources, as files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every resource of the directory by its file's name. */
export function readResources(directory) {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(directory, name), 'utf8'))]);
}

/** The names of our extensions and the codes of our indicators, from schema/report. */
export function readDefinitions(directory) {
  const definitions = { extensions: new Set(), indicators: new Set() };
  for (const [, resource] of readResources(join(directory, 'fhir'))) {
    if (resource.resourceType === 'StructureDefinition') definitions.extensions.add(resource.id);
    if (resource.resourceType !== 'CodeSystem') continue;
    for (const concept of resource.concept) definitions.indicators.add(concept.code);
  }
  return definitions;
}
