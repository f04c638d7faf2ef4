#!/usr/bin/env node
// Stands in for npm: does in the current folder what FAKE_NPM asks for, without a network.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const packageFolder = path.join('node_modules', '@tensorflow', 'tfjs-node');

/** A package that multiplies matrices as tfjs-node does, or as a broken one would. */
function install(product) {
  mkdirSync(path.join(packageFolder, 'lib', 'napi-v8'), { recursive: true });
  const { dependencies, allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = { name: '@tensorflow/tfjs-node', version: dependencies['@tensorflow/tfjs-node'], main: 'index.js' };
  writeFileSync(path.join(packageFolder, 'package.json'), JSON.stringify(manifest));
  if (allowScripts?.['@tensorflow/tfjs-node'] === true) {
    writeFileSync(path.join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
  }
  writeFileSync(
    path.join(packageFolder, 'index.js'),
    `
    const util = require('node:util');
    if (util.isNullOrUndefined(1)) throw new Error('isNullOrUndefined is wrong');
    exports.tensor2d = (rows) => rows;
    exports.matMul = (a, b) => ({ dataSync: () => ${product} });
    exports.backend = () => ({ binding: { TF_Version: '2.9.1' } });
  `,
  );
}

const product =
  'Float32Array.from(a.flatMap((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0))))';

switch (process.env.FAKE_NPM) {
  case 'succeed':
    console.log(`asked: ${process.argv.slice(2).join(' ')}`);
    console.error(`omit: ${process.env.npm_config_omit}`);
    install(product);
    break;
  case 'install something broken':
    install('Float32Array.of(0, 0, 0, 0)');
    break;
  case 'install something that does not load':
    install(product);
    writeFileSync(
      path.join(packageFolder, 'index.js'),
      'throw new Error("libtensorflow.so.2: cannot open shared object file")',
    );
    break;
  case 'fail without network':
    console.error('npm error code 1');
    console.error('npm error path somewhere');
    console.error('npm error Error: getaddrinfo ENOTFOUND library.example');
    process.exit(1);
    break;
  case 'fail':
    console.error('npm error code ENOSPC');
    console.error('npm error syscall write');
    console.error('npm error nospc There appears to be insufficient space on your system to finish.');
    process.exit(228);
    break;
  case 'hang': {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    console.log(`processes: ${process.pid} ${child.pid}`);
    setInterval(() => {}, 1000);
    break;
  }
  default:
    throw new Error(`FAKE_NPM=${process.env.FAKE_NPM}`);
}
