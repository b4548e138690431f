// node validate_faults.mjs <schema/report> <rapport.json>: each fault put into a valid report is found,
// by the public rules or, where FHIR allows what we never write, by our closed schema.
import { readFileSync } from 'node:fs';
import { closedSchema } from './closed_schema.mjs';
import { readDefinitions } from './definitions.mjs';
import { fhirFaults } from './fhir_faults.mjs';
import { reportFaults } from './report_faults.mjs';

const [directory, path] = process.argv.slice(2);
const definitions = readDefinitions(directory);
const text = readFileSync(path, 'utf8');
const of = (bundle, type) => bundle.entry.map((entry) => entry.resource).find((resource) => resource.resourceType === type);
const report = (bundle) => of(bundle, 'MeasureReport');

const mutations = {
  'a group without code': (bundle) => delete report(bundle).group[0].code,
  'an empty array': (bundle) => (report(bundle).group[0].stratifier = []),
  'an empty object': (bundle) => (report(bundle).group[0].measureScore = {}),
  'an Organization without name': (bundle) => delete of(bundle, 'Organization').name,
  'an Organization without identifier': (bundle) => delete of(bundle, 'Organization').identifier,
  'a contained resource that nothing refers to': (bundle) => delete of(bundle, 'Provenance').agent[0].who.reference,
  'a reference out of the bundle': (bundle) => (report(bundle).subject.reference = 'Organization/1'),
  'a population without count': (bundle) => delete report(bundle).group[0].population[0].count,
  'a population without code': (bundle) => delete report(bundle).group[0].population[0].code,
  'a report without subject': (bundle) => delete report(bundle).subject,
  'a measure without version': (bundle) => (report(bundle).measure = report(bundle).measure.split('|')[0]),
  'a period with a time': (bundle) => (report(bundle).period.start += 'T00:00:00Z'),
  'an extension that is not defined': (bundle) => (report(bundle).group[0].extension[2].url += '-2'),
  'an indicator that is not listed': (bundle) => (report(bundle).group[0].code.coding[0].code = 'autre'),
  'a status of another list': (bundle) => (report(bundle).status = 'final'),
  'a type of another list': (bundle) => (report(bundle).type = 'Summary'),
  'an unknown element': (bundle) => (report(bundle).gate = true),
  'a number as text': (bundle) => (report(bundle).group[0].population[0].count = '4'),
  'an extension with both value and parts': (bundle) => (report(bundle).extension[0].valueCode = 'met'),
  'a data-collection with groups': (bundle) => (report(bundle).type = 'data-collection'),
  'a Provenance without target': (bundle) => delete of(bundle, 'Provenance').target,
};

// Valid FHIR, but nothing of the kind may leave the house.
const strangers = {
  'a person as subject': (bundle) => (report(bundle).subject.display = 'Mme Martin'),
  'evaluated resources': (bundle) => (report(bundle).evaluatedResource = [{ reference: bundle.entry[0].fullUrl }]),
  'a breakdown of a group': (bundle) => (report(bundle).group[0].stratifier = [{ stratum: [{ value: { text: 'femmes' } }] }]),
  'a narrative': (bundle) =>
    (report(bundle).text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' }),
  'a contact of an Organization': (bundle) => (of(bundle, 'Organization').telecom = [{ system: 'phone', value: '1' }]),
  'a Patient': (bundle) =>
    bundle.entry.push({ fullUrl: 'urn:uuid:427c379a-aaba-5785-aac4-fec6efcd3262', resource: { resourceType: 'Patient' } }),
};

let missed = 0;
function expectFound(kind, list, faultsOf) {
  for (const [name, mutate] of Object.entries(list)) {
    const bundle = JSON.parse(text);
    mutate(bundle);
    if (faultsOf(bundle).length > 0) continue;
    console.error(`not found by ${kind}: ${name}`);
    missed += 1;
  }
}
expectFound('the public rules', mutations, (bundle) => [
  ...[bundle, ...bundle.entry.map((entry) => entry.resource)].flatMap(fhirFaults),
  ...reportFaults(bundle, definitions),
]);
expectFound('the closed schema', strangers, closedSchema(directory));
console.log(`${Object.keys(mutations).length + Object.keys(strangers).length} faults, ${missed} missed`);
process.exit(missed === 0 ? 0 : 1);
